import json

from command_line.text import shapeless


def printable(text):
    """Nothing in the text acts on a terminal."""
    return not [character for character in text if character != "\n" and shapeless(character)]


def test_a_ring_is_found_by_what_is_unique_of_its_id(ringtrace, searched):
    assert json.loads(ringtrace("ring", "r-c", "-w", searched, "--json").stdout)["ring"]["ring_id"] == "R-CCCC03"


def test_an_id_that_fits_several_names_them(ringtrace, searched):
    result = ringtrace("ring", "R-AAA", "-w", searched)
    assert result.exit_code == 1
    assert "R-AAAA01, R-AAAB02" in result.stderr


def test_an_unknown_ring_is_refused_with_the_nearest_id(ringtrace, searched):
    result = ringtrace("ring", "R-CCCD03", "-w", searched)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Did you mean R-CCCC03?" in result.stderr


def test_the_dossier_leads_to_file_row_date_place_drug_and_amount(ringtrace, searched):
    printed = ringtrace("ring", "R-AAAA01", "-w", searched, env={"COLUMNS": "200"}).stdout
    [line] = [one for one in printed.splitlines() if "2026-03-02 09:30" in one]
    assert line.split()[:2] == ["lines.csv", "2"]
    for part in ("Care", "阿托伐他汀", "81.50", "P2"):
        assert part in line


def test_the_dossier_shows_signs_explanations_and_law(ringtrace, searched):
    printed = ringtrace("ring", "R-AAAA01", "-w", searched, env={"COLUMNS": "200"}).stdout
    for part in (
        "Card lending (courier): 2 people, 1 place, loss ¥ 12,345.00, 2026-03-01 to 2026-03-25.",
        "p = 1.2e-09",
        "household  ruled out",
        "no two members share a household",
        "art. 41",
    ):
        assert part in printed


def test_names_of_people_are_masked(ringtrace, searched):
    for extra in ((), ("--json",)):
        printed = ringtrace("ring", "R-AAAA01", "-w", searched, *extra).stdout
        assert "王**" in printed
        assert "小明" not in printed


def test_long_evidence_is_cut_and_says_so(ringtrace, searched):
    cut = ringtrace("ring", "R-AAAA01", "-w", searched).stdout
    assert cut.count("lines.csv") == 20
    assert "showing 20 of 25 lines; --all-lines shows them all" in cut
    assert ringtrace("ring", "R-AAAA01", "-w", searched, "--all-lines").stdout.count("lines.csv") == 25
    assert ringtrace("ring", "R-AAAA01", "-w", searched, "--lines", "3").stdout.count("lines.csv") == 3


def test_the_json_holds_every_line_with_the_signals_that_rest_on_it(ringtrace, searched):
    lines = json.loads(ringtrace("ring", "R-AAAA01", "-w", searched, "--json").stdout)["lines"]
    assert len(lines) == 25
    assert lines[0] == {
        "line_id": "L0",
        "file": "lines.csv",
        "row": 1,
        "settled_at": "2026-03-01T09:30:00",
        "person_id": "P1",
        "institution": "[bold red]药店\x1b[2J",
        "drug": "阿托伐他汀",
        "quantity": 2.0,
        "amount": 81.5,
        "signals": ["co_swipe"],
    }


def test_hostile_names_are_printed_as_text(ringtrace, searched):
    for extra in ((), ("--json",)):
        result = ringtrace("ring", "R-AAAA01", "-w", searched, *extra)
        assert printable(result.stdout), repr(result.stdout)
    shown = ringtrace("ring", "R-AAAA01", "-w", searched, env={"COLUMNS": "200"}).stdout
    assert "[bold red]药店⟨U+001B⟩[2J" in shown


def test_reading_a_ring_leaves_no_trace_but_in_the_audit_log(ringtrace, searched):
    before = set(searched.rglob("*"))
    ringtrace("ring", "R-AAAA01", "-w", searched)
    made = {file.name for file in set(searched.rglob("*")) - before}
    assert made == {"casebook.sqlite", "audit.key", "audit.head", ".audit.lock"}


def test_the_loss_is_told_with_its_bounds_where_the_run_has_them(ringtrace, searched):
    assert "Loss between" not in ringtrace("ring", "R-AAAA01", "-w", searched).stdout
    file = searched / "snapshots/s1/runs/r1/rings.json"
    told = json.loads(file.read_text("utf-8"))
    told["rings"][0]["loss"] = {"low": 9000.0, "high": 15000.5, "line_ids": []}
    file.write_text(json.dumps(told), encoding="utf-8")
    printed = " ".join(ringtrace("ring", "R-AAAA01", "-w", searched).stdout.split())
    assert "Loss between ¥ 9,000.00 and ¥ 15,000.50" in printed
