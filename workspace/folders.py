"""Folders in which one file is one thing: a signal, an explanation, a verb, a format, a crime."""

import importlib
import pkgutil
from types import ModuleType


def modules_of(package: str) -> list[ModuleType]:
    """The modules of a folder, in order of name."""
    folder = importlib.import_module(package)
    names = sorted(module.name for module in pkgutil.iter_modules(folder.__path__))
    return [importlib.import_module(f"{package}.{name}") for name in names]
