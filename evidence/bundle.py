"""The evidence bundle of a ring: everything made beside, packed, and put in place by one rename."""

import hashlib
import json
import os
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from detection.lookup import find_ring, run_in_force
from evidence.archive import Packed, Writer
from evidence.formats import graph_formats
from evidence.institution.concern import concerned
from evidence.institution.files import write_for_institution
from evidence.manifest import MANIFEST, SIGNATURE, STAMP, manifest
from evidence.options import Audience, Options
from evidence.people import told
from evidence.report.content import Facts, report
from evidence.report.formats import report_formats
from evidence.ring_graph import graph_of
from evidence.signing import fingerprint, public_key, sign
from evidence.source import Row, Source, opened
from evidence.stamping import checked, stamp
from evidence.tables import write_tables
from workspace.access import require
from workspace.audit import Act, Action, record
from workspace.errors import RingtraceError
from workspace.snapshots import MAKING, Snapshot, Workspace, publish

FINDINGS = "findings.json"


@dataclass(frozen=True)
class Exported:
    """A bundle that was made."""

    file: Path
    ring: str
    files: tuple[str, ...]
    bytes: int
    manifest_sha256: str  # written down elsewhere, it proves an unsigned bundle
    signed_by: str  # the key's fingerprint; empty where no key is set
    stamped_at: str  # the authority's time; empty where no server is set


def export_ring(workspace: Workspace, ring_id: str, out: Path, options: Options) -> Exported:
    """Write the bundle of a ring of the run in force to `out`.

    Raises:
        RingtraceError: there is no such ring, the file exists or cannot be written, the signing key does not fit, or it
            is for an institution that is not the ring's.
    """
    run = run_in_force(workspace)
    ring = find_ring(run, ring_id)
    if options.audience is Audience.INSTITUTION:
        options = replace(options, institution=concerned(ring, options.institution))
    if out.exists():
        raise RingtraceError(f"{out} exists. Evidence is not written over: name another file, or remove it.")
    if not out.parent.is_dir():
        raise RingtraceError(f"{out.parent} is no folder. Make it, or name another with --out.")
    key = Path(workspace.settings.signing_key).expanduser() if workspace.settings.signing_key else None
    if key:
        public_key(key)  # refuses one that does not fit before the work
    require(workspace, "export", f"ring:{ring['ring_id']}", options.by)  # nobody makes it in another's name
    record(workspace, _act(ring["ring_id"], options))
    made = out.with_name(f"{MAKING}{os.getpid()}-{out.name}")
    try:
        with tempfile.TemporaryDirectory(prefix="ringtrace-") as folder:
            exported = _make(workspace, run, ring, Path(folder), made, options, key)
        publish(made, out)
    finally:
        made.unlink(missing_ok=True)
    return Exported(out, ring["ring_id"], *exported)


def _act(ring_id: str, options: Options) -> Act:
    """What the audit log is told: a bundle with names in clear is a reveal."""
    action = Action.REVEAL if options.full else Action.EXPORT
    details: dict[str, object] = {"bundle": True, "minimal": options.minimal, "by": options.by}
    if options.audience:
        details["for"] = options.audience.value
    if options.institution:
        details["institution"] = options.institution
    return Act(action, f"ring:{ring_id}", options.why, options.case, details)


def _make(
    workspace: Workspace, run: Row, ring: Row, folder: Path, made: Path, options: Options, key: Path | None
) -> tuple[tuple[str, ...], int, str, str, str]:
    made.touch(mode=0o600)  # it names people: nobody else on the machine reads it
    writer = Writer(made)
    with opened(workspace, Snapshot(workspace.snapshots / run["snapshot"]), ring, options) as source:
        write_files(source, run, folder, workspace.settings.footage_days)
        files: dict[str, Packed] = {}
        for file in sorted(one for one in folder.rglob("*") if one.is_file()):
            name = file.relative_to(folder).as_posix()
            files[name] = writer.add(name, file)
        server = workspace.settings.timestamp_server
        content = manifest(source, run, files, server)
    writer.add_plain(MANIFEST, content)
    signed_by = ""
    if key:
        signature = sign(content, key)
        writer.add_plain(SIGNATURE, signature.to_json())
        signed_by = fingerprint(signature.public_key)
    stamped_at = ""
    if server:
        roots = workspace.settings.timestamp_roots_file
        answer = stamp(content, server, roots)
        writer.add_plain(STAMP, answer)
        stamped_at = checked(answer, content, roots).when
    writer.close()
    return tuple(files), made.stat().st_size, hashlib.sha256(content).hexdigest(), signed_by, stamped_at


def write_files(source: Source, run: Row, folder: Path, footage_days: int, *, reports: bool = True) -> None:
    """Write the bundle's files, all but the manifest, into an empty folder."""
    if source.options.audience is Audience.INSTITUTION:
        write_for_institution(source, run, folder, footage_days, reports=reports)
        return
    nodes = told(source)
    graph = graph_of(source, run, nodes)
    write_tables(source, nodes, graph.edges, folder / "tables")
    (folder / "graph").mkdir()
    for form in graph_formats():
        (folder / "graph" / f"ring{form.suffix}").write_bytes(form.render(graph))
    findings = json.dumps(source.ring, ensure_ascii=False, indent=1, allow_nan=False)
    (folder / FINDINGS).write_text(findings + "\n", encoding="utf-8")
    if not reports:
        return
    facts = Facts(source, run, nodes, graph, hashes(folder))
    (folder / "report").mkdir()
    written = {lines: report(facts, lines=lines) for lines in {paper.lines for paper in report_formats()}}
    for paper in report_formats():
        (folder / "report" / f"report{paper.suffix}").write_bytes(paper.render(written[paper.lines]))


def hashes(folder: Path) -> dict[str, str]:
    """sha256 of the files below a folder, by name."""
    files = sorted(one for one in folder.rglob("*") if one.is_file())
    hashes = {}
    for file in files:
        with file.open("rb") as opened_file:
            hashes[file.relative_to(folder).as_posix()] = hashlib.file_digest(opened_file, "sha256").hexdigest()
    return hashes
