"""Whom a person may mean: names that fit, sound alike or are a slip away; ids, phones, codes and cards as they are."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import duckdb

from graph.declaration import NODE_KINDS
from graph.lookup import WORDS, act_on, exists, parse_ref
from graph.naming_index import names_file, plain_form, sounds
from graph.store import GraphStore, NodeRef
from workspace.access import seen
from workspace.audit import Act, Action, Secret, record
from workspace.engine import quoted
from workspace.snapshots import Workspace

_LONGEST = 100  # characters of what is searched for
_JOINED = 2000  # names of the best whose nodes are looked up
_BY_KEY = [label for label in NODE_KINDS if label not in ("Contact", "Ring", "Signal", "Settlement", "Terminal")]


class Fit(StrEnum):
    """How a node fits what was typed."""

    ID = "id"
    PHONE = "phone"
    NAME = "name"  # the whole name
    PART = "part"  # it begins with what was typed, or holds it
    SOUND = "sound"  # it sounds so, or these are its first letters
    NEAR = "near"  # a slip of the finger away


@dataclass(frozen=True)
class Hit:
    """A node that fits."""

    node: NodeRef
    name: str  # as the tables have it: not masked
    fit: Fit


@dataclass(frozen=True)
class Hits:
    """Those that fit best, and how many fit in all."""

    first: tuple[Hit, ...]
    total: int


def search(workspace: Workspace, store: GraphStore, text: str, limit: int = 12) -> Hits:
    """The nodes that `text` may mean: `kind:id`, `kind:name`, an id, a phone, a name with slips or in pinyin.

    A name counts by how it fits: whole, in part, by its sound, by one slip (two from 8 letters on). The search is told
    to the audit log, what was typed as a secret.
    """
    text = text.strip()[:_LONGEST]
    node = parse_ref(text)
    act = act_on(Action.SEARCH, node) if node else Act(Action.SEARCH, "names", details={"text": Secret(text)})
    record(workspace, act)
    if not text:
        return Hits((), 0)
    if node and exists(store, node):
        return _shown(workspace, [Hit(node, "", Fit.ID)], 1)
    word, _, rest = text.partition(":")
    label = WORDS.get(word.lower()) if rest.strip() else None
    asked = rest.strip() if label else text
    found = [] if label else [*_by_key(store, asked), *_by_phone(workspace, store, asked)]
    named, total = _by_name(workspace, asked, label, limit)
    known = {one.node for one in found}
    others = [one for one in named if one.node not in known]
    return _shown(workspace, [*found, *others][:limit], total - (len(named) - len(others)) + len(found))


def _shown(workspace: Workspace, hits: list[Hit], total: int) -> Hits:
    """Those that whoever acts may open; what is hidden is not counted either."""
    open_to = seen(workspace, [(one.node.label, one.node.key) for one in hits])
    kept = tuple(one for one in hits if (one.node.label, one.node.key) in open_to)
    return Hits(kept, total if len(kept) == len(hits) else len(kept))


def _by_key(store: GraphStore, text: str) -> list[Hit]:
    refs = (NodeRef(label, text) for label in _BY_KEY)
    return [Hit(ref, "", Fit.ID) for ref in refs if exists(store, ref)]


def _by_phone(workspace: Workspace, store: GraphStore, text: str) -> list[Hit]:
    """A phone that several share, and the people who gave it."""
    digits = text.replace(" ", "").replace("-", "").removeprefix("+86")
    if not (digits.isdigit() and 7 <= len(digits) <= 12):
        return []
    shared = NodeRef("Contact", f"phone:{digits}")
    hits = [Hit(shared, "", Fit.PHONE)] if exists(store, shared) else []
    with _names(names_file(workspace.require_current(), workspace.settings)) as engine:
        rows = engine.execute(
            "SELECT person_id, name FROM made.phones WHERE phone = ? ORDER BY 1 LIMIT 10", [digits]
        ).fetchall()
    return [*hits, *(Hit(NodeRef("Person", key), name or "", Fit.PHONE) for key, name in rows)]


_FITS = """
CASE
  WHEN plain = $plain THEN 60
  WHEN starts_with(plain, $plain) THEN 52
  WHEN contains(plain, $plain) THEN 50
  WHEN pinyin = $sound THEN 44
  WHEN len($sound) >= 2 AND initials = $sound THEN 42
  WHEN len($sound) >= 3 AND starts_with(pinyin, $sound) THEN 40
  WHEN len($sound) >= 4 AND contains(pinyin, $sound) THEN 38
  WHEN $slips > 0 AND abs(len(pinyin) - len($sound)) <= $slips AND jaro_winkler_similarity(pinyin, $sound) > 0.8
    AND damerau_levenshtein(pinyin, $sound) <= $slips THEN 29
  WHEN len($plain) >= 3 AND abs(len(plain) - len($plain)) <= 1 AND jaro_winkler_similarity(plain, $plain) > 0.7
    AND damerau_levenshtein(plain, $plain) <= 1 THEN 27
  WHEN len($sound) >= 8 AND len(pinyin) > len($sound) AND jaro_winkler_similarity(pinyin, $sound) > 0.8
    AND damerau_levenshtein(left(pinyin, len($sound)), $sound) <= $slips THEN 24
  ELSE 0
END"""


def _by_name(workspace: Workspace, text: str, label: str | None, limit: int) -> tuple[list[Hit], int]:
    file = names_file(workspace.require_current(), workspace.settings)
    plain = plain_form(text)
    if not plain:
        return [], 0
    sound, _ = sounds(plain, person=label in (None, "Person", "Doctor"))
    given = {"plain": plain, "sound": sound, "slips": 0 if len(sound) < 4 else 1 if len(sound) < 8 else 2}
    return _asked(file, given, label, limit)


def _asked(file: Path, given: Mapping[str, object], label: str | None, limit: int) -> tuple[list[Hit], int]:
    only, kind = ("WHERE label = $label", {"label": label}) if label else ("", {})
    with _names(file) as engine:
        engine.execute(
            f"CREATE TEMP TABLE fits AS SELECT id, name, nodes, fit, len(plain) AS long, "
            "CASE WHEN fit < 38 THEN damerau_levenshtein(pinyin, $sound) ELSE 0 END AS away "
            f"FROM (SELECT *, {_FITS} AS fit FROM made.names) WHERE fit > 0",
            dict(given),
        )
        rows = engine.execute(
            "SELECT label, key, name, fit FROM "
            f"(SELECT * FROM fits ORDER BY fit DESC, away, long, id LIMIT {_JOINED}) AS best "
            f"JOIN made.called ON name_id = id {only} ORDER BY fit DESC, away, long, name, label, key LIMIT {limit:d}",
            kind,
        ).fetchall()
        counted = f"count(*) FROM fits JOIN made.called ON name_id = id {only}" if label else "sum(nodes) FROM fits"
        total = engine.execute(f"SELECT {counted}", kind).fetchone()
    return [Hit(NodeRef(kind, key), name, _fit(fit)) for kind, key, name, fit in rows], int((total or (0,))[0] or 0)


@contextmanager
def _names(file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 2}) as engine:
        engine.execute(f"ATTACH {quoted(str(file))} AS made (READ_ONLY)")
        yield engine


def _fit(points: int) -> Fit:
    steps = ((60, Fit.NAME), (50, Fit.PART), (38, Fit.SOUND))
    return next((fit for least, fit in steps if points >= least), Fit.NEAR)
