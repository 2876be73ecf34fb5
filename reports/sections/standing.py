"""The rings of the run in force by region and by pattern, added up as the overview does."""

from dataclasses import dataclass
from typing import Any

from evidence.report.blocks import Block, Picture, Table, Text
from evidence.report.wording import Wording
from reports import summary
from reports.charts import bars
from reports.figures import Figures


@dataclass(frozen=True)
class Standing:
    """The run's rings, the regions that each touches, and whose cases are new."""

    rings: list[dict[str, Any]]
    touched: dict[str, frozenset[str]]
    now: Figures
    before: Figures


def by_region(standing: Standing, say: Wording) -> tuple[Block, ...]:
    """Rings and loss a region, and the new rings of the period and of the one before."""
    table = summary.by_region(standing.rings, standing.touched)
    if table.empty:
        return (Text(say("No ring of the run in force has a region.")),)
    new, former = (_new(standing, one) for one in (standing.now, standing.before))
    rows = tuple(
        (row["region"], row["rings"], row["loss"], new.get(row["region"], 0), former.get(row["region"], 0))
        for row in table.to_dict("records")
    )
    header = (
        say("Region"),
        say("Rings"),
        say("Loss (¥)"),
        *(say("New rings {name}", name=one.period.name) for one in (standing.now, standing.before)),
    )
    chart = bars([(name, ((loss, say.yuan(loss)),)) for name, _, loss, *_ in rows], (say("Loss (¥)"),))
    return (
        Table(header, rows, (24, 16, 24, 18, 18)),
        Picture(chart, say("Loss by region.")),
        Text(say("A ring counts in each region in which it has people or places, so the sum is more than the loss.")),
    )


def _new(standing: Standing, one: Figures) -> dict[str, int]:
    fresh = [ring for ring in standing.rings if ring["ring_id"] in one.new_ids]
    table = summary.by_region(fresh, standing.touched, most=len(standing.rings) + 1000)
    return {row["region"]: row["rings"] for row in table.to_dict("records")}


def by_pattern(standing: Standing, say: Wording) -> tuple[Block, ...]:
    """Rings and loss by pattern and level, and all together."""
    if not standing.rings:
        return (Text(say("The run in force found no ring.")),)
    rows = tuple(
        (say.pattern(row["pattern"]), say.level(row["level"]), row["rings"], row["loss"])
        for row in summary.by_pattern(standing.rings).to_dict("records")
    )
    whole = (say("All"), "", len(standing.rings), summary.loss(standing.rings))
    header = (say("Pattern"), say("Level"), say("Rings"), say("Loss (¥)"))
    return (Table(header, (*rows, whole), (40, 20, 16, 24)),)
