"""What the docs mention exists, and what exists is in the docs."""

import re
import shlex
from pathlib import Path

import pytest
import typer.main

from casework.audit.keys import VARIABLE as AUDIT_KEY
from command_line.app import app
from command_line.discovery import verbs
from command_line.options import WORKSPACE_VARIABLE
from command_line.reference.pages import pages
from graph.neo4j_connection import PASSWORD, TOKEN
from loaders.pseudonyms import VARIABLE as PSEUDONYM_KEY
from workspace.settings import Settings
from workspace.signing_in import CLIENT_SECRET, COOKIE_KEY

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md"))]
COMMAND = typer.main.get_command(app)
GLOBAL = {option for parameter in COMMAND.params for option in parameter.opts} | {"--help", "-h"}

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def commands_in(text):
    """Command lines of fenced blocks and of inline code."""
    fenced = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line.strip().removeprefix("$ ") for block in fenced for line in block.splitlines()]
    inline = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))
    for line in [*lines, *inline]:
        for part in re.split(r"\s[|&;>]+\s", line):
            words = re.sub(r"^(\w+=\S+ )+", "", part)
            if re.match(r"(\.venv/bin/)?ringtrace |make [a-z]", words):
                yield re.sub(r"\s{2,}.*| #.*", "", words)


def unknown_in(command):
    """What a `ringtrace …` line mentions that the application does not have."""
    words = shlex.split(command.replace("…", ""))[1:]
    verb = None
    allowed = set(GLOBAL)
    unknown = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word.startswith("-"):
            unknown += [] if word.partition("=")[0] in allowed else [word]
            skip = word in ("-w", "--workspace") and verb is None
        elif verb is None and word not in ("[OPTIONS]", "VERB"):
            verb = word
            if verb not in COMMAND.commands:
                return [verb]
            allowed |= {option for one in COMMAND.commands[verb].params for option in (*one.opts, *one.secondary_opts)}
    return unknown


def test_the_reader_of_commands_sees_what_is_wrong():
    page = "Say `ringtrace conjure --hard`.\n```\n$ ringtrace -w x rings --colour red | head\nmake fly\n```\n"
    assert [unknown_in(one) for one in commands_in(page) if "ringtrace" in one] == [["--colour"], ["conjure"]]
    assert "make fly" in list(commands_in(page))


@every_page
def test_every_command_in_the_docs_exists(page):
    wrong = {
        command: unknown
        for command in commands_in(page.read_text(encoding="utf-8"))
        if not command.startswith("make") and (unknown := unknown_in(command))
    }
    assert not wrong


@every_page
def test_every_make_target_in_the_docs_exists(page):
    targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    used = {one.split()[1] for one in commands_in(page.read_text(encoding="utf-8")) if one.startswith("make ")}
    assert used <= targets


@every_page
def test_every_setting_in_the_docs_exists(page):
    text = page.read_text(encoding="utf-8")
    known = {f"RINGTRACE_{name.upper()}" for name in Settings.model_fields} | {
        WORKSPACE_VARIABLE,
        PASSWORD,
        TOKEN,
        AUDIT_KEY,
        CLIENT_SECRET,
        COOKIE_KEY,
        PSEUDONYM_KEY,
    }
    used = set(re.findall(r"RINGTRACE_[A-Z0-9_]+", text))
    for block in re.findall(r"^```toml\n# \S*ringtrace\.toml\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        used |= {f"RINGTRACE_{name.upper()}" for name in re.findall(r"^(\w+) *=", block, re.MULTILINE)}
    assert used <= known


@every_page
def test_every_link_in_the_docs_leads_somewhere(page):
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
    images = re.findall(r"<img[^>]+src=\"(?!https?:)([^\"]+)\"", page.read_text(encoding="utf-8"))
    assert not [link for link in [*links, *images] if not (page.parent / link).exists()]


def test_every_page_can_be_reached_from_the_index():
    linked = set(re.findall(r"\]\(([\w-]+\.md)", (ROOT / "docs/index.md").read_text(encoding="utf-8")))
    assert {page.name for page in (ROOT / "docs").glob("*.md")} - linked == {"index.md"}


def test_the_generated_parts_of_the_docs_are_up_to_date():
    stale = [file.name for file, text in pages(ROOT / "docs") if file.read_text(encoding="utf-8") != text]
    assert not stale, "run `make docs`"


def test_every_verb_has_its_section_and_every_setting_its_row():
    commands = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    settings = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    assert [verb.name for verb in verbs() if f"## ringtrace {verb.name}\n" not in commands] == []
    assert [name for name in Settings.model_fields if f"| `{name}` |" not in settings] == []


def test_every_option_and_argument_of_every_verb_says_what_it_does():
    silent = [
        f"{name} {parameter.name}"
        for name, command in COMMAND.commands.items()
        for parameter in command.params
        if not parameter.help
    ]
    assert silent == []


def test_the_examples_of_each_verb_name_the_verb_and_options_it_has():
    assert [
        example
        for verb in verbs()
        for example in verb.examples
        if unknown_in(example) or verb.name not in example.split()
    ] == []


def test_no_two_verbs_have_the_same_place():
    places = [verb.place for verb in verbs()]
    assert len(set(places)) == len(places)


def test_the_changelog_has_the_version_of_the_package():
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)[1]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{version}]" in changelog or "## [Unreleased]" in changelog
