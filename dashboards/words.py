"""What the files call a thing, in the words of the field and the session's language."""

from dashboards.inert import plain
from dashboards.palette import LEVEL_MARKS
from dashboards.texts import report_language, t
from evidence import texts


def pattern(name: str) -> str:
    """A pattern of rings."""
    return texts.pattern(name, report_language()) if name in texts.PATTERNS else plain(name)


def level(name: str) -> str:
    """A level with its sign, so that it does not speak by colour alone."""
    known = {"red": t("red"), "yellow": t("yellow"), "watch": t("watch")}
    return f"{LEVEL_MARKS.get(name, '')} {known.get(name, plain(name))}".strip()


def role(name: str) -> str:
    """What a member does in a ring."""
    return texts.role(name, report_language()) if name in texts.ROLES else _spaced(name) or t("member")


def verdict(name: str) -> str:
    """What was judged of an innocent explanation."""
    known = {"likely": t("✓ likely"), "open": t("? open"), "ruled_out": t("✗ ruled out")}
    return known.get(name, plain(name))


def status(name: str) -> str:
    """Where a case stands."""
    known = {
        "new": t("new"),
        "reviewing": t("under review"),
        "confirmed": t("confirmed"),
        "innocent": t("innocent"),
        "needs_evidence": t("needs evidence"),
        "transferred": t("transferred"),
        "closed": t("closed"),
    }
    return known.get(name, plain(name))


def becoming(name: str) -> str:
    """A case's next status, as a button says it."""
    known = {
        "reviewing": t("Take under review"),
        "confirmed": t("Confirm"),
        "innocent": t("Innocent"),
        "needs_evidence": t("Needs evidence"),
        "transferred": t("Transfer"),
        "closed": t("Close"),
    }
    return known.get(name, plain(name))


def event(name: str) -> str:
    """What happened to a case."""
    known = {
        "opened": t("opened"),
        "status": t("decided"),
        "owner": t("assigned"),
        "note": t("noted"),
        "ground": t("evidence changed"),
        "gone": t("no longer found"),
        "back": t("found again"),
        "merged": t("rings merged"),
        "split": t("ring split"),
        "known": t("made known to"),
        "recovered": t("recovered"),
        "attached": t("attached a file"),
        "linked": t("linked"),
        "unlinked": t("link taken away"),
        "task": t("task added"),
        "task_done": t("task done"),
        "checked": t("checked on the spot"),
    }
    return known.get(name, plain(name))


def outcome(name: str) -> str:
    """What a check on the spot came to."""
    known = {"proves": t("proves it"), "clears": t("clears them"), "unclear": t("unclear")}
    return known.get(name, plain(name))


def kind(label: str) -> str:
    """A kind of node, as `Person` or as `person`."""
    known = {
        "person": t("insured person"),
        "card": t("card"),
        "institution": t("institution"),
        "doctor": t("doctor"),
        "drug": t("drug"),
        "batch": t("lot"),
        "settlement": t("settlement"),
        "terminal": t("terminal"),
        "supplier": t("supplier"),
        "contact": t("shared contact"),
        "pack": t("trace code"),
        "ring": t("ring"),
        "signal": t("signal"),
    }
    return known.get(label.lower(), plain(label))


def tie(name: str) -> str:
    """What ties two nodes: a kind of edge, a signal, a path."""
    known = {
        "PATH": t("path"),
        "PAID_WITH": t("paid with"),
        "AT": t("settled at"),
        "ON": t("on the terminal"),
        "DISPENSED": t("dispensed"),
        "COLLECTED_BY": t("collected by"),
        "PRESCRIBED": t("prescribed"),
        "DELIVERED": t("delivered to"),
        "MOVED": t("stock moved"),
        "SCANNED_IN": t("scanned in"),
        "REACHED_BY": t("reached by"),
        "REVERSES": t("reverses"),
        "MEMBER_OF": t("member of"),
        "SUPPORTS": t("supports"),
    }
    return known.get(name) or texts.tie(name, report_language())


def signal(name: str) -> str:
    """A signal or explanation by its file's name, readable."""
    return texts.signal(name, report_language())


def variant(name: str) -> str:
    """The signals that made a variant, readable."""
    return " + ".join(signal(part) for part in name.split("+"))


def people(number: int) -> str:
    """`1 person`, `12 people`."""
    return t("1 person") if number == 1 else t("{count} people", count=f"{number:,}")


def places(number: int) -> str:
    """`1 place`, `12 places`."""
    return t("1 place") if number == 1 else t("{count} places", count=f"{number:,}")


def yuan(amount: float) -> str:
    """Money as people read it: `¥ 12,345.00`."""
    return f"¥ {amount:,.2f}"


def p_value(chance: float) -> str:
    """A chance: three places, or its order of magnitude."""
    return f"{chance:.3f}" if chance >= 0.001 else f"{chance:.1e}"


def _spaced(name: str) -> str:
    return plain(name).replace("_", " ")


def said(text: str) -> str:
    """What detection wrote (a statement, a reason, the law) in the session's language, harmless."""
    return texts.sentence(text, report_language())
