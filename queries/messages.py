"""What guard and worker say to each other: pickled tuples of plain values, in frames.

The guard trusts no worker, which runs what people wrote in an engine of C++: it accepts values, never code.
"""

import io
import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph.store import Limits

_ALLOWED = {
    ("datetime", "date"),
    ("datetime", "datetime"),
    ("datetime", "time"),
    ("datetime", "timedelta"),
    ("decimal", "Decimal"),
    ("uuid", "UUID"),
    ("uuid", "SafeUUID"),
    ("queries.messages", "Head"),
    ("queries.messages", "Batch"),
    ("queries.messages", "End"),
    ("queries.messages", "Refusal"),
    ("queries.messages", "Ready"),
}


@dataclass(frozen=True)
class Question:
    """A query to run."""

    text: str
    parameters: Mapping[str, Any]
    limits: Limits


@dataclass(frozen=True)
class Ready:
    """The worker has opened the store and given up everything else."""


@dataclass(frozen=True)
class Head:
    """The answer's columns; batches follow."""

    columns: tuple[str, ...]
    types: tuple[str, ...]


@dataclass(frozen=True)
class Batch:
    """Some rows."""

    rows: list[tuple[Any, ...]]


@dataclass(frozen=True)
class End:
    """The last message of an answer."""

    truncated: bool


@dataclass(frozen=True)
class Refusal:
    """The query was refused, or the store could not be opened."""

    kind: str  # name of the class of error
    message: str


def packed(message: Any) -> bytes:
    """A message as bytes."""
    return pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)


class _Values(pickle.Unpickler):
    """Reads values of the allowed classes and nothing else."""

    def find_class(self, module_name: str, global_name: str) -> Any:
        """The class of a value, if it is allowed."""
        if (module_name, global_name) not in _ALLOWED:
            raise pickle.UnpicklingError(f"{module_name}.{global_name} is no value of an answer")
        return super().find_class(module_name, global_name)


def unpacked(data: bytes) -> Any:
    """The message in the bytes of a worker.

    Raises:
        pickle.UnpicklingError: it holds anything but values.
    """
    return _Values(io.BytesIO(data)).load()
