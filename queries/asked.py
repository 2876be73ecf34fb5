"""A query as the audit log is told of it: its words whole, values that may be personal as keyed hashes."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from graph.store import Limits, Rows
from queries.dialects import Engine, text_for
from queries.library import built_in, queries
from queries.runner import Streams
from queries.saved_query import QUIET, SavedQuery
from workspace.audit import Act, Action, Secret, record
from workspace.snapshots import Workspace

_COMMENT = ("//", "/*")
_LONG_NUMBER = r"\b\d{7,}\b"  # a phone or card written as a number
_VALUES = re.compile(rf"{QUIET} | {_LONG_NUMBER}", re.VERBOSE | re.DOTALL)
# Parameters that hold ids by which nobody is known without the tables.
_OPAQUE = {"person_id", "institution_id", "doctor_id", "drug_id", "batch_id", "supplier_id", "ring_id", "settlement_id"}


def asked(text: str, parameters: Mapping[str, Any], workspace: Workspace | None = None) -> Act:
    """A query that is about to run, by its name where it comes with Ringtrace or is kept in the workspace.

    Of one that is kept the words are told as well, for they may be others tomorrow.
    """
    given = {name: _shown(name, value) for name, value in parameters.items()}
    name = _named(built_in()).get(text)
    if name:
        return Act(Action.QUERY, f"query:{name}", details={"parameters": given})
    kept = _named(queries(workspace)).get(text) if workspace else None
    values: list[Secret] = []
    shown = _VALUES.sub(lambda found: _hide(found[0], values), text)
    about = f"query:{kept}" if kept else "cypher"
    return Act(Action.QUERY, about, details={"query": shown, "values": values, "parameters": given})


def _named(known: Mapping[str, SavedQuery]) -> dict[str, str]:
    return {text_for(query.text, engine): name for name, query in known.items() for engine in Engine}


def _hide(found: str, values: list[Secret]) -> str:
    if found.startswith(_COMMENT):
        return ""
    if found.startswith("`"):
        return found
    quoted = not found.isdigit()
    values.append(Secret(found[1:-1] if quoted else found))
    return f"'…{len(values)}'" if quoted else f"…{len(values)}"


def _shown(name: str, value: Any) -> Any:
    plain = name in _OPAQUE or isinstance(value, bool | float | date | timedelta) or value is None
    if plain or (isinstance(value, int) and abs(value) < 10**6):
        return value
    if isinstance(value, list | tuple):
        return [_shown(name, one) for one in value]
    return Secret(str(value))


class Recorded:
    """A store each of whose queries is told to the audit log before it runs."""

    def __init__(self, store: Streams, workspace: Workspace) -> None:
        self._store, self._workspace = store, workspace

    def stream(self, text: str, parameters: Mapping[str, Any] | None = None, *, limits: Limits | None = None) -> Rows:
        """See `graph.store.GraphStore.stream`."""
        record(self._workspace, asked(text, parameters or {}, self._workspace))
        return self._store.stream(text, parameters, limits=limits)
