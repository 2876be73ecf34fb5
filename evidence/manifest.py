"""What a bundle says of itself: its files' hashes, and what it takes to make its findings again."""

import json
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from detection.identity import own_id, people_of
from evidence.archive import Packed
from evidence.institution.concern import SELECTS
from evidence.options import Audience
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
        "software": {"ringtrace": version("ringtrace")},
        "made": {"by": options.by, "when": options.when.isoformat(timespec="seconds"), "why": options.why},
        "options": {
            "masked": not options.full,
            "minimal": options.minimal,
            "language": options.language,
            "for": options.audience.value,
            "institution": options.institution,
        },
        **(_for_institution(source) if options.audience is Audience.INSTITUTION else _whole(source, run)),
        "reproduce": "ringtrace load SOURCE; ringtrace reproduce FILE.zip",
        "files": {name: asdict(packed) for name, packed in sorted(files.items())},
    }
    if server:
        content[STAMPED_BY] = server
    return (json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n").encode()


def _whole(source: Source, run: Row) -> dict[str, Any]:
    sources = source.snapshot.manifest.get("sources", [])
    return {"settings": run["settings"], "sources": sources, "queries": _queries(source)}


def _for_institution(source: Source) -> dict[str, Any]:
    """An institution is told neither who else is in the ring, nor by which settings and files it was found.

    `found_as` names the ring to whoever has the run: the id that its people give it.
    """
    return {
        "found_as": own_id(people_of(source.ring)),
        "queries": {"parameters": {"place": source.options.institution}, "tables": dict(SELECTS)},
    }


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
