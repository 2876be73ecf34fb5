"""The parts of docs/quality.md beyond the levels: reliability, ablations, faulty records, other methods."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from benchmarks.tables import table

Figures = dict[str, Any]
BINS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)
METHODS = {
    "co_swipe": "paid within ten minutes on three days or more, grouped",
    "co_swipe_codes_stock": "the same, and codes settled twice, and oversold shops",
    "isolation_forest": "isolation forest on what each person bought in all",
    "fraudar": "FRAUDAR on people by shop and drug",
}


def reliability(cities: Sequence[Figures]) -> str:
    """Of the rings with a score, how many are right; watch groups that no explanation holds back included."""
    scores = [pair for one in cities for pair in one["ours"].get("scores", [])]
    if not scores:
        return ""
    rows = []
    for low, high in pairwise(BINS):
        here = [(score, right) for score, right in scores if low <= score < high or (score == high == 1.0)]
        if not here:
            continue
        right, mean = sum(right for _, right in here), sum(score for score, _ in here) / len(here)
        share = right / len(here)
        bar = "█" * round(20 * share) + "░" * (20 - round(20 * share))
        rows.append((f"{low:g} to {high:g}", f"{mean:.2f}", f"{share:.2f} ({right:.0f} of {len(here)})", f"`{bar}`"))
    return (
        "## What a score is worth\n\nListed groups by their score, over all of these cities, those without crime "
        "included: a score is honest where the share that is right is about the score.\n\n"
        + table(("score", "mean score", "right", "share that is right"), rows)
    )


def ablations(figures: dict[str, Figures]) -> str:
    """What changes when one part is left out: right of reported, found of true, false rings without crime."""
    if not figures:
        return ""
    cities = list(figures.values())
    parts = list(dict.fromkeys(name for one in cities for name in one["without"]))
    levels = [f"`{one['city']['level']}`" for one in cities]
    rows = []
    for name in parts:
        cells = []
        for one in cities:
            told = one["without"].get(name)
            cells.append(_judged(told, one["city"]["level"]) if told else "–")
        if name == "nothing" or any(
            cell != _judged(one["without"]["nothing"], one["city"]["level"])
            for cell, one in zip(cells, cities, strict=True)
        ):
            rows.append((name, *cells))
    without_effect = [name for name in parts if name not in {row[0] for row in rows}]
    told = (
        f"\n\nLeft out alone, these change nothing here: {'; '.join(without_effect)}. Others stand in for them, or "
        "these cities hold nothing that only they see."
        if without_effect
        else ""
    )
    return (
        f"## What each part is worth\n\nThe same city ({_seeds(cities)}) searched without one part: right of reported "
        f"rings, found of true ones; without crime, false rings.\n\n{table(('left out', *levels), rows)}{told}"
    )


def robustness(figures: dict[str, Figures]) -> str:
    """What changes where the records lack something."""
    if not figures:
        return ""
    cities = list(figures.values())
    names = list(dict.fromkeys(name for one in cities for name in one["faults"]))
    rows = []
    for name in names:
        told = [one["faults"].get(name) for one in cities]
        skipped = sorted({signal for one in told if one for signal in one["skipped"]})
        cells = [_judged(one, city["city"]["level"]) if one else "–" for one, city in zip(told, cities, strict=True)]
        rows.append((name, *cells, ", ".join(f"`{signal}`" for signal in skipped) or "–"))
    levels = [f"`{one['city']['level']}`" for one in cities]
    return (
        f"## On faulty records\n\nThe same city ({_seeds(cities)}) with one fault each: right of reported rings, found "
        "of true ones; without crime, false rings; and the signals that said they lacked their tables.\n\n"
        + table(("records", *levels, "skipped"), rows)
    )


def methods(figures: dict[str, Figures], cities: Sequence[Figures]) -> str:
    """People named by other methods, beside ours on the same cities."""
    if not figures:
        return ""
    levels = list(dict.fromkeys(one["city"]["level"] for one in figures.values()))
    rows = []
    for level in levels:
        here = [one for one in figures.values() if one["city"]["level"] == level]
        seeds = {one["city"]["seed"] for one in here}
        ours = [one["ours"] for one in cities if one["city"]["level"] == level and one["city"]["seed"] in seeds]
        if ours:
            rows.append((f"`{level}`: **Ringtrace**", *_people(ours)))
        rows += [
            (f"`{level}`: {told}", *_people([one["methods"][name] for one in here])) for name, told in METHODS.items()
        ]
    return (
        "## Second opinions\n\nPeople, because not every method gives rings. A method that ranks names as many people "
        "as the truth holds, which no user could know: it is shown at its best.\n\n"
        + table(("level and method", "people named rightly", "people of rings named"), rows)
    )


def _people(told: Sequence[Figures]) -> tuple[str, str]:
    def share(name: str) -> str:
        part, whole = (sum(one[name][at] for one in told) for at in (0, 1))
        return f"{part / whole:.2f} ({part:,} of {whole:,})" if whole else "– (none)"

    return share("person_precision"), share("person_recall")


def _judged(told: Figures, level: str) -> str:
    if level == "none":
        return f"{told['red'] + told['yellow']}"
    (right, reported), (found, true) = told["precision"], told["recall"]
    return f"{right} of {reported}; {found} of {true}"


def _seeds(cities: Sequence[Figures]) -> str:
    return "seed " + ", ".join(str(one) for one in sorted({one["city"]["seed"] for one in cities}))
