"""The verbs "report" and "recovered"."""

import json
from datetime import date


def test_a_period_is_reported_as_text_json_and_files(ringtrace, searched, tmp_path):
    assert "Monthly report 2026-04" in ringtrace("report", "monthly", "--on", "2026-04-01", "-w", searched).stdout
    told = json.loads(ringtrace("report", "monthly", "--on", "2026-04-01", "-w", searched, "--json").stdout)
    summary = {row[0]: row[1:] for row in told["report"]["sections"]["Summary"][0]["rows"]}
    assert summary["New rings"] == ["3", "0", "+3"]
    assert summary["Loss of new rings"][0] == "¥ 37,035.00"
    out = tmp_path / "april.html"
    made = ringtrace("report", "monthly", "--on", "2026-04-01", "--lang", "zh", "--out", out, "-w", searched)
    assert made.exit_code == 0
    assert "月报 2026-04" in out.read_text("utf-8")
    assert "report:monthly:2026-04" in ringtrace("audit", "-w", searched).stdout


def test_a_timer_without_a_day_reports_the_last_period_that_is_over(ringtrace, searched):
    told = json.loads(ringtrace("report", "weekly", "-w", searched, "--json").stdout)
    assert date.fromisoformat(told["period"]["after"]) <= date.today()


def test_what_cannot_be_written_is_refused_before_the_work(ringtrace, searched, tmp_path):
    for arguments in (("--out", tmp_path / "x.txt"), ("--lang", "fr")):
        refused = ringtrace("report", "weekly", *arguments, "-w", searched)
        assert refused.exit_code != 0
        assert refused.stdout == ""


def test_recovered_money_is_noted_on_confirmed_cases_alone(ringtrace, searched):
    refused = ringtrace("recovered", "R-AAAA01", "12", "--reason", "paid", "-w", searched)
    assert refused.exit_code != 0
    for status in ("reviewing", "confirmed"):
        ringtrace("decide", "R-AAAA01", "--status", status, "--reason", "seen", "-w", searched)
    assert (
        "¥ 1,200.50 recovered on C-1"
        in ringtrace("recovered", "R-AAAA01", "1,200.50", "--reason", "paid", "-w", searched).stdout
    )
    for wrong in ("0", "1.005", "nan", "much"):
        assert ringtrace("recovered", "R-AAAA01", wrong, "--reason", "x", "-w", searched).exit_code != 0
    today = date.today().isoformat()
    told = json.loads(ringtrace("report", "monthly", "--on", today, "-w", searched, "--json").stdout)
    summary = {row[0]: row[1:] for row in told["report"]["sections"]["Summary"][0]["rows"]}
    assert summary["Recovered"][0] == "¥ 1,200.50"
