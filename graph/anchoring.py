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

# A query that begins so is led by a list of keys; quoted texts before the list would not fit.
_LISTED = re.compile(
    r"MATCH \((?P<node>\w+):(?P<label>\w+)\)[^'\"$]* "
    r"WHERE (?P<where>(?P=node)\.(?P<key>\w+) IN \$(?P<list>\w+))(?= RETURN )"
)


def listed(text: str, parameters: Mapping[str, Any], keys: Keys) -> tuple[str, dict[str, Any]]:
    """A query `MATCH (n:Label)… WHERE n.key IN $keys RETURN …`, told the numbers of the nodes instead of their keys.

    Another query, and one of whose keys two share a hash, stays as it is. A key that is not in the graph may share one
    with a node that is (in one case of 10 to the 12): who asks looks whether what came is among the keys.
    """
    given, found = dict(parameters), _LISTED.match(text)
    if found is None:
        return text, given
    kind, values = NODE_KINDS.get(found["label"]), given.get(found["list"])
    if kind is None or kind.key.name != found["key"] or not isinstance(values, list):
        return text, given
    numbers = [keys.numbers(kind.label, str(one)) for one in values]
    if any(one is None or len(one) > 1 for one in numbers) or f"${found['list']}" in text[found.end() :]:
        return text, given
    where = f"{found['node']}.{NUMBER} IN ${found['list']}"
    led = text[: found.start("where")] + where + text[found.end("where") :]
    return led, given | {found["list"]: [one[0] for one in numbers if one]}


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
