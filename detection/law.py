"""The legal basis of a ring, read from `law.toml` beside this file."""

import tomllib
from functools import cache
from importlib.resources import files

from detection.signal import Pattern


@cache
def _law() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("detection").joinpath("law.toml").read_text(encoding="utf-8"))


def legal_basis(pattern: Pattern, roles: set[str]) -> list[str]:
    """The articles for a pattern and the roles that its members have, in the order of the file."""
    return [text for role, texts in _law()[pattern].items() if role == "all" or role in roles for text in texts]
