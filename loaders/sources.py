"""Source files: which of what was given belongs to which source of a mapping, their digests and encodings."""

import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from loaders.encoding import UTF8, encoding_of
from loaders.mapping import NamedMapping
from loaders.readers.blocks import raw_chunks
from loaders.readers.opening import FORMATS
from workspace.errors import RingtraceError

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Found:
    """A file that a source of the mapping claims. `name` is its identity: a later file of that name replaces it."""

    name: str
    path: Path
    source: str


@dataclass(frozen=True)
class SourceFile(Found):
    """A file whose every byte was seen."""

    sha256: str
    encoding: str


def find_sources(given: Iterable[Path], mapping: NamedMapping) -> tuple[list[Found], list[str]]:
    """The files that belong to the mapping, in order of their names, and the names of those that do not.

    Raises:
        RingtraceError: a path is missing, a file given by name belongs to no source, two files have one name.
    """
    found: dict[str, Found] = {}
    ignored: list[str] = []
    for path in given:
        if not path.exists():
            raise RingtraceError(f"{path} does not exist. Name a folder or files to load.")
        for name, file in _files(path, mapping):
            source = _source_of(name, mapping)
            if source is None and path.is_file():
                raise RingtraceError(_unclaimed(path, mapping))
            if source is None:
                ignored.append(name)
            elif name in found and found[name].path.resolve() != file.resolve():
                raise RingtraceError(f"{found[name].path} and {file} are both named {name}. Rename one of them.")
            else:
                found[name] = Found(name, file, source)
    if not found:
        raise RingtraceError(
            f"Nothing to load in {', '.join(map(str, given))}: no file is named as the mapping {mapping.name} expects. "
            f"It looks for {_patterns(mapping)}, as {', '.join(FORMATS)}."
        )
    return [found[name] for name in sorted(found)], sorted(ignored)


def survey(files: list[Found]) -> list[SourceFile]:
    """Digest and encoding of each file, from all of its bytes.

    Raises:
        RingtraceError: a file is empty, cut short or in UTF-16; all such files are told at once.
    """
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(_surveyed, files))
    problems = [outcome for outcome in outcomes if isinstance(outcome, str)]
    if problems:
        raise RingtraceError("\n".join(problems))
    return [outcome for outcome in outcomes if isinstance(outcome, SourceFile)]


def _surveyed(file: Found) -> SourceFile | str:
    try:
        if file.path.stat().st_size == 0:
            return f"{file.path} is empty: not even a header. Deliver it again, or take it out of the folder."
        lowered = file.name.lower()
        if lowered.endswith(".parquet"):
            return SourceFile(file.name, file.path, file.source, sha256_of(file.path), UTF8)
        if next(raw_chunks(file.path, 2), b"") in _UTF16:
            return f"{file.path} is UTF-16. Save it as UTF-8 or GB18030."
        if lowered.endswith(".gz"):  # the digest is that of the bytes on disk
            digest, encoding = sha256_of(file.path), encoding_of(raw_chunks(file.path))
        else:
            digest, encoding = _digest_and_encoding(file.path)
        return SourceFile(file.name, file.path, file.source, digest, encoding)
    except RingtraceError as error:
        return str(error)


def _digest_and_encoding(path: Path) -> tuple[str, str]:
    """Both from one reading."""
    digest = hashlib.sha256()

    def digested() -> Iterator[bytes]:
        for chunk in raw_chunks(path):
            digest.update(chunk)
            yield chunk

    encoding = encoding_of(digested())
    return digest.hexdigest(), encoding


def sha256_of(path: Path) -> str:
    """The digest of a file's bytes as they are on disk."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _files(path: Path, mapping: NamedMapping) -> list[tuple[str, Path]]:
    if path.is_file():
        within = f"{path.resolve().parent.name}/{path.name}"
        return [(path.name if _source_of(path.name, mapping) or not _source_of(within, mapping) else within, path)]
    return [
        (file.relative_to(path).as_posix(), file)
        for file in sorted(path.rglob("*"))
        if file.is_file() and not any(part.startswith(".") for part in file.relative_to(path).parts)
    ]


def _source_of(name: str, mapping: NamedMapping) -> str | None:
    lowered = name.lower()
    if not lowered.endswith(FORMATS):
        return None
    claims = [
        source
        for source, declared in mapping.mapping.sources.items()
        if any(_matches(lowered, pattern.lower()) for pattern in declared.files)
    ]
    if len(claims) > 1:
        raise RingtraceError(f"{name} fits the patterns of {' and '.join(claims)} in the mapping {mapping.name}.")
    return claims[0] if claims else None


def _matches(name: str, pattern: str) -> bool:
    """A pattern without a folder fits the file's own name wherever it lies."""
    if "/" in pattern:
        return fnmatchcase(name, pattern) or fnmatchcase(name, f"*/{pattern}")
    return fnmatchcase(name.rpartition("/")[2], pattern)


def _patterns(mapping: NamedMapping) -> str:
    return ", ".join(declared.files[0] for declared in mapping.mapping.sources.values())


def _unclaimed(path: Path, mapping: NamedMapping) -> str:
    return (
        f"{path} fits no source of the mapping {mapping.name}. It looks for {_patterns(mapping)}, "
        f"as {', '.join(FORMATS)}. Rename the file or choose another mapping."
    )
