"""The verb "field-check"."""

import json


def test_the_sheet_is_printed_as_text_and_as_json(ringtrace, searched):
    shown = ringtrace("field-check", "R-AAAA01", "-w", searched, "--on", "2026-04-01")
    assert shown.exit_code == 0, shown.stderr
    assert "Camera footage" in shown.stdout
    assert "\x1b" not in shown.stdout
    told = json.loads(ringtrace("field-check", "R-AAAA01", "-w", searched, "--on", "2026-04-01", "--json").stdout)
    assert (told["ring"], told["day"]) == ("R-AAAA01", "2026-04-01")
    assert {one["topic"] for one in told["checks"]} == {"footage", "hearing"}


def test_it_is_written_to_a_file_and_kept_in_the_log(ringtrace, searched, tmp_path):
    file = tmp_path / "visit.pdf"
    made = ringtrace("field-check", "R-AAAA01", "-w", searched, "--out", file, "--lang", "zh")
    assert made.exit_code == 0, made.stderr
    assert file.read_bytes().startswith(b"%PDF")
    rows = json.loads(ringtrace("audit", "--action", "export", "-w", searched, "--json").stdout)
    assert rows[0]["about"] == "ring:R-AAAA01"
    assert ringtrace("field-check", "R-AAAA01", "-w", searched, "--on", "soon").exit_code == 2


def test_names_whole_ask_for_a_case(ringtrace, searched):
    asked = ("field-check", "R-AAAA01", "--full", "--why", "visit", "-w", searched)
    assert "case" in ringtrace(*asked).stderr
    assert "王小明" in ringtrace(*asked, "--case", "R-AAAA01").stdout
