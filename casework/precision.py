"""How often each signal and each explanation was right, by people's verdicts, with Wilson's interval.

Source of the interval: Wilson 1927, Probable inference, the law of succession, and statistical inference, JASA 22:209.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from casework.verdicts import Verdict

_Z = 1.959963984540054  # 95 %
_ORDER = ("level", "signal", "alert", "explanation")
_SAID = ("likely", "open", "ruled_out")


@dataclass(frozen=True)
class Precision:
    """Of `decided` findings, `right` were as it said; `low` to `high` is the interval of 95 %.

    kind: level | signal (in rings) | alert (its signal) | explanation. `said`: what an explanation said: likely, open
    (right where the verdict was innocent) or ruled_out (right where it was confirmed); empty for the others, which
    are right where the verdict was confirmed.
    """

    kind: str
    name: str
    said: str
    right: int
    decided: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The share that was right."""
        return self.right / self.decided


def wilson(right: int, decided: int) -> tuple[float, float]:
    """The interval of 95 % for a share; 0 to 1 where nothing was decided."""
    if not decided:
        return 0.0, 1.0
    share, square = right / decided, _Z * _Z
    middle = share + square / (2 * decided)
    half = _Z * math.sqrt(share * (1 - share) / decided + square / (4 * decided * decided))
    whole = 1 + square / decided
    return max((middle - half) / whole, 0.0), min((middle + half) / whole, 1.0)


def precision(verdicts: Iterable[Verdict]) -> list[Precision]:
    """One row a level, signal, alert's signal, explanation and what it said; a ring counts once in each.

    Verdicts whose run is gone count by their level alone, since what they rested on is not known any more.
    """
    counts: dict[tuple[str, str, str], list[int]] = {}
    for verdict in verdicts:
        for kind, name, said, right in _votes(verdict):
            counted = counts.setdefault((kind, name, said), [0, 0])
            counted[0] += right
            counted[1] += 1
    rows = [Precision(*key, right, decided, *wilson(right, decided)) for key, (right, decided) in counts.items()]
    return sorted(rows, key=lambda row: (_ORDER.index(row.kind), row.name, _SAID.index(row.said) if row.said else 0))


def _votes(verdict: Verdict) -> Iterator[tuple[str, str, str, bool]]:
    finding, confirmed = verdict.finding, verdict.confirmed
    if verdict.case.kind == "alert":
        if finding:
            yield "alert", finding["signal"], "", confirmed
        return
    yield "level", verdict.case.level, "", confirmed
    for name in {one["signal"] for one in finding.get("signals", [])}:
        yield "signal", name, "", confirmed
    for one in finding.get("innocent_explanations", []):
        said = one["verdict"]
        yield "explanation", one["explanation"], said, confirmed if said == "ruled_out" else not confirmed
