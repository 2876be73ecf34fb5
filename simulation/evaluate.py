"""`ringtrace evaluate`: reported rings and alerts against the truth of a simulated city.

Judged are rings of level red and yellow. A reported ring is right when at least half of its persons belong
to one true ring. A true ring is found when right rings of its pattern together hold at least half of its
persons.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workspace.errors import RingtraceError

JUDGED_LEVELS = ("red", "yellow")


@dataclass(frozen=True)
class Share:
    """A part of a whole; `value` is 0 where the whole is empty."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        """The ratio, 0 to 1."""
        return self.part / self.whole if self.whole else 0.0


@dataclass(frozen=True)
class Evaluation:
    """How well the rings of one run match the truth; all ratios are 0 to 1."""

    reported: int
    right: int
    true: int
    found: int
    split: Share  # right rings beyond the first of a true ring, among right rings
    persons_reported: Share  # persons of reported rings who are in a true ring
    persons_true: Share  # persons of true rings who are in a reported ring
    alerts: Share  # alerts whose person is a lender or in a true ring
    lenders: Share  # lenders who are in a reported ring or an alert
    by_pattern: Mapping[str, Share] = field(default_factory=dict)  # true rings found
    by_variant: Mapping[str, Share] = field(default_factory=dict)
    reported_by_pattern: Mapping[str, Share] = field(default_factory=dict)  # reported rings that are right
    wrong_by_kind: Mapping[str, int] = field(default_factory=dict)  # wrong rings by the look-alike they hold

    @property
    def ring_precision(self) -> float:
        """Right among reported rings."""
        return Share(self.right, self.reported).value

    @property
    def ring_recall(self) -> float:
        """Found among true rings."""
        return Share(self.found, self.true).value

    @property
    def person_precision(self) -> float:
        """Persons of true rings among those of reported rings."""
        return self.persons_reported.value

    @property
    def person_recall(self) -> float:
        """Reported among the persons of true rings."""
        return self.persons_true.value

    @property
    def split_share(self) -> float:
        """Right rings beyond the first of a true ring, among right rings."""
        return self.split.value

    @property
    def alert_precision(self) -> float:
        """Right among alerts."""
        return self.alerts.value

    @property
    def lender_recall(self) -> float:
        """Lenders reached by a ring or an alert."""
        return self.lenders.value


def evaluate(rings: Path, truth: Path) -> Evaluation:
    """Compare a run's `rings.json` with a city's `truth.json`.

    Raises:
        RingtraceError: a file is missing, is not JSON or lacks what it must hold.
    """
    run, city = _read(rings, ("rings",)), _read(truth, ("rings", "lenders"))
    try:
        return _judge(run, city)
    except (KeyError, TypeError, AttributeError) as error:
        raise RingtraceError(
            f"{rings} or {truth} is not of the expected form ({error!r}): give the rings.json of a run and "
            "the truth.json that ringtrace generate wrote."
        ) from error


def _read(path: Path, keys: Iterable[str]) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise RingtraceError(f"{path} is not there.") from error
    except (json.JSONDecodeError, UnicodeDecodeError, OSError) as error:
        raise RingtraceError(f"{path} cannot be read as JSON: {error}.") from error
    missing = [key for key in keys if not isinstance(value, dict) or not isinstance(value.get(key), list)]
    if missing:
        raise RingtraceError(f"{path} has no list {', '.join(missing)}.")
    return dict(value)


def _judge(run: Mapping[str, Any], city: Mapping[str, Any]) -> Evaluation:
    reported = [ring for ring in run["rings"] if ring["level"] in JUDGED_LEVELS]
    members = [persons_of(ring) for ring in reported]
    true_rings = city["rings"]
    true_members = [set(ring["persons"]) for ring in true_rings]
    home = [belongs_to(group, true_members) for group in members]
    found = [
        _is_found(ring["pattern"], persons, number, reported, members, home)
        for number, (ring, persons) in enumerate(zip(true_rings, true_members, strict=True))
    ]
    right = [number for number in home if number is not None]
    suspects, guilty = _union(members), _union(true_members)
    alerts = [alert["person_id"] for alert in run.get("alerts", [])]
    lenders = set(city["lenders"])
    return Evaluation(
        reported=len(reported),
        right=len(right),
        true=len(true_rings),
        found=sum(found),
        split=Share(len(right) - len(set(right)), len(right)),
        persons_reported=Share(len(suspects & guilty), len(suspects)),
        persons_true=Share(len(suspects & guilty), len(guilty)),
        alerts=Share(sum(person in lenders or person in guilty for person in alerts), len(alerts)),
        lenders=Share(len(lenders & (suspects | set(alerts))), len(lenders)),
        by_pattern=_shares((ring["pattern"], hit) for ring, hit in zip(true_rings, found, strict=True)),
        by_variant=_shares((ring["variant"], hit) for ring, hit in zip(true_rings, found, strict=True)),
        reported_by_pattern=_shares(
            (ring["pattern"], number is not None) for ring, number in zip(reported, home, strict=True)
        ),
        wrong_by_kind=_wrong_by_kind(members, home, city.get("innocent", [])),
    )


def persons_of(ring: Mapping[str, Any]) -> set[str]:
    """Ids of the persons of a reported ring."""
    return {member["id"] for member in ring["members"] if member["kind"] == "person"}


def _union(groups: Iterable[set[str]]) -> set[str]:
    return set().union(*groups)


def belongs_to(persons: set[str], true_members: list[set[str]]) -> int | None:
    """The true ring that holds at least half of the persons, the one that holds most; None without any."""
    shared = [len(persons & group) for group in true_members]
    best = max(range(len(shared)), key=shared.__getitem__, default=None)
    return best if best is not None and persons and 2 * shared[best] >= len(persons) else None


def _is_found(
    pattern: str,
    persons: set[str],
    number: int,
    reported: list[Mapping[str, Any]],
    members: list[set[str]],
    home: list[int | None],
) -> bool:
    held = _union(
        group
        for ring, group, place in zip(reported, members, home, strict=True)
        if place == number and ring["pattern"] == pattern
    )
    return bool(persons) and 2 * len(held & persons) >= len(persons)


def _shares(pairs: Iterable[tuple[str, bool]]) -> dict[str, Share]:
    hits: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for name, hit in pairs:
        whole[name] += 1
        hits[name] += hit
    return {name: Share(hits[name], whole[name]) for name in sorted(whole)}


def _wrong_by_kind(
    members: list[set[str]], home: list[int | None], innocent: list[Mapping[str, Any]]
) -> dict[str, int]:
    """For each wrong ring the look-alike that holds most of its persons, or `other` where none holds any."""
    groups = [(entry["kind"], set(entry["persons"])) for entry in innocent]
    counts: Counter[str] = Counter()
    for persons, place in zip(members, home, strict=True):
        if place is not None:
            continue
        shared = [(len(group & persons), kind) for kind, group in groups]
        most, kind = max(shared, default=(0, "other"))
        counts[kind if most else "other"] += 1
    return dict(sorted(counts.items()))
