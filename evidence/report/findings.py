"""What was seen, how likely chance is, and what speaks for innocence."""

from evidence.report.blocks import Block, Table, Text
from evidence.report.wording import Wording
from evidence.source import Row

_VERDICTS = ("likely", "open", "ruled_out")


def signals(ring: Row, say: Wording) -> tuple[Block, ...]:
    """Each finding with its p-value in plain words, the weightiest first."""
    ranked = sorted(ring["signals"], key=lambda one: (-one["weight"], one["p_value"], one["signal"]))
    rows = tuple(
        (
            say.signal(one["signal"]),
            say.sentence(one["statement"]),
            f"{say.chance(one['p_value'])} (p = {_p(one['p_value'])})",
            len(one["line_ids"]),
        )
        for one in ranked
    )
    header = (say("Signal"), say("What was seen"), say("How likely chance is"), say("Lines"))
    told = say(
        "The p-value is how often chance would give as much under the signal's null model; it is not the probability "
        "that the people are innocent."
    )
    return (Text(told), Table(header, rows, (16, 46, 29, 9)))


def explanations(ring: Row, say: Wording) -> tuple[Block, ...]:
    """Each innocent explanation that was tried, with verdict and reason; those that may hold first."""
    ranked = sorted(
        ring["innocent_explanations"], key=lambda one: (_VERDICTS.index(one["verdict"]), one["explanation"])
    )
    rows = tuple(
        (say.signal(one["explanation"]), say.verdict(one["verdict"]), say.sentence(one["why"])) for one in ranked
    )
    may_hold = sum(one["verdict"] != "ruled_out" for one in ranked)
    told = say(
        "{tried} innocent explanations were tried on the same records; {open} are not ruled out and are to be "
        "looked into first.",
        tried=len(ranked),
        open=may_hold,
    )
    return (Text(told), Table((say("Explanation"), say("Verdict"), say("Why")), rows, (22, 14, 64)))


def _p(chance: float) -> str:
    return f"{chance:.3f}" if chance >= 0.001 else f"{chance:.1e}"
