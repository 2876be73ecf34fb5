"""The verbs "attach", "link", "task", "checked"."""

import hashlib
import json

from command_line.verbs import attach, checked, link, task  # noqa: F401 # what is tested here


def test_a_file_is_attached_and_taken_out_again(ringtrace, searched, tmp_path):
    file = tmp_path / "账本.pdf"
    file.write_bytes(b"%PDF \x00")
    digest = hashlib.sha256(b"%PDF \x00").hexdigest()
    made = json.loads(ringtrace("attach", "C-1", file, "--note", "of March", "-w", searched, "--json").stdout)
    assert made == {"name": "账本.pdf", "sha256": digest, "bytes": 6}
    out = tmp_path / "again.pdf"
    assert ringtrace("attach", "C-1", "--take", digest[:6], "--out", out, "-w", searched).exit_code == 0
    assert out.read_bytes() == b"%PDF \x00"
    assert out.stat().st_mode & 0o777 == 0o600
    assert digest in ringtrace("case", "C-1", "-w", searched).stdout.replace("\n", "")
    for wrong in (("C-1",), ("C-1", file, "--take", "ab"), ("C-1", tmp_path / "none"), ("C-9", file)):
        assert ringtrace("attach", *wrong, "-w", searched).exit_code != 0


def test_cases_are_linked_and_unlinked(ringtrace, searched):
    assert "linked" in ringtrace("link", "C-1", "C-2", "--reason", "one collector", "-w", searched).stdout
    assert "one collector" in ringtrace("case", "C-2", "-w", searched).stdout
    undone = ringtrace("link", "C-1", "C-2", "--undo", "--reason", "a namesake", "-w", searched)
    assert "not linked any more" in undone.stdout


def test_tasks_are_added_listed_and_done(ringtrace, searched):
    ringtrace("task", "add", "C-1", "ask for the ledger", "--for", "Li", "--due", "2020-01-02", "-w", searched)
    assert "1 late" in ringtrace("task", "list", "-w", searched).stdout
    [found] = json.loads(ringtrace("task", "list", "--for", "Li", "-w", searched, "--json").stdout)["tasks"]
    assert (found["case"], found["due"]) == ("C-1", "2020-01-02")
    assert ringtrace("task", "done", "C-1", found["number"], "-w", searched).exit_code == 0
    assert "0 open tasks" in ringtrace("task", "list", "-w", searched).stdout
    for wrong in (("add", "", "x"), ("done", "C-1", "x"), ("done", "C-1", found["number"])):
        assert ringtrace("task", *wrong, "-w", searched).exit_code != 0


def test_an_answer_comes_back_by_the_number_on_the_sheet_or_the_title(ringtrace, searched):
    sheet = json.loads(ringtrace("field-check", "R-AAAA01", "-w", searched, "--json").stdout)
    first = ringtrace("checked", "R-AAAA01", "1", "--outcome", "proves", "--found", "seen on film", "-w", searched)
    assert first.exit_code == 0, first.output
    second = ringtrace("checked", "C-1", "The cellar", "--outcome", "unclear", "--found", "locked", "-w", searched)
    assert second.exit_code == 0
    told = json.loads(ringtrace("case", "C-1", "-w", searched, "--json").stdout)["history"]
    answers = [(one["before"], one["after"], one["text"]) for one in told if one["kind"] == "checked"]
    assert answers == [(sheet["checks"][0]["title"], "proves", "seen on film"), ("The cellar", "unclear", "locked")]
    wrong = ringtrace("checked", "C-1", "99", "--outcome", "proves", "--found", "x", "-w", searched)
    assert wrong.exit_code != 0
