"""The verbs, found by walking `verbs/`: adding one is one new file."""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

from workspace.folders import modules_of


@dataclass(frozen=True)
class Verb:
    """One command: its name is its file's, its title the first line of its docstring."""

    name: str
    title: str
    description: str
    place: int
    examples: tuple[str, ...]
    run: Callable[..., None]

    @classmethod
    def of(cls, module: ModuleType) -> "Verb":
        """The verb that a module declares; AttributeError names what it lacks."""
        title, _, description = (module.__doc__ or "").strip().partition("\n")
        return cls(
            name=module.__name__.rpartition(".")[2].replace("_", "-"),
            title=title,
            description=description.strip(),
            place=module.PLACE,
            examples=module.EXAMPLES,
            run=module.run,
        )


def verbs() -> tuple[Verb, ...]:
    """Every verb, in the order in which a person comes to use them."""
    found = [Verb.of(module) for module in modules_of("command_line.verbs")]
    return tuple(sorted(found, key=lambda verb: (verb.place, verb.name)))
