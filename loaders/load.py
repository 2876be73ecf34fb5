"""Load: source files in, a snapshot in force out, or a refusal that leaves the one in force as it is."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from loaders import held
from loaders.manifest import Entry, entries_of, identity_of, manifest_of, snapshot_id
from loaders.mapping import NamedMapping, find_mapping, read_mapping
from loaders.passage import Passage
from loaders.pseudonyms import fingerprint, prepare, pseudonym_key, refuse_another_key
from loaders.rejects import write_rejects
from loaders.report import LoadReport, TableReport
from loaders.sources import SourceFile, find_sources, survey
from loaders.tallies import refuse_if_too_many, table_reports
from workspace.engine import keep_blocks
from workspace.errors import RingtraceError
from workspace.snapshots import Snapshot, Workspace, making, remove, write_text
from workspace.tables import TABLES

Progress = Callable[[str, float], None]


@dataclass
class _Steps:
    """Tells progress, and how long each step took."""

    tell: Progress
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str, share: float) -> Iterator[None]:
        self.tell(name, share)
        begun = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - begun


@dataclass
class _Plan:
    """What is to be loaded, against what is in force."""

    mapping: NamedMapping
    files: list[SourceFile]  # new or changed
    kept: list[Entry]  # of the former snapshot, as they are
    unchanged: list[str]
    replaced: list[str]
    ignored: list[str]
    former: Snapshot | None
    id: str
    key: bytes | None = field(repr=False)  # of pseudonyms
    pseudonyms: str  # its fingerprint


def load(
    workspace: Workspace,
    sources: list[Path],
    *,
    mapping: str | None = None,
    append: bool = False,
    max_rejects: float | None = None,
    pseudonyms: bool | None = None,
    progress: Progress | None = None,
) -> LoadReport:
    """Load source files into a new snapshot and put it in force.

    Args:
        workspace: where the snapshot goes.
        sources: folders or files; a file's name as found below what was given is its identity.
        mapping: a mapping's name or path; the setting's where None.
        append: add to the snapshot in force; a file of a known name replaces its own earlier rows.
        max_rejects: share of a table's rows that may be at fault (0 to 1); the setting's where None.
        pseudonyms: whether persons and cards are held as keyed pseudonyms; the setting's where None.
        progress: told each step's name and the share done.

    Raises:
        RingtraceError: sources, headers or mapping do not fit, too many rows are at fault, or the workspace
            holds snapshots of another key of pseudonyms; what was in force stays.
    """
    steps = _Steps(progress or (lambda _name, _share: None))
    limit = workspace.settings.max_rejects if max_rejects is None else max_rejects
    named = read_mapping(find_mapping(mapping or workspace.settings.mapping, workspace.path))
    keyed = workspace.settings.pseudonyms if pseudonyms is None else pseudonyms
    key = pseudonym_key(workspace.settings) if keyed else None
    with workspace.writing():
        with steps.step("reading what is there", 0.0):
            refuse_another_key(workspace, fingerprint(key) if key else "")
            plan = _plan(workspace, sources, named, append, key)
        known = workspace.snapshots / plan.id
        if (known / "manifest.json").is_file():
            return _put_in_force_again(workspace, Snapshot(known), plan, limit)
        with making(workspace.snapshots) as made:
            return _make(workspace, plan, made, limit, steps)


def _plan(workspace: Workspace, given: list[Path], mapping: NamedMapping, append: bool, key: bytes | None) -> _Plan:
    found, ignored = find_sources(given, mapping)
    files = survey(found)
    former = workspace.current() if append else None
    before = {entry.file: entry for entry in entries_of(former.manifest)} if former else {}
    fresh = [file for file in files if _changed(file, before.get(file.name), mapping)]
    names = {file.name for file in fresh}
    kept = [entry for name, entry in before.items() if name not in names]
    identities = [entry.identity for entry in kept] + [identity_of(file, mapping) for file in fresh]
    own = fingerprint(key) if key else ""
    return _Plan(
        mapping,
        fresh,
        kept,
        unchanged=sorted(file.name for file in files if file.name not in names),
        replaced=sorted(names & before.keys()),
        ignored=ignored,
        former=former,
        id=snapshot_id(identities, workspace.settings.time_zone, own),
        key=key,
        pseudonyms=own,
    )


def _changed(file: SourceFile, entry: Entry | None, mapping: NamedMapping) -> bool:
    return entry is None or entry.identity != identity_of(file, mapping)


def _put_in_force_again(workspace: Workspace, snapshot: Snapshot, plan: _Plan, limit: float) -> LoadReport:
    """The very same sources were loaded before: nothing is read again."""
    manifest = snapshot.manifest
    tables = {name: TableReport(**table) for name, table in manifest["tables"].items()}
    refuse_if_too_many(tables, limit, snapshot.rejects)
    current = workspace.current()
    if current is None or current.id != snapshot.id:
        write_text(workspace.path / "current", snapshot.id)
    unknown = {e.file: e.unknown_columns for e in entries_of(manifest) if e.unknown_columns}
    files = sorted([*plan.unchanged, *(file.name for file in plan.files)])
    no_op = current is not None and current.id == snapshot.id
    return LoadReport(snapshot.id, no_op, tables, snapshot.rejects, unknown, plan.ignored, files, [], {})


def _make(workspace: Workspace, plan: _Plan, made: Path, limit: float, steps: _Steps) -> LoadReport:
    work = made / ".work"
    work.mkdir()
    with workspace.connect() as connection:
        keep_blocks(connection, workspace.settings)
        prepare(connection, plan.key)
        passage = Passage(connection, work, plan.mapping, plan.kept, plan.former, plan.replaced)
        entries = passage.judged(plan.files, workspace.settings.time_zone, steps.step)
        _require_rows(entries)
        with steps.step("counting rejects", 0.8):
            reports = table_reports(connection, passage.tables, entries)
            write_rejects(connection, passage.tables, made / "rejects.parquet")
        _refuse(workspace, reports, limit, made)
        with steps.step("keeping what was held back", 0.82):
            held.write_held(connection, passage.tables, made, passage.amendments, passage.completed)
        for at, table in enumerate(passage.tables):
            with steps.step(f"writing {table.name}", 0.85 + 0.14 * at / len(passage.tables)):
                passage.write(table, entries, made / "tables")
    remove(work)
    parent = plan.former.id if plan.former else None
    told = {name: vars(report) for name, report in reports.items()}
    manifest = manifest_of(entries, parent, told, workspace.settings.time_zone, plan.pseudonyms)
    (made / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    with steps.step("putting in force", 1.0):
        snapshot = workspace.publish(made, plan.id)
    unknown = {entry.file: entry.unknown_columns for entry in entries if entry.unknown_columns}
    seconds = steps.seconds
    return LoadReport(
        plan.id, False, reports, snapshot.rejects, unknown, plan.ignored, plan.unchanged, plan.replaced, seconds
    )


def _require_rows(entries: list[Entry]) -> None:
    """Refuse a delivery in which a required table has no rows."""
    empty = [
        name
        for name in TABLES
        if TABLES[name].required and not sum(e.tables[name].rows_in for e in entries if name in e.tables)
    ]
    if empty:
        raise RingtraceError(f"Required tables have no rows: {', '.join(empty)}. Their files hold a header only.")


def _refuse(workspace: Workspace, reports: dict[str, TableReport], limit: float, made: Path) -> None:
    """On refusal the rejects are kept for inspection, beside the snapshots."""
    kept = workspace.path / "refused-rejects.parquet"
    try:
        refuse_if_too_many(reports, limit, kept)
    except RingtraceError:
        (made / "rejects.parquet").replace(kept)
        raise
