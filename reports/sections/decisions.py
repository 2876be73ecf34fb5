"""What was decided: the summary, deadlines that were met, false alarms by signal."""

from decimal import Decimal

from casework.precision import Precision
from evidence.report.blocks import Block, Bullets, Picture, Table, Text
from evidence.report.wording import Wording
from reports.charts import bars
from reports.figures import Figures, OnTime, by_signal


def summary(now: Figures, before: Figures, say: Wording) -> tuple[Block, ...]:
    """The period beside the one before, and a chart of the counts."""
    counts = (
        (say("New rings"), now.new_rings, before.new_rings),
        (say("New alerts"), now.new_alerts, before.new_alerts),
        (say("Confirmed"), now.confirmed, before.confirmed),
        (say("Found innocent"), now.innocent, before.innocent),
        (say("Needs evidence"), now.needs_evidence, before.needs_evidence),
        (say("Handed over"), now.transferred, before.transferred),
        (say("Closed"), now.closed, before.closed),
        (say("Open at the end"), now.open, before.open),
        (say("Overdue at the end"), now.overdue, before.overdue),
    )
    money = (
        (say("Loss of new rings"), Decimal(f"{now.new_loss:.2f}"), Decimal(f"{before.new_loss:.2f}")),
        (say("Loss of confirmed rings"), Decimal(f"{now.confirmed_loss:.2f}"), Decimal(f"{before.confirmed_loss:.2f}")),
        (say("Recovered"), now.recovered, before.recovered),
    )
    rows = [(name, f"{one:,}", f"{other:,}", f"{one - other:+,}") for name, one, other in counts]
    rows += [(name, say.yuan(float(one)), say.yuan(float(other)), f"{one - other:+,.2f}") for name, one, other in money]
    chart = bars(
        [(name, ((one, f"{one:,}"), (other, f"{other:,}"))) for name, one, other in counts],
        (now.period.name, before.period.name),
    )
    return (
        Table((say("What"), now.period.name, before.period.name, say("Change")), tuple(rows), (40, 20, 20, 20)),
        Picture(chart, say("Cases of this period and of the one before.")),
    )


def on_time(now: Figures, before: Figures, say: Wording) -> tuple[Block, ...]:
    """Deadlines that fell in the period, and how many were met."""
    rows = (
        (say("Review"), *_on_time(now.reviews), *_on_time(before.reviews)),
        (say("Action"), *_on_time(now.actions), *_on_time(before.actions)),
    )
    mine, former = now.period.name, before.period.name
    header = (
        say("Deadline"),
        *(f"{name} · {what}" for name in (mine, former) for what in (say("met"), say("due"), say("on time"))),
    )
    return (Table(header, rows, (16, 14, 14, 14, 14, 14, 14)),)


def _on_time(one: OnTime) -> tuple[int, int, str]:
    return one.met, one.due, _share(one.met, one.due)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"


def false_alarms(now: Figures, before: Figures, say: Wording) -> tuple[Block, ...]:
    """Of decided rings that rest on a signal, how many were innocent: in the period, before it, of all verdicts."""
    whole, mine, former = by_signal(now.stood), now.signals, before.signals
    if not whole:
        return (Text(say("No ring has a verdict yet.")),)
    names = sorted(whole, key=lambda name: (-_false(mine.get(name)), -_false(whole[name]), name))
    rows = tuple(
        (
            say.signal(name),
            *_counted(mine.get(name)),
            *_counted(former.get(name)),
            *_counted(whole[name]),
            f"{1 - whole[name].high:.0%} – {1 - whole[name].low:.0%}",
        )
        for name in names
    )
    series = (now.period.name, before.period.name, say("all"))
    header = (
        say("Signal"),
        *(f"{name} · {what}" for name in series for what in (say("false"), say("of"))),
        say("Share of all, 95 %"),
    )
    shares = [
        (
            say.signal(name),
            ((_false(whole[name]) / whole[name].decided, _share(_false(whole[name]), whole[name].decided)),),
        )
        for name in names
    ]
    return (
        Table(header, rows, (28, 9, 9, 9, 9, 9, 9, 18)),
        Picture(bars(shares, (say("Share of verdicts that were innocent, of all verdicts"),)), say("False alarms.")),
        Text(say("What was decided is no random sample: the clear cases are often decided first.")),
    )


def _false(row: Precision | None) -> int:
    return row.decided - row.right if row else 0


def _counted(row: Precision | None) -> tuple[int, int]:
    return (_false(row), row.decided) if row else (0, 0)


def method(say: Wording) -> tuple[Block, ...]:
    """How each figure is counted."""
    return (
        Bullets(
            (
                say("New: cases that were opened in the period. Their loss is that of the last run that has the ring."),
                say(
                    "Confirmed, innocent and the others: cases that became so in the period, even where that was "
                    "taken back later. Decided again the same way is no change."
                ),
                say("Recovered: amounts noted in the period on confirmed cases."),
                say(
                    "On time: deadlines that fell in the period. A case that belongs to a merged ring has none. Action "
                    "is met by found innocent, handed over or closed."
                ),
                say(
                    "False alarms: verdicts of the period that stood at its end; a ring counts once for each of its "
                    "signals."
                ),
                say("Rings, regions and data are as they stand now, in the run and snapshot in force."),
            )
        ),
    )
