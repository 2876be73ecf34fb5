"""Mappings: data that are checked as a whole; expressions can compute, and nothing else."""

from pathlib import Path

import pytest

from loaders.expressions import ExpressionError, columns_of
from loaders.mapping import BUILT_IN, built_in, find_mapping, read_mapping
from workspace.errors import RingtraceError
from workspace.tables import TABLES


@pytest.mark.parametrize("name", built_in())
def test_every_mapping_that_comes_along_is_sound_and_explains_itself(name: str) -> None:
    mapping = read_mapping(BUILT_IN / f"{name}.toml").mapping
    assert mapping.title
    assert mapping.description


def test_the_canonical_mapping_feeds_every_table() -> None:
    mapping = read_mapping(BUILT_IN / "canonical.toml").mapping
    assert [feed.table for feed in mapping.feeds] == list(TABLES)
    assert {name for name, source in mapping.sources.items() if source.required} == {
        name for name, table in TABLES.items() if table.required
    }


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text("""
        title = "own"
        [sources.a]
        files = ["a.csv"]
        [sources.b]
        files = ["b.csv"]
        [[feeds]]
        table = "drugs"
        source = "c"
        where = "(SELECT 1)"
        [feeds.columns]
        colour = "x"
        sex_limit = { expression = "s", values = { "1" = "male" } }
        generic_name = "read_text('/etc/passwd')"
    """)
    with pytest.raises(RingtraceError) as refusal:
        read_mapping(path)
    told = str(refusal.value)
    for problem in (
        "there is no source c",
        "drugs has no such column",
        "drug_id is required and not given",
        "'male' is none of M, F",
        "holds a subquery",
        "calls read_text",
        "sources.a: no feed uses it",
        "sources.b: no feed uses it",
    ):
        assert problem in told


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('title = "x"\nsauces = 1\n', "sauces: unknown key"),
        ('title = "x"\n[[feeds]]\ntable = "drugs"\nwher = "a"\n', r"feeds\[1\] \(drugs\)\.wher: unknown key"),
        ("title = ", "not valid TOML"),
    ],
)
def test_unknown_keys_are_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "own.toml").write_text(text)
    with pytest.raises(RingtraceError, match=message):
        read_mapping(tmp_path / "own.toml")


def test_a_workspace_has_mappings_of_its_own(tmp_path: Path) -> None:
    own = tmp_path / "mappings" / "office.toml"
    own.parent.mkdir()
    own.write_text((BUILT_IN / "canonical.toml").read_text())
    assert find_mapping("office", tmp_path) == own
    assert find_mapping(str(own), tmp_path / "elsewhere") == own
    with pytest.raises(RingtraceError, match=r"no mapping offices\. Known are: canonical"):
        find_mapping("offices", tmp_path)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("a", {"a"}),
        ("a || '-' || \"b c\"", {"a", "b c"}),
        ("CASE WHEN x = '1' THEN -TRY_CAST(y AS DECIMAL(9, 2)) ELSE coalesce(z, '0') END", {"x", "y", "z"}),
        ("json_extract_string(a, '$.b') IN ('1', '2')", {"a"}),
        ("a LIKE '%x%' AND NOT b BETWEEN '1' AND '2'", {"a", "b"}),
    ],
)
def test_an_expression_tells_which_columns_it_reads(text: str, columns: set[str]) -> None:
    assert columns_of(text) == columns


@pytest.mark.parametrize(
    "text",
    [
        "(SELECT 1)",
        "read_text('/etc/passwd')",
        "getenv('HOME')",
        "random()",
        "now()",
        "current_date",
        "current_setting('home_directory')",
        "count(*)",
        "row_number() OVER ()",
        "a) FROM b WHERE (1",
        "1, 2",
        "a; DROP TABLE b",
        "t.a",
        "EXISTS (FROM b)",
        "a IN (FROM b)",
        "list_transform([1], lambda x: x)",
        "",
        "a +",
        "*",
    ],
)
def test_an_expression_that_does_more_than_compute_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        columns_of(text)
