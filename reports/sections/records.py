"""The quality of the data on which everything rests."""

from evidence.report.blocks import Block, Bullets, Table, Text
from evidence.report.wording import Wording
from reports import delivered
from workspace.inert import plain
from workspace.snapshots import Snapshot

_REASONS = 20


def quality(
    snapshots: tuple[Snapshot, Snapshot | None], skipped: list[dict[str, str]], say: Wording
) -> tuple[Block, ...]:
    """Files and rows against the snapshot before, rejects by reason, and signals that could not be looked for."""
    now, before = snapshots
    mine, former = _counts(now), _counts(before) if before else None
    names = (say("Files"), say("Rows in"), say("Rejected"), say("Share rejected"))
    rows = tuple(
        (name, one, former[number] if former else "–")
        for number, (name, one) in enumerate(zip(names, mine, strict=True))
    )
    blocks: list[Block] = [
        Table((say("What"), say("Snapshot in force"), say("Snapshot before the period")), rows, (40, 30, 30))
    ]
    rejected = delivered.rejects(now).head(_REASONS)
    if len(rejected):
        header = (say("Table"), say("Column"), say("Reason"), say("Rows"))
        found = tuple((row["table"], row["column"], row["reason"], row["rows"]) for row in rejected.to_dict("records"))
        blocks.append(Table(header, found, (20, 20, 44, 16)))
    else:
        blocks.append(Text(say("No row was rejected.")))
    if skipped:
        blocks.append(Text(say("Signals that were not looked for:")))
        blocks.append(Bullets(tuple(f"{say.signal(one['detector'])}: {plain(one['because'])}" for one in skipped)))
    return tuple(blocks)


def _counts(snapshot: Snapshot) -> tuple[str, str, str, str]:
    table = delivered.sources(snapshot)
    rows_in, rejected = int(table["rows_in"].sum()), int(table["rejected"].sum())
    share = f"{rejected / rows_in:.2%}" if rows_in else "–"
    return f"{table['file'].nunique():,}", f"{rows_in:,}", f"{rejected:,}", share
