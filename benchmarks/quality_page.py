"""docs/quality.md from the figures: how many rings are found, how many reported are true, said for a supervisor."""

from collections import Counter
from typing import Any

from benchmarks.benchmarks_page import table

LEVELS = ("easy", "mid", "hard")
BASELINES = {
    "co_swipe": "people who paid within ten minutes of each other on three days or more, grouped",
    "co_swipe_codes_stock": "the same, and codes settled twice, and shops that sold more than they bought",
}
PATTERNS = {"card_lending": "card lending", "shop_collusion": "shop–patient collusion", "resale": "resale"}
Figures = dict[str, Any]


def page(cities: list[Figures]) -> str:
    """The whole page."""
    levels = [level for level in LEVELS if _of(cities, level)]
    parts = [_opening(cities, levels)]
    parts += [_overview(cities, levels), _alerts(cities, levels), _innocent(cities)]
    parts += [_by_name(cities, levels, "by_pattern"), _by_name(cities, levels, "by_variant")]
    parts += [_wrong(cities, levels), _baselines(cities, levels)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _of(cities: list[Figures], level: str) -> list[Figures]:
    return [one for one in cities if one["city"]["level"] == level]


def summed(cities: list[Figures], name: str, of: str = "ours") -> tuple[int, int]:
    """Parts and wholes of a share over several cities."""
    shares = [(one["ours"] if of == "ours" else one["baselines"][of])[name] for one in cities]
    return sum(part for part, _ in shares), sum(whole for _, whole in shares)


def shown(part: int, whole: int) -> str:
    return f"{part / whole:.2f} ({part:,} of {whole:,})" if whole else "– (none)"


def _opening(cities: list[Figures], levels: list[str]) -> str:
    sizes = ", ".join(f"{size:,}" for size in sorted({one["city"]["persons"] for one in cities}))
    months = ", ".join(str(one) for one in sorted({one["city"]["months"] for one in cities}))
    seeds = ", ".join(str(one) for one in sorted({one["city"]["seed"] for one in cities}))
    dates = sorted({one["date"] for one in cities})
    lines = ["# Quality", _FIRST]
    for level in levels:
        right, reported = summed(_of(cities, level), "precision")
        found, true = summed(_of(cities, level), "recall")
        lines.append(
            f"- Where rings hide {_HIDING[level]} (`{level}`): of {true:,} rings {found:,} were found; of {reported:,} "
            f"reported, {right:,} were right."
        )
    opening = "\n\n".join(lines[:2]) + "\n\n" + "\n".join(lines[2:])
    return (
        f"{opening}\n\nMeasured on {' and '.join(dates)} on cities of {sizes} people and {months} months, seed(s) "
        f"{seeds}; `python -m benchmarks.quality_first` measures anew and writes this page. The cities are made by "
        "`ringtrace generate`, loaded and searched by the command line as real records are; no setting was chosen by "
        "level. What such a city holds, and what it cannot show: [simulation](simulation.md)."
    )


_HIDING = {"easy": "carelessly", "mid": "with some care", "hard": "well"}
_FIRST = """These are first results, as they are, of the first working version on synthetic cities whose rings are
known. They are not a promise for real records; detection is still to be improved, above all where rings hide well.

A reported ring is a group at level red or yellow. It is *right* when at least half of its people belong to one true
ring. A true ring is *found* when right rings of its pattern together hold at least half of its people. A split is a
second right ring of the same true ring. In short:"""


def _overview(cities: list[Figures], levels: list[str]) -> str:
    rows = []
    for level in levels:
        here = _of(cities, level)
        rows.append(
            (
                f"`{level}`",
                *(shown(*summed(here, name)) for name in ("precision", "recall")),
                *(shown(*summed(here, name)) for name in ("person_precision", "person_recall")),
                shown(*summed(here, "split")),
            )
        )
    head = (
        "level",
        "reported rings that are right",
        "true rings found",
        "people named rightly",
        "people of rings named",
    )
    return f"## Rings and their people\n\n{table((*head, 'splits'), rows)}"


def _alerts(cities: list[Figures], levels: list[str]) -> str:
    rows = [
        (f"`{level}`", shown(*summed(_of(cities, level), "alerts")), shown(*summed(_of(cities, level), "lenders")))
        for level in levels
    ]
    return (
        "## Alerts\n\nAn alert is a finding about one person whom no ring holds. It is right when the person lends a "
        "card or is in a true ring; lenders are people who lend their card, whether in a ring or alone.\n\n"
        + table(("level", "alerts that are right", "lenders in a ring or an alert"), rows)
    )


def _innocent(cities: list[Figures]) -> str:
    here = _of(cities, "none")
    if not here:
        return ""
    persons = sum(one["city"]["persons"] for one in here)
    counts = {name: sum(one["ours"][name] for one in here) for name in ("red", "yellow", "watch", "alerts_given")}
    false = (counts["red"] + counts["yellow"]) * 100_000 / persons
    held = "at most 1 is wanted, and is kept" if false <= 1 else "at most 1 is wanted: **missed**"
    return (
        f"## A city without crime\n\nThe same honest people and the same innocent look-alikes, {persons:,} people "
        f"in all, and no ring: {false:.1f} false rings per 100,000 people ({counts['red']} red, {counts['yellow']} "
        f"yellow; {held}). {counts['watch']} group(s) stayed at level watch, which accuses nobody, and "
        f"{counts['alerts_given']} alert(s) were given."
    )


def _by_name(cities: list[Figures], levels: list[str], part: str) -> str:
    counts: dict[str, dict[str, list[int]]] = {}
    for level in levels:
        for one in _of(cities, level):
            for name, (found, true) in one["ours"][part].items():
                sums = counts.setdefault(name, {}).setdefault(level, [0, 0])
                sums[0] += found
                sums[1] += true
    rows = [
        (
            PATTERNS.get(name, name.replace("_", " ")),
            *(f"{by[level][0]} of {by[level][1]}" if level in by else "–" for level in levels),
        )
        for name, by in sorted(counts.items())
    ]
    kind = "pattern" if part == "by_pattern" else "variant"
    told = {
        "pattern": "## By pattern\n\nTrue rings found.",
        "variant": "## By variant\n\nTrue rings found, by the way in which they work; 0 means that all were missed.",
    }
    return f"{told[kind]}\n\n{table((kind, *(f'`{level}`' for level in levels)), rows)}"


def _wrong(cities: list[Figures], levels: list[str]) -> str:
    kinds: Counter[str] = Counter()
    for level in levels:
        for one in _of(cities, level):
            kinds.update(one["ours"]["wrong_by_kind"])
    if not kinds:
        return "## Wrongly reported\n\nNo ring was reported wrongly."
    rows = [(name.replace("_", " "), f"{count}") for name, count in sorted(kinds.items())]
    return (
        "## Wrongly reported\n\nReported rings that are not right, over these levels, by the innocent look-alike that "
        f"holds most of their people (other: none does).\n\n{table(('what it was', 'rings'), rows)}"
    )


def _baselines(cities: list[Figures], levels: list[str]) -> str:
    rows = []
    for level in levels:
        here = [one for one in _of(cities, level) if one["baselines"]]
        for name, told in BASELINES.items() if here else ():
            rows.append(
                (f"`{level}`: {told}", shown(*summed(here, "precision", name)), shown(*summed(here, "recall", name)))
            )
    head = ("level and baseline", "reported rings that are right", "true rings found")
    return (
        "## Two plain baselines on the same cities\n\nWhat a simple rule finds. A group of theirs is given the pattern "
        "that suits it best. A city is worth its level `hard` only where neither reaches 0.6 and 0.5 together.\n\n"
        + table(head, rows)
    )
