"""What a signal is: a declaration, a measure and its evidence; and how its findings are validated."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from detection.tables import Tables, fetched
from detection.tails import Array, benjamini_hochberg, local_false_discovery, standing_out, upper_tail
from workspace.folders import modules_of
from workspace.settings import Settings

Pattern = Literal["card_lending", "shop_collusion", "resale"]
PATTERNS: tuple[Pattern, ...] = ("card_lending", "shop_collusion", "resale")

# What a signal looks at. Two signals of one family may see the same thing twice; two families cannot.
Family = Literal["company", "codes", "trade", "stock", "presence", "need", "goods"]

# Columns of a unit that name somebody, and the kind of member each is.
MEMBER_COLUMNS = {
    "a": "person",
    "b": "person",
    "person": "person",
    "place": "institution",
    "other_place": "institution",
    "drug": "drug",
    "lot": "batch",
    "circle": "circle",  # people who share odd purchases; a number, nobody's name
    "crew": "circle",  # customers of one shop who are billed alike
}


@dataclass(frozen=True)
class Signal:
    """A signal of one pattern.

    `measure` gives a row for each tested unit: the `unit` columns, `times` (what was seen), `expected` (what
    chance would give under the null model), optionally `spread` (overdispersion: variance = expected + spread ·
    expected²) and whatever the statement names. `evidence` gives, for the units that stood the test, rows of
    `unit` columns with `line` and `person`. Units that need not be looked at one by one (nothing was seen) are counted
    by `tests`, so that the correction knows of them; a measure that corrects for its tests itself gives p_value and
    q_value too.
    """

    name: str
    title: str
    pattern: Pattern
    family: Family
    needs: frozenset[str]
    unit: tuple[str, ...]
    null_model: str
    source: str
    statement: str
    measure: Callable[[Tables, Settings], ir.Table]
    evidence: Callable[[ir.Table, Tables, Settings], ir.Table]
    tests: Callable[[Tables, Settings], int] | None = None
    # Unit column whose values are tested first, each as a whole, then the units in them; `group_tests` then stands for
    # `tests`.
    group: str | None = None
    group_tests: Callable[[Tables, Settings], ir.Table] | None = None  # group column, tests
    alerts: bool = False  # a finding about one person is worth an alert of its own
    decides: bool = False  # the pattern of a ring of which it reaches at least half of the people
    names_people: bool = True  # the people of the evidence are meant themselves, not just customers of the shop

    def __post_init__(self) -> None:
        if self.pattern not in PATTERNS:
            raise ValueError(f"signal {self.name}: unknown pattern {self.pattern}")
        if not self.unit or not set(self.unit) <= set(MEMBER_COLUMNS):
            raise ValueError(f"signal {self.name}: a unit is made of {sorted(MEMBER_COLUMNS)}")


@dataclass(frozen=True)
class Findings:
    """The units of one signal that stood the test.

    `units`: unit columns, times, expected, p_value, q_value, finding (0…n-1 in the order of the units).
    `evidence`: finding, line, person. `tests`: how many units were tested.
    """

    signal: Signal
    units: pd.DataFrame
    evidence: pd.DataFrame
    tests: int


def validate(signal: Signal, tables: Tables, settings: Settings) -> Findings:
    """Measure, test and correct one signal."""
    units, tests = _tested(signal, tables, settings)
    kept = units[(units["q_value"] <= settings.false_discovery_rate) & (units["times"] > units["expected"])]
    kept = kept.sort_values(list(signal.unit), ignore_index=True)
    kept["finding"] = np.arange(len(kept), dtype=np.int64)
    evidence = pd.DataFrame({"finding": [], "line": [], "person": []})
    if len(kept):
        rows = signal.evidence(tables.load(kept[["finding", *signal.unit]]), tables, settings)
        evidence = rows.select("finding", "line", "person").distinct().to_pandas()
        evidence = evidence.sort_values(["finding", "line"], ignore_index=True)
    return Findings(signal, kept, evidence, tests)


def _tested(signal: Signal, tables: Tables, settings: Settings) -> tuple[pd.DataFrame, int]:
    """The measured units with p_value and q_value, and how many were tested."""
    measured = signal.measure(tables, settings)
    if {"p_value", "q_value"} <= set(measured.columns):
        units = fetched(measured)
        return units, signal.tests(tables, settings) if signal.tests else len(units)
    units = fetched(_worth_a_test(measured))
    times = units["times"].to_numpy(dtype=np.float64)
    expected = units["expected"].to_numpy(dtype=np.float64)
    spread = units["spread"].to_numpy(dtype=np.float64) if "spread" in units else np.zeros(len(units))
    units["p_value"] = upper_tail(times, expected, spread)
    if signal.group and signal.group_tests:
        sizes = fetched(signal.group_tests(tables, settings))
        counts = dict(zip(sizes[signal.group].astype(int), sizes["tests"].astype(int), strict=True))
        tests = sum(counts.values())
        units["q_value"] = q_values_by_group(units, signal.group, counts, settings.false_discovery_rate)
    else:
        tests = max(signal.tests(tables, settings) if signal.tests else 0, len(units))
        units["q_value"] = benjamini_hochberg(units["p_value"].to_numpy(), tests)
    return units, tests


def _worth_a_test(measured: ir.Table) -> ir.Table:
    """Units seen more often than half a standard deviation above what chance gives.

    Below, the chance of as much is 0.3 and more, and no correction makes that a finding; most units lie there.
    """
    spread = measured.spread if "spread" in measured.columns else ibis.literal(0.0)
    deviation = (measured.expected + spread * measured.expected * measured.expected).sqrt()
    return measured.filter(measured.times > measured.expected + deviation / 2)


def q_values_by_group(units: pd.DataFrame, group: str, sizes: dict[int, int], rate: float) -> Array:
    """q-values inside the groups that stand out, 1 elsewhere; `units` has times, expected, p_value and the group."""
    p_values = units["p_value"].to_numpy(dtype=np.float64)
    times, expected = units["times"].to_numpy(dtype=np.float64), units["expected"].to_numpy(dtype=np.float64)
    groups = units[group].to_numpy(dtype=np.int64)
    q_values = np.ones(len(units))
    for block in standing_out(p_values, groups, sizes, rate):
        size = sizes[int(groups[block[0]])]
        q_values[block] = local_false_discovery(times[block], expected[block], p_values[block], size)
    return q_values


def all_signals() -> list[Signal]:
    """Every signal of the folder `detection/signals`, by name."""
    return [module.signal for module in modules_of("detection.signals")]
