import csv
import io
import json
import stat
import zipfile
from datetime import timedelta

import pytest

from evidence import bundle as bundles
from evidence.bundle import export_ring
from evidence.options import Options
from tests.evidence.conftest import RING, WHEN, contents, options
from workspace.errors import RingtraceError


def rows(held, table):
    return json.loads(held[f"tables/{table}.json"])


def test_a_bundle_holds_graph_tables_findings_and_manifest(bundle):
    held = contents(bundle)
    assert {"graph/ring.graphml", "graph/ring.gexf", "findings.json", "manifest.json"} <= set(held)
    for table in ("nodes", "edges", "settlements", "lines", "scans"):
        assert {f"tables/{table}.csv", f"tables/{table}.json"} <= set(held)
    assert json.loads(held["findings.json"])["ring_id"] == RING


def test_each_row_leads_to_its_file_and_row_and_each_line_to_its_signals(bundle):
    lines = rows(contents(bundle), "lines")
    assert len(lines) == 9
    assert lines[0] == {
        **lines[0],
        "line_id": "L0",
        "settlement_id": "S0",
        "amount": 81.5,
        "signals": "co_swipe",
        "source_file": "lines.csv",
        "source_row": 1,
    }


def test_what_ties_members_is_counted(bundle):
    bought = [one for one in rows(contents(bundle), "edges") if one["kind"] == "BOUGHT_AT"]
    assert [(one["source"], one["target"], one["times"]) for one in bought] == [
        (f"Person:P{n}", "Institution:I1", 3) for n in (1, 2, 3)
    ]


def test_the_same_inputs_give_the_same_bytes(workspace, bundle, tmp_path):
    export_ring(workspace, RING, tmp_path / "again.zip", options())
    assert (tmp_path / "again.zip").read_bytes() == bundle.read_bytes()
    export_ring(workspace, RING, tmp_path / "later.zip", options(when=WHEN + timedelta(days=1)))
    one, other = contents(bundle), contents(tmp_path / "later.zip")
    assert [name for name in one if one[name] != other[name]] == ["manifest.json"]


def test_names_are_masked_unless_a_purpose_is_given(workspace, bundle, tmp_path):
    assert [row["name"] for row in rows(contents(bundle), "nodes") if row["id"] == "P1"] == ["王**"]
    assert not [name for name, content in contents(bundle).items() if "小明".encode() in content]
    with pytest.raises(RingtraceError, match="purpose"):
        Options(full=True)
    export_ring(workspace, RING, tmp_path / "full.zip", options(full=True))
    held = contents(tmp_path / "full.zip")
    assert [row["name"] for row in rows(held, "nodes") if row["id"] == "P1"] == ["王小明"]
    assert "王小明".encode() in held["graph/ring.gexf"]
    assert json.loads(held["manifest.json"])["options"]["masked"] is False


def test_a_spreadsheet_runs_nothing_and_json_keeps_the_value(workspace, tmp_path):
    export_ring(workspace, RING, tmp_path / "full.zip", options(full=True))
    held = contents(tmp_path / "full.zip")
    name = "=cmd|' /C calc'!A0"
    table = list(csv.DictReader(io.StringIO(held["tables/nodes.csv"].decode())))
    assert [row["name"] for row in table if row["id"] == "P3"] == [f"'{name}"]
    assert [row["name"] for row in rows(held, "nodes") if row["id"] == "P3"] == [name]
    for file in (file for file in held if file.endswith(".csv")):
        cells = [cell for row in csv.reader(io.StringIO(held[file].decode())) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t"))]


def test_a_minimal_bundle_holds_the_findings_lines_alone(workspace, tmp_path):
    export_ring(workspace, RING, tmp_path / "small.zip", options(minimal=True))
    held = contents(tmp_path / "small.zip")
    found = {line for one in json.loads(held["findings.json"])["signals"] for line in one["line_ids"]}
    assert {row["line_id"] for row in rows(held, "lines")} == found
    assert not {"operator_id", "terminal_id"} & set(rows(held, "settlements")[0])
    assert not {"phone", "address", "id_number", "employer"} & set(rows(held, "nodes")[0])


def test_the_manifest_says_who_when_why_and_from_what(bundle):
    told = json.loads(contents(bundle)["manifest.json"])
    assert told["made"] == {"by": "王检查", "when": "2026-04-02T08:30:00+00:00", "why": "case 2026-17"}
    assert (told["ring"], told["snapshot"], told["run"]) == (RING, "s1", "r1")
    assert told["queries"]["tables"]["lines"].startswith("SELECT")
    assert told["sources"][0]["sha256"] == "ab" * 32


def test_a_bundle_is_for_its_owner_alone_and_replaces_nothing(workspace, bundle):
    assert stat.S_IMODE(bundle.stat().st_mode) == 0o600
    before = bundle.read_bytes()
    with pytest.raises(RingtraceError, match="exists"):
        export_ring(workspace, RING, bundle, options())
    assert bundle.read_bytes() == before


def test_a_failure_leaves_no_half_bundle(workspace, tmp_path, monkeypatch):
    def full_disk(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(bundles, "manifest", full_disk)
    with pytest.raises(OSError, match="No space"):
        export_ring(workspace, RING, tmp_path / "half.zip", options())
    assert list(tmp_path.iterdir()) == []


def test_exporting_leaves_no_trace_in_the_workspace(workspace, tmp_path):
    before = sorted(workspace.path.rglob("*"))
    export_ring(workspace, RING, tmp_path / "ring.zip", options())
    assert sorted(workspace.path.rglob("*")) == before


def test_it_is_a_zip_that_other_tools_read(bundle):
    with zipfile.ZipFile(bundle) as archive:
        assert archive.testzip() is None
