"""The reference of the commands, from the application itself."""

from typing import Any

import typer.main

from command_line.app import app
from command_line.discovery import Verb, verbs
from command_line.reference.generated import table

_EVERYWHERE = {"workspace", "as_json", "help"}  # described once, at the top of the page


def commands() -> str:
    """One section a verb, in the order of use."""
    group: Any = typer.main.get_command(app)
    return "\n\n".join(_section(verb, group.commands[verb.name]) for verb in verbs())


def _section(verb: Verb, command: Any) -> str:
    parameters = [one for one in command.params if one.name not in _EVERYWHERE]
    usage = " ".join(["ringtrace", verb.name, *_arguments(parameters), "[OPTIONS]"])
    parts = [f"## ringtrace {verb.name}", verb.title, verb.description, f"Usage: `{usage}`"]
    if parameters:
        parts.append(table(("", "default", "meaning"), [_row(one) for one in parameters]))
    parts.append("```\n" + "\n".join(verb.examples) + "\n```")
    return "\n\n".join(part for part in parts if part)


def _arguments(parameters: list[Any]) -> list[str]:
    return [
        f"{one.metavar or one.name.upper()}{'…' if one.nargs == -1 else ''}"
        for one in parameters
        if one.param_type_name == "argument"
    ]


def _row(parameter: Any) -> tuple[str, str, str]:
    if parameter.param_type_name == "argument":
        return f"`{_arguments([parameter])[0]}`", "", parameter.help or ""
    value = "" if parameter.is_flag else f" {_value(parameter)}"
    shown = "" if parameter.default in (None, False) else f"`{_plain(parameter.default)}`"
    return f"`{', '.join(parameter.opts)}{value}`", shown, parameter.help or ""


def _value(parameter: Any) -> str:
    """What is typed after an option: its metavar, or its choices."""
    return parameter.metavar or "/".join(_plain(choice) for choice in parameter.type_descriptor.choices)


def _plain(value: Any) -> str:
    return str(getattr(value, "value", value))
