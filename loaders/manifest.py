"""The manifest: which files a snapshot is made of, what became of their rows, and the id that follows from them."""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

from loaders.mapping import NamedMapping
from loaders.pseudonyms import MANIFEST_KEY
from loaders.sources import SourceFile
from loaders.staging import Counts, Staged

FORMAT = 1  # of snapshots; another one gives other ids


@dataclass(frozen=True)
class Entry:
    """One source file of a snapshot."""

    file: str
    sha256: str
    encoding: str
    mapping: str
    mapping_sha256: str
    merging: list[str]  # tables into which its rows are merged by key
    unknown_columns: list[str]
    tables: dict[str, Counts]

    @property
    def identity(self) -> tuple[str, str, str]:
        """What makes it the same file, loaded the same way."""
        return self.file, self.sha256, self.mapping_sha256

    @classmethod
    def of(cls, staged: Staged, mapping: NamedMapping) -> "Entry":
        """The entry of a file just staged."""
        source = staged.source
        merging = sorted({feed.table for feed in mapping.feeds_of(source.source) if feed.distinct})
        return cls(
            source.name,
            source.sha256,
            source.encoding,
            mapping.name,
            mapping.digest,
            merging,
            staged.unknown_columns,
            staged.counts,
        )


def identity_of(source: SourceFile, mapping: NamedMapping) -> tuple[str, str, str]:
    """The identity that the file's entry will have."""
    return source.name, source.sha256, mapping.digest


def snapshot_id(identities: list[tuple[str, str, str]], time_zone: str, pseudonyms: str = "") -> str:
    """The id of a snapshot: a digest of its sources, mappings, zone and format, and of its key of pseudonyms if any."""
    keyed = [pseudonyms] if pseudonyms else []
    text = json.dumps([FORMAT, time_zone, sorted(identities), *keyed], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def entries_of(manifest: dict[str, Any]) -> list[Entry]:
    """The entries of a manifest."""
    return [
        Entry(**{**entry, "tables": {name: Counts(**counts) for name, counts in entry["tables"].items()}})
        for entry in manifest["sources"]
    ]


def manifest_of(
    entries: list[Entry], parent: str | None, tables: dict[str, Any], time_zone: str, pseudonyms: str
) -> dict[str, Any]:
    """The manifest as plain values; `pseudonyms` is the fingerprint of the key, empty where there is none."""
    return {
        "version": FORMAT,
        "parent": parent,
        "time_zone": time_zone,
        MANIFEST_KEY: pseudonyms,
        "sources": [asdict(entry) for entry in sorted(entries, key=lambda entry: entry.file)],
        "tables": tables,
    }
