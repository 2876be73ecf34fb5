"""What a bundle says of itself: its files' hashes, and what it takes to make its findings again."""

import json
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from evidence.archive import Packed
from evidence.source import Row, Source
from evidence.subgraph import TIES
from evidence.tables import LARGE

FORMAT = "ringtrace-evidence/1"
MANIFEST, SIGNATURE, STAMP = "manifest.json", "manifest.sig", "manifest.tsr"
STAMPED_BY = "time_stamp_server"  # in a manifest that was to be stamped
LARGEST = 64 << 20  # bytes of a manifest that is still read


def manifest(source: Source, run: Row, files: dict[str, Packed], server: str = "") -> bytes:
    """manifest.json of a bundle: the run's snapshot, settings and queries, who made it, when and why, and its files.

    `server`: who will be asked for a time stamp; that there was to be one shows where it is taken away.
    """
    options = source.options
    content: dict[str, Any] = {
        "format": FORMAT,
        "ring": source.ring["ring_id"],
        "snapshot": run["snapshot"],
        "run": run["run"],
        "run_generated_at": run["generated_at"],
        "settings": run["settings"],
        "software": {"ringtrace": version("ringtrace")},
        "made": {"by": options.by, "when": options.when.isoformat(timespec="seconds"), "why": options.why},
        "options": {"masked": not options.full, "minimal": options.minimal, "language": options.language},
        "sources": source.snapshot.manifest.get("sources", []),
        "queries": _queries(source),
        "reproduce": "ringtrace load SOURCE; ringtrace reproduce FILE.zip",
        "files": {name: asdict(packed) for name, packed in sorted(files.items())},
    }
    if server:
        content[STAMPED_BY] = server
    return (json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n").encode()


def _queries(source: Source) -> dict[str, Any]:
    """The SQL that gave the rows, over the snapshot's tables, with its parameters."""
    ring = source.ring
    return {
        "parameters": {
            "ring_persons": source.members("person"),
            "ring_institutions": source.members("institution"),
            "found": f"the line_ids of {len(ring['signals'])} signals in findings.json",
        },
        "tables": {table: source.select(table) for table in LARGE},
        "ties": {f"{kind} {start} {end}": " ".join(sql.split()) for (kind, start, end), sql in TIES.items()},
    }
