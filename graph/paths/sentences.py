"""A tie in a sentence."""

from collections.abc import Callable

from graph.paths.evidence import Evidence
from graph.store import NodeRef

Caption = Callable[[NodeRef], str]

_SAID = {
    "HOLDS": "{first} holds {second}",
    "BOUGHT_AT": "{first} settled {times} at {second}",
    "COLLECTED_FOR": "{first} collected for {second} {times}",
    "PRESCRIBED_TO": "{first} prescribed for {second}; {times} settled",
    "WORKS_AT": "{first} works at {second}",
    "REACHED_BY": "{first} gave {second}",
    "LIVES_WITH": "{first} and {second} live in one household",
    "ACTS_FOR": "{first} is registered as agent of {second}",
    "SCANNED_FOR": "{first} was read {times} in settlements of {second}",
    "SCANNED_AT": "{first} was read {times} at {second}",
}
_OTHERWISE = "{first} and {second} are tied by {kind}"


def sentence(evidence: Evidence, caption: Caption) -> str:
    """What the tie says, with how often, when and for how much where it rests on settlements."""
    said = _SAID.get(evidence.kind, _OTHERWISE).format(
        first=caption(evidence.first),
        second=caption(evidence.second),
        kind=evidence.kind,
        times=_times(evidence),
    )
    return f"{said}{_span(evidence)}."


def _times(evidence: Evidence) -> str:
    undone = len(evidence.payments) - len(evidence.standing)
    if evidence.kind.startswith("SCANNED"):  # a pack was read there, whatever became of the payment
        return f"{len(evidence.payments):,} time{'' if len(evidence.payments) == 1 else 's'}"
    count = len(evidence.standing)
    said = f"{count:,} time{'' if count == 1 else 's'}"
    return f"{said} (and {undone:,} undone or undoing)" if undone else said


def _span(evidence: Evidence) -> str:
    if evidence.relation or evidence.since:
        since = f"since {evidence.since}" if evidence.since else ""
        return f" ({', '.join(part for part in (evidence.relation, since) if part)})"
    if not evidence.standing:
        return ""
    first, last = evidence.standing[0].settled_at.date(), evidence.standing[-1].settled_at.date()
    days = f"on {first}" if first == last else f"from {first} to {last}"
    return f", {days}, ¥ {evidence.amount:,.2f} in all"
