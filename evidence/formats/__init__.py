"""The graph of a ring in the formats of other tools: one file a format, found by walking this folder."""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

from evidence.subgraph import Subgraph
from workspace.folders import modules_of


@dataclass(frozen=True)
class GraphFormat:
    """A format: its name is its file's; `render` gives the whole file, the same bytes for the same graph."""

    name: str
    title: str
    suffix: str
    render: Callable[[Subgraph], bytes]

    @classmethod
    def of(cls, module: ModuleType) -> "GraphFormat":
        """The format that a module declares; AttributeError names what it lacks."""
        title = (module.__doc__ or "").strip().partition("\n")[0]
        return cls(module.__name__.rpartition(".")[2], title, module.SUFFIX, module.render)


def graph_formats() -> tuple[GraphFormat, ...]:
    """Every format, by name."""
    return tuple(GraphFormat.of(module) for module in modules_of(__name__))
