"""Nodes in the app's addresses: a phone, an address or a card's number stands there as a keyed hash, never as itself.

An address is kept in histories and logs and sent by mail. The key is the workspace's own, so that a link opens the
same node for everyone who works on it, and tells nothing to anyone else.
"""

import hashlib
import hmac
import os
import secrets
import tempfile
from pathlib import Path

import streamlit as st

from dashboards.drawing import node_id, ref_of
from dashboards.standing import Standing, graph, space
from dashboards.texts import t
from graph.declaration import NODE_KINDS
from graph.masking import PERSONAL
from graph.store import Limits, NodeRef
from workspace.errors import RingtraceError
from workspace.snapshots import Workspace

_FILE = "address.key"
_MARK = "~"
_BYTES = 32


def address(ref: NodeRef) -> str:
    """A node as an address names it: `Person:P1`, `Contact:~4f…`."""
    return f"{ref.label}:{_MARK}{_hashed(_secret(space()), ref)}" if _hidden(ref.label) else node_id(ref)


def is_opaque(name: str) -> bool:
    """Whether a name is one that only an address gives."""
    label, _, key = name.partition(":")
    return _hidden(label) and key.startswith(_MARK)


@st.cache_data(max_entries=256, show_spinner=False)
def opened(key: Standing, name: str) -> NodeRef:
    """The node of an opaque name.

    Raises:
        RingtraceError: the graph in force has none, or the link is another workspace's.
    """
    asked = ref_of(name)
    secret, kind = _secret(space()), NODE_KINDS[asked.label]
    with graph(key) as store:
        for batch in store.stream(f"MATCH (n:{kind.label}) RETURN n.{kind.key.name}", limits=Limits(rows=0)):
            for (found,) in batch:
                ref = NodeRef(asked.label, found)
                if hmac.compare_digest(_MARK + _hashed(secret, ref), asked.key):
                    return ref
    raise RingtraceError(t("The link leads to nothing in this workspace's graph."))


def _hidden(label: str) -> bool:
    return label in NODE_KINDS and (label, NODE_KINDS[label].key.name) in PERSONAL


def _hashed(secret: bytes, ref: NodeRef) -> str:
    return hashlib.blake2b(node_id(ref).encode(), key=secret, digest_size=12).hexdigest()


def _secret(workspace: Workspace) -> bytes:
    """The workspace's key, made at first use; of two who make it at once, one's stands."""
    file = workspace.path / _FILE
    if not file.exists():
        descriptor, made = tempfile.mkstemp(dir=workspace.path, prefix=".address-")  # readable by its owner alone
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(secrets.token_bytes(_BYTES))
            os.link(made, file)
        except FileExistsError:
            pass
        finally:
            Path(made).unlink()
    return file.read_bytes()
