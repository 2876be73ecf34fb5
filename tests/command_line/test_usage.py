"""What any verb does with wrong usage, no workspace, and a request for help."""

from importlib.metadata import version

import pytest

from command_line.discovery import verbs


def test_a_file_is_no_workspace(ringtrace, tmp_path):
    (tmp_path / "w").write_text("")
    result = ringtrace("rings", "-w", tmp_path / "w")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "is a file, not a workspace folder" in result.stderr


def test_a_workspace_where_nothing_is_loaded_says_what_to_run(ringtrace, tmp_path):
    for verb in (["build"], ["detect"], ["rings"], ["ring", "R-1"]):
        result = ringtrace(*verb, "-w", tmp_path / "w")
        assert result.exit_code == 1
        assert "ringtrace load" in result.stderr.splitlines()[-1]


@pytest.mark.parametrize("arguments", [["conjure"], ["rings", "--colour"], ["ring"], ["rings", "--limit", "x"]])
def test_wrong_usage_ends_with_2(ringtrace, arguments):
    result = ringtrace(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Usage: " in result.stderr


def test_the_version_is_printed(ringtrace):
    assert ringtrace("--version").stdout == f"ringtrace {version('ringtrace')}\n"


@pytest.mark.parametrize("verb", verbs(), ids=lambda verb: verb.name)
def test_the_help_of_each_verb_says_what_it_does_with_an_example(ringtrace, verb):
    result = ringtrace(verb.name, "--help")
    assert result.exit_code == 0
    printed = " ".join(result.stdout.split())
    assert verb.title in printed
    assert all(" ".join(example.split()) in printed for example in verb.examples)


def test_the_verbs_are_listed_in_the_order_of_use(ringtrace):
    lines = [line.strip("│ ") for line in ringtrace("--help", env={"COLUMNS": "200"}).stdout.splitlines()]
    listed = [line.split()[0] for line in lines if line and line.split()[0] in {verb.name for verb in verbs()}]
    assert listed == [verb.name for verb in verbs()]
    assert listed[:3] == ["demo", "generate", "load"]
