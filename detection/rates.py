"""How often something innocent happens to a line: by drug over the honest many, and by shop without the person."""

from collections.abc import Callable
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from detection.tables import Tables
from workspace.settings import Settings

TRIMMED = 20  # the worst twentieth of the shops is left out when a drug's rate is taken


@dataclass(frozen=True)
class FlaggedLines:
    """The measure, tests and evidence of a signal about flagged lines of a person at a place.

    `of` gives line_id, person, place, drug, flag (0/1), one row a line.
    """

    of: Callable[[Tables], ir.Table]

    def measure(self, tables: Tables, settings: Settings) -> ir.Table:
        """People at a place with flagged lines, and how many to expect."""
        return by_person_and_place(self.of(tables))

    def group_tests(self, tables: Tables, settings: Settings) -> ir.Table:
        """People at each place."""
        lines = self.of(tables)
        return lines.group_by("place").aggregate(tests=lines.person.nunique())

    def evidence(self, found: ir.Table, tables: Tables, settings: Settings) -> ir.Table:
        """The flagged lines."""
        lines = self.of(tables)
        return found.join(lines.filter(lines.flag == 1), ["person", "place"])


def drug_rates(flagged: ir.Table) -> ir.Table:
    """Share of flagged lines by drug, without the worst twentieth of the shops, drawn towards the overall share.

    `flagged`: place, drug, flag (0/1), one row a line. Returns drug, drug_rate. The worst shops are left out so that
    crime does not set the measure it is tested against; a drug with few lines borrows 200 lines of the overall rate.
    """
    by_shop = flagged.group_by("place").aggregate(share=flagged.flag.mean())
    ranked = by_shop.mutate(tile=ibis.ntile(TRIMMED).over(ibis.window(order_by=[by_shop.share, by_shop.place])))
    honest = flagged.semi_join(ranked.filter(ranked.tile < TRIMMED - 1), "place")
    overall = honest.aggregate(overall=(honest.flag.sum() + 1.0) / (honest.count() + 2.0))
    by_drug = honest.group_by("drug").aggregate(lines=honest.count(), hits=honest.flag.sum())
    both = flagged.select("drug").distinct().left_join(by_drug, "drug").cross_join(overall)
    return both.select(
        drug=both.drug,
        drug_rate=(both.hits.fill_null(0) + 200.0 * both.overall) / (both.lines.fill_null(0) + 200.0),
    )


def by_person_and_place(flagged: ir.Table) -> ir.Table:
    """Flagged lines of each person at each place, against what drug and shop make likely.

    `flagged`: person, place, drug, flag (0/1), one row a line. Returns person, place, lines, times, expected; the
    shop's own share is taken without the person's lines, so that a shop that scans badly for all accuses nobody.
    """
    rates = drug_rates(flagged)
    rated = flagged.join(rates, "drug")
    units = rated.group_by("person", "place").aggregate(
        lines=rated.count(), times=rated.flag.sum(), by_drug=rated.drug_rate.sum()
    )
    shops = units.group_by("place").aggregate(shop_lines=units.lines.sum(), shop_times=units.times.sum())
    both = units.filter(units.times > 0).join(shops, "place")
    others = (both.shop_times - both.times) / ibis.greatest(both.shop_lines - both.lines, 1)
    return both.select("person", "place", "lines", "times", expected=ibis.greatest(both.by_drug, others * both.lines))
