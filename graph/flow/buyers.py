"""Who bought some lots: the people with the most packs at each shop, and how much all others took."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from graph.flow.reading import Span, bounds, files_of_months
from workspace.snapshots import Snapshot

_OPTIONS = "hive_partitioning = false, union_by_name = true"
# Only payments that stand: neither a reversal nor reversed. Parts of split packs are counted in units, not in packs.
_BUYERS = f"""
    WITH bought AS (
        SELECT s.institution_id, s.person_id, sum(l.quantity)::DOUBLE AS packs, count(*) AS times
        FROM read_parquet({{lines}}, {_OPTIONS}) l
        JOIN read_parquet({{settlements}}, {_OPTIONS}) s USING (settlement_id)
        WHERE l.batch_id IN (SELECT unnest($lots::VARCHAR[])) AND NOT coalesce(l.split_pack, false)
          AND s.reverses IS NULL AND s.settled_at >= $since AND s.settled_at < $before
          AND NOT EXISTS (SELECT 1 FROM read_parquet({{settlements}}, {_OPTIONS}) u
                          WHERE u.reverses = s.settlement_id)
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
    """The `most` people who bought the most of the lots within a span, shop by shop, and the rest as one a shop."""
    text = _BUYERS.format(
        lines=files_of_months(snapshot, "lines", []), settlements=files_of_months(snapshot, "settlements", [])
    )
    return tuple(
        Bought(*row) for row in engine.execute(text, bounds(span) | {"lots": list(lots), "most": most}).fetchall()
    )
