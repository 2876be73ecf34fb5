"""Queries that start from a node by its key: the store is told the node's number as well, so that it need not scan."""

import re
from collections.abc import Mapping
from typing import Any

from graph.declaration import NODE_KINDS
from graph.keys import Keys
from graph.numbering import NUMBER

# Texts, quoted names and comments are passed over; `:Label {key: $parameter` is what is looked for.
_STARTS = re.compile(
    r"""'(?:\\.|[^'\\])*' | "(?:\\.|[^"\\])*" | `[^`]*` | //[^\n]* | /\*.*?\*/
    | :\s*(?P<label>\w+)\s*\{\s*(?P<key>\w+)\s*:\s*\$(?P<name>\w+)(?=\s*[,}])""",
    re.VERBOSE | re.DOTALL,
)


def anchored(text: str, parameters: Mapping[str, Any], keys: Keys) -> str:
    """The query, with the number of each node that it names as `(:Label {key: $parameter})` beside the key.

    It finds the same: the key is still compared. Where two keys share a hash, or there is no index, it stays as it is.
    """

    def with_number(found: re.Match[str]) -> str:
        kind = NODE_KINDS.get(found["label"] or "")
        value = parameters.get(found["name"] or "")
        if kind is None or found["key"] != kind.key.name or not isinstance(value, str):
            return found[0]
        numbers = keys.numbers(kind.label, value)
        if numbers is None or len(numbers) > 1:
            return found[0]
        return f"{found[0]}, {NUMBER}: {numbers[0] if numbers else -1}"

    return _STARTS.sub(with_number, text)
