import json

import pytest


def ids(result):
    return [ring["ring_id"] for ring in json.loads(result.stdout)["rings"]]


def test_rings_are_listed_highest_score_first(ringtrace, searched):
    assert ids(ringtrace("rings", "-w", searched, "--json")) == ["R-AAAA01", "R-AAAB02", "R-CCCC03"]


def test_filters_narrow_the_list_together(ringtrace, searched):
    assert ids(ringtrace("rings", "-w", searched, "--json", "--pattern", "resale")) == ["R-CCCC03"]
    assert ids(ringtrace("rings", "-w", searched, "--json", "--level", "yellow")) == ["R-AAAB02"]
    assert ids(ringtrace("rings", "-w", searched, "--json", "--pattern", "resale", "--level", "red")) == []


def test_a_region_covers_the_regions_below_it(ringtrace, searched):
    assert ids(ringtrace("rings", "-w", searched, "--json", "--region", "3301")) == ["R-AAAB02"]
    assert ids(ringtrace("rings", "-w", searched, "--json", "--region", "31")) == ["R-AAAA01", "R-CCCC03"]


def test_a_limit_is_told(ringtrace, searched):
    result = ringtrace("rings", "-w", searched, "--limit", "1")
    assert "R-AAAA01" in result.stdout
    assert "R-AAAB02" not in result.stdout
    assert "showing 1 of 3 rings" in result.stdout
    assert json.loads(ringtrace("rings", "-w", searched, "--limit", "1", "--json").stdout)["total"] == 3


def test_the_table_shows_loss_people_places_and_the_strongest_sign(ringtrace, searched):
    printed = ringtrace("rings", "-w", searched, env={"COLUMNS": "200"}).stdout
    assert "¥ 12,345.00" in printed
    assert "2026-03-01" in printed
    assert "P1 and P2 paid within 5 minutes" in printed
    assert "3 rings" in printed


def test_a_narrow_terminal_gets_blocks_that_fit(ringtrace, searched):
    printed = ringtrace("rings", "-w", searched, env={"COLUMNS": "50"}).stdout
    assert max(len(line) for line in printed.splitlines()) <= 50
    assert "R-AAAA01" in printed
    assert "12,345.00" in printed


def test_no_run_yet_is_refused_with_the_next_step(ringtrace, searched):
    (searched / "snapshots/s1/current_run").unlink()
    result = ringtrace("rings", "-w", searched)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Run: ringtrace detect" in result.stderr


def test_an_unknown_level_is_wrong_usage(ringtrace, searched):
    assert ringtrace("rings", "-w", searched, "--level", "purple").exit_code == 2


def lineage(searched, **changed):
    row = {
        "since": "run-1",
        "since_at": "2026-02-01T00:00:00",
        "run": "r1",
        "split_from": [],
        "merged": [],
        "became": "",
    }
    row |= {"people": [], "events": ["kept"], "gained": [], "lost": []}
    told = {
        "run": "r1",
        "snapshot": "s1",
        "number": 2,
        "before": "run-1",
        "when": {"run-1": "2026-02-01T00:00:00", "r1": "2026-04-01T00:00:00"},
        "went": ["R-DDDD04"],
        "rings": [row | {"ring_id": "R-AAAA01"} | changed],
        "gone": [row | {"ring_id": "R-DDDD04", "run": "run-1", "became": "R-AAAA01"}],
    }
    (searched / "snapshots/s1/runs/r1/lineage.json").write_text(json.dumps(told), encoding="utf-8")


@pytest.mark.parametrize("width", ["60", "200"])
def test_rings_say_what_happened_since_the_run_before_and_which_are_no_more(ringtrace, searched, width):
    lineage(searched, events=["merged", "grown"], merged=["R-DDDD04"], gained=["P1", "P2"])
    printed = ringtrace("rings", "-w", searched, env={"COLUMNS": width}).stdout
    assert "merged +2" in printed
    assert "no more: R-DDDD04 (merged into R-AAAA01)" in " ".join(printed.split())
    told = json.loads(ringtrace("rings", "-w", searched, "--json").stdout)
    assert [row["ring_id"] for row in told["lineage"]] == ["R-AAAA01"]
    assert told["went"] == ["R-DDDD04"]


def test_a_ring_says_since_when_it_is_known_and_who_joined_and_left(ringtrace, searched):
    lineage(searched, events=["merged", "grown", "shrunk"], merged=["R-DDDD04"], gained=["P1"], lost=["P9"])
    printed = " ".join(ringtrace("ring", "R-AAAA01", "-w", searched).stdout.split())
    for part in ("Known since run run-1 of 2026-02-01", "R-DDDD04 was merged into it", "last found: P1", "since: P9"):
        assert part in printed
    told = json.loads(ringtrace("ring", "R-AAAA01", "-w", searched, "--json").stdout)
    assert told["lineage"]["gained"] == ["P1"]


def test_a_ring_that_was_merged_leads_to_the_one_that_it_became(ringtrace, searched):
    lineage(searched)
    result = ringtrace("ring", "R-DDDD04", "-w", searched)
    assert result.exit_code == 1
    assert "merged into R-AAAA01" in result.stderr


def test_where_no_run_was_before_nothing_is_marked_new(ringtrace, searched):
    lineage(searched, events=["new"], since="r1")
    file = searched / "snapshots/s1/runs/r1/lineage.json"
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | {"before": ""}), encoding="utf-8")
    assert "new" not in ringtrace("rings", "-w", searched, env={"COLUMNS": "200"}).stdout
    assert "first time" in ringtrace("ring", "R-AAAA01", "-w", searched).stdout
