"""Where the engines' words differ: `$$day(…)` in a saved query becomes the engine's own.

A line that begins with `// ladybug:` (or neo4j) is for that engine alone, such as an order of joins (HINT) where its
planner finds a bad one. The rest of a query is in the subset that both share, so that one text serves them.
"""

import re
from enum import StrEnum

_CALL = re.compile(r"\$\$(\w+)\(([^()]*)\)")

_OWN_LINE = re.compile(r"^// (ladybug|neo4j): (.*)$", re.MULTILINE)


class Engine(StrEnum):
    """The engines that stores run on."""

    LADYBUG = "ladybug"
    NEO4J = "neo4j"


_FUNCTIONS = {
    "day": {Engine.LADYBUG: "CAST({} AS DATE)", Engine.NEO4J: "date({})"},  # date of a local time
    "kind": {Engine.LADYBUG: "label({})", Engine.NEO4J: "labels({})[0]"},  # label of a node
}


def unknown_functions(text: str) -> list[str]:
    """Names behind `$$` that no dialect knows."""
    return sorted({name for name in re.findall(r"\$\$(\w*)", text) if name not in _FUNCTIONS})


def text_for(text: str, engine: Engine) -> str:
    """A saved query's text in the words of an engine."""
    text = _OWN_LINE.sub(lambda line: line[2] if line[1] == engine else "", text)
    return _CALL.sub(lambda call: _FUNCTIONS[call[1]][engine].format(call[2]), text)
