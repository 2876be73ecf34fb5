"""Files for Neo4j's own import: what they give is the graph that the driver loads."""

import stat

import pytest

from benchmarks.neo4j_server import CURRENT_VERSION, NEO4J_VERSION, NoServer, home_of, java, prepare_neo4j, running
from graph.build import build, open_store
from graph.neo4j_build import build_in_neo4j, open_neo4j
from graph.neo4j_import import run_import, write_import_files
from workspace.errors import RingtraceError
from workspace.snapshots import Workspace

NAMES = "MATCH (p:Person) RETURN p.person_id, p.name, p.birth_date, p.phone ORDER BY p.person_id"
PLACES = "MATCH (i:Institution) RETURN i.institution_id, i.name, i.level, i.longitude ORDER BY i.institution_id"
LINES = (
    "MATCH (s:Settlement)-[d:DISPENSED]->(g:Drug) "
    "RETURN s.settlement_id, s.settled_at, d.line, d.batch, d.quantity, d.amount, g.chronic ORDER BY d.line"
)


def with_settings(workspace, **changed):
    return Workspace(workspace.path, workspace.settings.model_copy(update=changed))


def test_the_command_is_told_whole_and_the_files_are_the_owner_s_alone(town, tmp_path):
    written = write_import_files(town, tmp_path / "files")
    assert written.command[:5] == ("neo4j-admin", "database", "import", "full", "neo4j")
    assert f"--nodes=Person={tmp_path}/files/Person.csv" in written.command
    assert f"--relationships=AT={tmp_path}/files/AT.csv" in written.command
    assert "--overwrite-destination" not in written.command
    assert stat.S_IMODE(written.folder.stat().st_mode) == 0o700
    assert (written.counts["Person"], written.counts["AT"]) == (3, 4)


def test_a_folder_that_holds_something_is_refused(town, tmp_path):
    (tmp_path / "mine").write_text("x")
    with pytest.raises(RingtraceError, match="holds something already"):
        write_import_files(town, tmp_path)
    assert (tmp_path / "mine").read_text() == "x"


def test_a_program_that_is_missing_or_fails_is_told(town, tmp_path):
    missing = with_settings(town, neo4j_admin="/nowhere/neo4j-admin")
    with pytest.raises(RingtraceError, match="Set neo4j_admin"):
        run_import(write_import_files(missing, tmp_path / "one"))
    failing = with_settings(town, neo4j_admin="false")
    with pytest.raises(RingtraceError, match="exit 1"):
        run_import(write_import_files(failing, tmp_path / "two"))


@pytest.mark.slow
@pytest.mark.parametrize("version", [NEO4J_VERSION, CURRENT_VERSION])
def test_an_imported_graph_is_the_one_that_the_embedded_store_holds(town, tmp_path, monkeypatch, version):
    home = tmp_path / "home"
    try:
        prepare_neo4j(version)
        for name, value in home_of(home).items():
            monkeypatch.setenv(name, value)
        there = with_settings(town, neo4j_admin=" ".join(java("Neo4jAdminCommand", version)))
        run_import(write_import_files(there, tmp_path / "files"))
        with running(home, version=version) as server:
            monkeypatch.setenv("RINGTRACE_NEO4J_PASSWORD", server.password)
            there = with_settings(town, neo4j_uri=server.uri)
            with pytest.raises(RingtraceError, match="a part of snapshot"):
                open_neo4j(there)
            report = build_in_neo4j(there)
            assert "export Person" not in report.seconds, "what was imported is not loaded again"
            assert report.counts == build(town).counts
            assert not build_in_neo4j(there).built
            imported, embedded = open_neo4j(there), open_store(town)
            for text in (NAMES, PLACES, LINES):
                assert imported.query(text).rows == embedded.query(text).rows
            embedded.close()
            keys = imported._driver.execute_query("SHOW CONSTRAINTS YIELD name RETURN count(*) AS n").records[0]["n"]
            assert keys >= 10
            imported.close()
    except NoServer as error:
        pytest.skip(str(error))
