"""The worked example of docs/mappings.md, loaded as it is printed; and what a mapping with mistakes is told."""

import re
from pathlib import Path

import pytest
from mapping_load import Loaded

from loaders.mapping import read_mapping
from workspace.errors import RingtraceError

PAGE = Path(__file__).parents[2] / "docs" / "mappings.md"


def printed(name):
    """The block or table that the page shows under this name."""
    text = PAGE.read_text(encoding="utf-8").partition(f"<!-- example: {name} -->\n")[2]
    assert text, f"{PAGE} shows no example {name}"
    if text.startswith("```"):
        return re.match(r"```\w+\n(.*?)```", text, re.DOTALL).group(1)
    rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in text.partition("\n\n")[0].splitlines()]
    return rows[0], rows[2:]


@pytest.fixture(scope="module")
def got(tmp_path_factory):
    folder = tmp_path_factory.mktemp("office")
    (folder / "workspace" / "mappings").mkdir(parents=True)
    (folder / "workspace" / "mappings" / "my-office.toml").write_text(printed("my-office.toml"), encoding="utf-8")
    (folder / "in").mkdir()
    for name in ("insured_2026-03.csv", "sales_2026-03.csv", "codes_2026-03.csv"):
        (folder / "in" / name).write_text(printed(name), encoding="utf-8")
    return Loaded(folder, [folder / "in"], "my-office")


@pytest.mark.parametrize("table", ["lines", "settlements"])
def test_the_printed_files_give_the_printed_rows(got, table):
    names, rows = printed(table)
    assert [[str(row[name]) for name in names] for row in got.rows(table)] == rows


def test_the_printed_files_give_no_rejects_and_the_draft_is_left_out(got):
    assert not got.rejects()
    assert got.report.tables["settlements"].left_out == 1
    assert sorted(got.column("persons", "sex")) == ["F", "M"]
    assert got.column("drugs", "drug_id") == ["D7", "D9"]
    assert len(got.column("scans", "trace_code")) == 3


def problems_of(tmp_path, text):
    path = tmp_path / "mistaken.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RingtraceError) as told:
        read_mapping(path)
    return [line.removeprefix("  - ") for line in str(told.value).splitlines()[1:]]


def test_all_mistakes_are_told_at_once(tmp_path):
    mistaken = (
        printed("my-office.toml")
        .replace('name = "full_name"', 'nom = "full_name"')
        .replace('source = "sales"\nwhere', 'source = "sale"\nwhere', 1)
        .replace('constant = "social_card"', 'constant = "plastic"')
        .replace('completes = ["line_id"]', 'completes = ["line"]')
        .replace("status = 'ok'", "status = (SELECT 1)", 1)
    )
    told = problems_of(tmp_path, mistaken)
    for beginning in (
        "feeds[1] (persons).columns.nom: persons has no such column",
        "feeds[2] (cards).columns.kind: 'plastic' is none of",
        "feeds[3] (settlements): there is no source sale",
        "feeds[3] (settlements).where:",
        "feeds[8] (lines).completes: line is not among the columns",
    ):
        assert any(problem.startswith(beginning) for problem in told), (beginning, told)
    assert len(told) == 5


@pytest.mark.parametrize(
    ("feed", "problem"),
    [
        ('completes = ["line_id"]\n[feeds.columns]\nline_id = "bill"', "the feed gives no column to fill"),
        ('removes = true\n[feeds.columns]\nline_id = "bill"\nquantity = "packs"', "give line_id and no other column"),
        (
            'distinct = true\ncompletes = ["line_id"]\n[feeds.columns]\nline_id = "bill"\nquantity = "1"',
            "exclude each other",
        ),
    ],
)
def test_an_amendment_that_cannot_work_is_refused(tmp_path, feed, problem):
    added = f'\n[[feeds]]\ntable = "lines"\nsource = "sales"\n{feed}\n'
    (told,) = problems_of(tmp_path, printed("my-office.toml") + added)
    assert problem in told


def test_a_file_that_feeds_one_table_plainly_is_completed_too(tmp_path):
    mapping = tmp_path / "workspace" / "mappings" / "plain.toml"
    mapping.parent.mkdir(parents=True)
    feeds = "".join(
        f'[sources.{name}]\nfiles = ["{name}.csv"]\n[[feeds]]\ntable = "{name}"\nsource = "{name}"\nsame_names = true\n'
        for name in ("persons", "cards", "institutions", "drugs", "settlements", "lines")
    )
    knowledge = '[sources.knowledge]\nfiles = ["knowledge.csv"]\n[[feeds]]\ntable = "drugs"\nsource = "knowledge"\n'
    mapping.write_text(f'title = "Plain files"\n{feeds}{knowledge}same_names = true\ncompletes = ["drug_id"]\n')
    files = {
        "persons": "person_id\nA1\n",
        "cards": "card_id,person_id\nC1,A1\n",
        "institutions": "institution_id,kind\nI1,pharmacy\n",
        "drugs": "drug_id,days_per_pack\nX1,\nX2,14\nX3,\n",
        "knowledge": "drug_id,days_per_pack\nX1,7\nX2,28\nX3,5\nX3,6\n",
        "settlements": "settlement_id,card_id,person_id,institution_id,settled_at\nS1,C1,A1,I1,2026-03-01T09:30:00\n",
        "lines": "line_id,settlement_id,drug_id,quantity,amount\nL1,S1,X1,1,2.00\n",
    }
    for name, text in files.items():
        (tmp_path / "in" / f"{name}.csv").parent.mkdir(exist_ok=True)
        (tmp_path / "in" / f"{name}.csv").write_text(text)
    got = Loaded(tmp_path, [tmp_path / "in"], "plain")
    days = {row["drug_id"]: row["days_per_pack"] for row in got.rows("drugs")}
    assert days == {"X1": 7, "X2": 14, "X3": None}, "filled where empty, kept where given, not guessed between two"
