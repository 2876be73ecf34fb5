"""How often something innocent happens to a line: by drug over the honest many, and by shop without the person."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import ibis
import ibis.expr.types as ir

from detection.tables import Tables
from workspace.settings import Settings

TRIMMED = 20  # the worst twentieth of the shops is left out when a drug's rate is taken


@dataclass(frozen=True)
class FlaggedLines:
    """The measure, tests and evidence of a signal about flagged lines of a person at a place.

    `hits` gives the flagged lines: line, person, place, drug, one row a line. `among` names the lines that could
    be flagged, a column of `Tables.bought`.
    """

    name: str
    hits: Callable[[Tables], ir.Table]
    among: Literal["whole", "read"]

    def cells(self, tables: Tables) -> ir.Table:
        """By shop and drug: place, drug, lines, hits."""
        return tables.derived(f"cells of {self.name}", self._cells)

    def _cells(self, tables: Tables) -> ir.Table:
        lines = tables.bought.group_by("place", "drug").aggregate(lines=tables.bought[self.among].sum())
        hits = self.hits(tables).group_by("place", "drug").aggregate(hits=lambda hit: hit.count())
        both = lines.left_join(hits, ["place", "drug"])
        return tables.keep(both.select("place", "drug", "lines", hits=both.hits.fill_null(0)))

    def measure(self, tables: Tables, settings: Settings) -> ir.Table:
        """People at a place with flagged lines, and how many to expect from what drug and shop make likely.

        The shop's own share is taken without the person's lines, so that a shop that scans badly for all accuses
        nobody. Columns: person, place, lines, times, expected.
        """
        hits, cells = self.hits(tables), self.cells(tables)
        units = tables.keep(hits.group_by("person", "place").aggregate(times=hits.count()))
        bought = tables.bought.semi_join(units, ["person", "place"]).join(drug_rates(cells), "drug")
        lines = bought[self.among]
        own = bought.group_by("person", "place").aggregate(lines=lines.sum(), by_drug=(lines * bought.drug_rate).sum())
        shops = cells.group_by("place").aggregate(shop_lines=cells.lines.sum(), shop_times=cells.hits.sum())
        both = units.join(own, ["person", "place"]).join(shops, "place")
        others = (both.shop_times - both.times) / ibis.greatest(both.shop_lines - both.lines, 1)
        expected = ibis.greatest(both.by_drug, others * both.lines)
        return both.select("person", "place", "lines", "times", expected=expected)

    def group_tests(self, tables: Tables, settings: Settings) -> ir.Table:
        """People at each place."""
        clients = tables.clients.filter(tables.clients[self.among] > 0)
        return clients.group_by("place").aggregate(tests=clients.count())

    def evidence(self, found: ir.Table, tables: Tables, settings: Settings) -> ir.Table:
        """The flagged lines."""
        return found.join(self.hits(tables), ["person", "place"])


def drug_rates(cells: ir.Table) -> ir.Table:
    """Share of flagged lines by drug, without the worst twentieth of the shops, drawn towards the overall share.

    `cells`: place, drug, lines, hits. Returns drug, drug_rate. The worst shops are left out so that crime does not
    set the measure it is tested against; a drug with few lines borrows 200 lines of the overall rate.
    """
    by_shop = cells.group_by("place").aggregate(share=cells.hits.sum() / ibis.greatest(cells.lines.sum(), 1))
    ranked = by_shop.mutate(tile=ibis.ntile(TRIMMED).over(ibis.window(order_by=[by_shop.share, by_shop.place])))
    honest = cells.semi_join(ranked.filter(ranked.tile < TRIMMED - 1), "place")
    overall = honest.aggregate(overall=(honest.hits.sum() + 1.0) / (honest.lines.sum() + 2.0))
    by_drug = honest.group_by("drug").aggregate(lines=honest.lines.sum(), hits=honest.hits.sum())
    both = cells.select("drug").distinct().left_join(by_drug, "drug").cross_join(overall)
    return both.select(
        drug=both.drug,
        drug_rate=(both.hits.fill_null(0) + 200.0 * both.overall) / (both.lines.fill_null(0) + 200.0),
    )
