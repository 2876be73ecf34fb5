from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import graph.ladybug_store as ladybug_store
from graph.declaration import EDGE_KINDS, NODE_KINDS
from graph.ladybug_store import LadybugLoader, LadybugStore
from graph.parts import in_parts
from workspace.settings import Settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Ten rows in row groups of three, three, three and one."""
    path = tmp_path / "ten.parquet"
    pq.write_table(pa.table({"n": range(10)}), path, row_group_size=3)
    return path


def parts(file: Path, rows: int) -> list[list[int]]:
    return [pq.read_table(part)["n"].to_pylist() for part in in_parts(file, rows)]


def test_a_file_that_fits_is_read_as_it_is(file: Path) -> None:
    assert list(in_parts(file, 10)) == [file]


@pytest.mark.parametrize(("rows", "sizes"), [(9, [9, 1]), (7, [6, 4]), (3, [3, 3, 3, 1]), (1, [3, 3, 3, 1])])
def test_parts_together_are_the_file(file: Path, rows: int, sizes: list[int]) -> None:
    found = parts(file, rows)
    assert [len(part) for part in found] == sizes
    assert [number for part in found for number in part] == list(range(10))
    assert list(file.parent.iterdir()) == [file]


def test_edges_loaded_in_parts_are_all_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ladybug_store, "_FOR_ROWS", 1e-9)  # as if the pool had no room for more than a row
    people, pairs = 500, 2000
    numbers = pa.array(range(people), pa.int64())
    texts = [pa.nulls(people, pa.string())] * (len(NODE_KINDS["Person"].properties) - 1)
    names = ["node_number", *(item.name for item in NODE_KINDS["Person"].properties)]
    pq.write_table(
        pa.Table.from_arrays([numbers, pa.array(map(str, range(people))), *texts], names), tmp_path / "p.parquet"
    )
    starts, ends = pa.array([i % people for i in range(pairs)]), pa.array([i * 7 % people for i in range(pairs)])
    pq.write_table(pa.table({"start_number": starts, "end_number": ends}), tmp_path / "e.parquet", row_group_size=300)
    loader = LadybugLoader(tmp_path / "g.lbug", Settings(threads=2, memory_limit_gb=1.0))
    loader.load(NODE_KINDS["Person"], tmp_path / "p.parquet")
    loader.load(EDGE_KINDS["LIVES_WITH"], tmp_path / "e.parquet")
    loader.flush()
    loader.close()
    store = LadybugStore(tmp_path / "g.lbug", Settings(threads=2, memory_limit_gb=1.0))
    both = "MATCH (a:Person)-[:LIVES_WITH]->(b:Person) RETURN a.person_id, b.person_id"
    expected = sorted((str(i % people), str(i * 7 % people)) for i in range(pairs))
    assert sorted(store.query(both).rows) == expected
    assert sorted(store.query(both.replace("->(b", "-(b").replace(")-[", ")<-[")).rows) == sorted(
        (b, a) for a, b in expected
    )
    store.close()
