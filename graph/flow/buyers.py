"""Who bought some lots: the people with the most packs at each shop, and how much all others took."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from graph.flow.index import sales_of_lots
from graph.flow.reading import Span, bounds
from graph.places import rows_with_places
from workspace.snapshots import Snapshot

# Only payments that stand: neither a reversal nor reversed. Parts of split packs are counted in units, not in packs.
_BUYERS = """
    WITH bought AS (
        SELECT sold.institution_id, payers.person_id, sum(sold.quantity) AS packs, count(*) AS times
        FROM ({sales}) sold JOIN (SELECT person_id, place FROM ({settlements})) payers ON sold.settlement = payers.place
        WHERE sold.stands AND NOT sold.split AND sold.settled_at >= $since AND sold.settled_at < $before
        GROUP BY ALL
    ), top AS (
        SELECT person_id FROM bought GROUP BY person_id ORDER BY sum(packs) DESC, person_id LIMIT $most
    )
    SELECT institution_id, CASE WHEN person_id IN (FROM top) THEN person_id END AS buyer, sum(packs),
           sum(times)::BIGINT, count(DISTINCT person_id)
    FROM bought GROUP BY ALL ORDER BY 3 DESC, 1, 2
"""


@dataclass(frozen=True)
class Bought:
    """What a person bought at a shop, in packs; `person_id` None stands for all the others, `people` of them."""

    institution_id: str
    person_id: str | None
    packs: float
    times: int
    people: int


def buyers(
    engine: duckdb.DuckDBPyConnection, snapshot: Snapshot, lots: Sequence[str], span: Span, most: int = 10
) -> tuple[Bought, ...]:
    """The `most` people who bought the most of the lots within a span, shop by shop, and the rest as one a shop.

    Raises:
        RingtraceError: the graph was not built.
    """
    text = _BUYERS.format(sales=sales_of_lots(snapshot), settlements=rows_with_places(snapshot, "settlements"))
    return tuple(
        Bought(*row) for row in engine.execute(text, bounds(span) | {"lots": list(lots), "most": most}).fetchall()
    )
