"""Each detector, explanation, mapping, verb, crime and look-alike is one file that brings its title, its
docstring, its test and its place in the docs; whoever adds a file finds here what it lacks."""

import ast
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Folder:
    """A folder whose every file is an entry."""

    path: str
    suffix: str
    tests: str
    page: str


FOLDERS = (
    Folder("detection/signals", ".py", "tests/detection", "docs/signals.md"),
    Folder("detection/explanations", ".py", "tests/detection", "docs/explanations.md"),
    Folder("loaders/mappings", ".toml", "tests/loaders", "docs/mappings.md"),
    Folder("command_line/verbs", ".py", "tests/command_line", "docs/commands.md"),
    Folder("simulation/crimes", ".py", "tests/simulation", "docs/simulation.md"),
    Folder("simulation/lookalikes", ".py", "tests/simulation", "docs/simulation.md"),
)


def entries(folder):
    return sorted(file for file in (ROOT / folder.path).glob(f"*{folder.suffix}") if not file.name.startswith("_"))


every_entry = pytest.mark.parametrize(
    ("folder", "file"),
    [pytest.param(folder, file, id=f"{folder.path}/{file.name}") for folder in FOLDERS for file in entries(folder)],
)


def mentions(text, name):
    """The name as a word of its own; a file's `two_places` is `two-places` to people."""
    return re.search(rf"(?<![\w-]){re.escape(name).replace('_', '[_-]')}(?![\w-])", text) is not None


def is_about(test, name):
    """Whether a test file names the entry on purpose: quoted, imported, or in the name of a test."""
    spelt = re.escape(name).replace("_", "[_-]").replace("\\-", "[_-]")
    on_purpose = rf"[\"']{spelt}[\"']|(import |\.|import \([^)]*\b){spelt}\b|def test_\w*{spelt}"
    return re.search(on_purpose, test.read_text(encoding="utf-8")) is not None


def walks(test, folder):
    """Whether a test file takes up every entry of the folder by itself."""
    package = folder.path.replace("/", ".")
    text = test.read_text(encoding="utf-8")
    return f'modules_of("{package}")' in text or f"modules_of({folder.path.rpartition('/')[2]}.__name__)" in text


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.path)
def test_the_folder_has_entries(folder):
    assert entries(folder), f"{folder.path} holds no *{folder.suffix}: was it moved? Then move FOLDERS too."


@every_entry
def test_it_has_a_title_and_a_docstring(folder, file):
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".toml":
        title = tomllib.loads(text).get("title", "")
    else:
        title = (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0]
    assert len(title.split()) >= 2, f"{file} opens without a title that says what it is"


@every_entry
def test_its_public_functions_have_docstrings(folder, file):
    if file.suffix != ".py":
        return
    bare = [
        node.name
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not bare, f"{file}: no docstring on {bare}"


@every_entry
def test_it_has_a_test(folder, file):
    own = ROOT / folder.tests / f"test_{file.stem.replace('-', '_')}.py"
    tests = list((ROOT / folder.tests).rglob("test_*.py"))
    named = own.exists() or any(is_about(test, file.stem) or walks(test, folder) for test in tests)
    assert named, f"no test in {folder.tests} names {file.stem}; write {own.relative_to(ROOT)}"


@every_entry
def test_it_has_its_place_in_the_docs(folder, file):
    page = ROOT / folder.page
    assert page.is_file(), f"{folder.page} is missing"
    assert mentions(page.read_text(encoding="utf-8"), file.stem), f"{folder.page} does not name {file.stem}"
