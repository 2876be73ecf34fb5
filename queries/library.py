"""The saved queries: those that come with Ringtrace, and the workspace's own."""

from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from queries.header import parse_query, read_query
from queries.saved_query import SavedQuery
from workspace.errors import RingtraceError
from workspace.snapshots import Workspace, write_text

LIBRARY = Path(__file__).parent / "library"
OWN = "queries"  # folder of a workspace's own queries
_SUFFIX = ".cypher"


@cache
def built_in() -> dict[str, SavedQuery]:
    """The queries that come with Ringtrace, by name."""
    return {file.stem: read_query(file) for file in sorted(LIBRARY.glob(f"*{_SUFFIX}"))}


def queries(workspace: Workspace) -> dict[str, SavedQuery]:
    """Every query by name: those that come with Ringtrace, then the workspace's own.

    Raises:
        RingtraceError: a query of the workspace does not keep the rules.
    """
    return built_in() | {file.stem: read_query(file, built_in=False) for file in own_files(workspace)}


def own_files(workspace: Workspace) -> Iterator[Path]:
    """The files of the workspace's own queries; a file named as a built-in query does not take its place."""
    files = sorted((workspace.path / OWN).glob(f"*{_SUFFIX}"))
    return (file for file in files if file.stem not in built_in())


def find_query(workspace: Workspace, name: str) -> SavedQuery:
    """The query of that name.

    Raises:
        RingtraceError: there is none; the nearest is named.
    """
    if name in built_in():
        return built_in()[name]
    file = workspace.path / OWN / f"{name}{_SUFFIX}"
    if file in own_files(workspace):
        return read_query(file, built_in=False)
    near = get_close_matches(name, [*built_in(), *(one.stem for one in own_files(workspace))], n=3, cutoff=0.5)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    raise RingtraceError(f"There is no saved query {name!r}.{hint} All of them: ringtrace query list")


def checked_file(file: Path) -> tuple[SavedQuery, str]:
    """A query that somebody wants to keep, and its text.

    Raises:
        RingtraceError: the file is missing, is named as a built-in query, or does not keep the rules.
    """
    if not file.is_file():
        raise RingtraceError(f"There is no file {file}.")
    if file.suffix != _SUFFIX:
        raise RingtraceError(f"{file}: the file of a saved query is named NAME{_SUFFIX}; NAME is how it is called.")
    if file.stem in built_in():
        raise RingtraceError(f"{file.stem} is a query that comes with Ringtrace. Name the file otherwise.")
    query = read_query(file, built_in=False)
    return query, file.read_text(encoding="utf-8-sig")


def checked_text(name: str, text: str) -> SavedQuery:
    """A query that somebody wants to keep, given by its name and its whole text.

    Raises:
        RingtraceError: it is named as a built-in query, or does not keep the rules.
    """
    if name in built_in():
        raise RingtraceError(f"{name} is a query that comes with Ringtrace. Choose another name.")
    return parse_query(name, text, name or "The text", built_in=False)


def text_of_query(workspace: Workspace, query: SavedQuery) -> str:
    """The whole text of a query, with its header."""
    folder = LIBRARY if query.built_in else workspace.path / OWN
    return (folder / f"{query.name}{_SUFFIX}").read_text(encoding="utf-8-sig")


def keep(workspace: Workspace, name: str, text: str, *, replace: bool = False) -> Path:
    """Keep a query, given by its whole text, in the workspace.

    Raises:
        RingtraceError: there is one of that name, and it is not to be replaced.
    """
    target = workspace.path / OWN / f"{name}{_SUFFIX}"
    parse_query(name, text, name, built_in=False)
    if target.exists() and not replace:
        raise RingtraceError(
            f"The workspace has a query {name} already. Replace it by: ringtrace query add … --replace"
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    write_text(target, text)
    return target
