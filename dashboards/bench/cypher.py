"""The Cypher behind what is on the canvas: a statement a step, which asks the same of the store."""

from dashboards.bench.state import Step, Way
from graph.declaration import NODE_KINDS
from graph.lookup import spoken
from graph.masking import PERSONAL
from graph.neighbourhood import quoted_name
from graph.store import NodeRef


def cypher_of(steps: tuple[Step, ...]) -> str:
    """Statements that find what the steps drew; a personal key stands as `$key`, since what is shown is copied."""
    return "\n\n".join(_statement(step) for step in steps)


def _statement(step: Step) -> str:
    if step.to is None:
        kinds = "|".join(quoted_name(kind) for kind in step.kinds)
        tie = f"[e:{kinds}]" if kinds else "[e]"
        return (
            f"// the {step.count} heaviest of each kind of tie are drawn\n"
            f"MATCH ({_node('n', step.node)})-{tie}-(m)\nRETURN n, e, m;"
        )
    one, other = step.node, step.to
    if step.way == Way.COMMON:
        return f"MATCH ({_node('a', one)})--(m)--({_node('b', other)})\nRETURN DISTINCT m;"
    return (
        "// the strongest paths, found on the entity projection, by what their ties weigh: no Cypher says that\n"
        f"// ringtrace path {_told(one)} {_told(other)} -k {step.count}"
    )


def _node(name: str, ref: NodeRef) -> str:
    key = NODE_KINDS[ref.label].key.name
    return f"{name}:{ref.label} {{{key}: {'$key' if _secret(ref) else _text(ref.key)}}}"


def _secret(ref: NodeRef) -> bool:
    return (ref.label, NODE_KINDS[ref.label].key.name) in PERSONAL


def _told(ref: NodeRef) -> str:
    return f"{ref.label.lower()}:…" if _secret(ref) else spoken(ref)


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
