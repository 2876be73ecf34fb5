"""The reference of the settings, from their declaration."""

from typing import Any

from annotated_types import Ge, Gt, Le, Lt

from command_line.reference.generated import table
from workspace.settings import Settings

_SIGNS = {Ge: ("≥", "ge"), Gt: (">", "gt"), Le: ("≤", "le"), Lt: ("<", "lt")}


_KINDS: dict[Any, str] = {
    int: "a whole number",
    float: "a number",
    str: "text",
    bool: "true or false",
    list[str]: "a list of texts",
}


def settings() -> str:
    """One row a setting, in the order of the declaration."""
    return table(
        ("in `ringtrace.toml`", "in the environment", "default", "allowed", "meaning"),
        [
            (
                f"`{name}`",
                f"`RINGTRACE_{name.upper()}`",
                f"`{field.default}`",
                _range(field.metadata) or _kind(field.annotation),
                field.description or "",
            )
            for name, field in Settings.model_fields.items()
        ],
    )


def _range(bounds: list[Any]) -> str:
    return ", ".join(
        f"{_SIGNS[type(one)][0]} {getattr(one, _SIGNS[type(one)][1]):g}" for one in bounds if type(one) in _SIGNS
    )


def _kind(annotation: Any) -> str:
    return _KINDS.get(annotation, "")
