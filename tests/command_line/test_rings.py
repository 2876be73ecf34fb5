import json


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
