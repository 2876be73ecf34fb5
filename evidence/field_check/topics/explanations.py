"""Innocent explanations that are not ruled out: the paper or look that would settle each."""

from collections.abc import Iterator

from detection.explanation import all_explanations
from evidence.field_check.check import Asked, Check
from evidence.report.blocks import Table

_OPEN = ("likely", "open")


def checks(asked: Asked) -> Iterator[Check]:
    """What settles each explanation that may hold; those that account for most come first."""
    say, known = asked.say, {one.name: one for one in all_explanations()}
    ring = asked.source.ring
    may_hold = [one for one in ring["innocent_explanations"] if one["verdict"] in _OPEN and one["explanation"] in known]
    ranked = sorted(may_hold, key=lambda one: (-asked.share(known[one["explanation"]].explains), one["explanation"]))
    if not ranked:
        return
    settles = settling(asked)
    table = tuple(
        (
            say.signal(one["explanation"]),
            say.verdict(one["verdict"]),
            say.sentence(one["why"]),
            settles.get(one["explanation"], say("Ask those concerned, and for papers of the time.")),
        )
        for one in ranked
    )
    reached = {signal for one in ranked for signal in known[one["explanation"]].explains}
    yield Check(
        topic="explanations",
        title=say("Innocent explanations that are open"),
        share=asked.share(reached),
        strength=0.8,
        confirms=say("The papers are missing, are of a later day, or do not cover what was billed."),
        clears=say("The papers are of the time and cover what was billed."),
        table=Table((say("Explanation"), say("Verdict"), say("Why"), say("What settles it")), table, (18, 12, 35, 35)),
    )


def settling(asked: Asked) -> dict[str, str]:
    """What settles each explanation."""
    say = asked.say
    return {
        "care_home": say("The home's list of residents and who collects for them; go there on a collection morning."),
        "common_illness": say("The clinic's record of the illness of each patient."),
        "company": say("Whether they live or work near each other; what each took home."),
        "household": say("The household register: who lives at the address."),
        "late_purchase": say("The supplier's delivery note, with its day, beside the day of upload."),
        "long_prescription": say("The long prescription itself, and the doctor's record of the visit."),
        "makers_duplicate": say("The maker's answer whether the code was printed twice."),
        "popular_shop": say("The till's journal of the whole day: how many strangers came in the same minutes."),
        "promotion_day": say("The shop's notice of the promotion, and the till's journal of that day."),
        "registered_agent": say("The registration as an agent, with its day, and both identity documents."),
        "reversal_and_retry": say("The till's journal: the failed payment and its repetition."),
        "split_pack": say("The opened pack, and the record of what was taken from it."),
        "substituted_code": say("The till's setting for goods without a code of their own."),
        "transfer": say("The transfer note of both shops."),
    }
