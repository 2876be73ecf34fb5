"""Files for Neo4j's own import, from the command line."""

import json


def test_the_command_is_printed_to_be_copied(ringtrace, searched, tmp_path):
    result = ringtrace("-w", searched, "build", "--store", "neo4j", "--files", tmp_path / "my files")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[1].startswith("neo4j-admin")
    assert f"'--nodes=Person={tmp_path}/my files/Person.csv'" in result.stdout
    assert lines[-1].endswith("ringtrace build --store neo4j")
    assert (tmp_path / "my files" / "AT.csv").read_text().startswith(":START_ID(Settlement),:END_ID(Institution)")


def test_an_import_by_a_program_that_is_not_there_says_what_to_set(ringtrace, searched, tmp_path, monkeypatch):
    monkeypatch.setenv("RINGTRACE_NEO4J_ADMIN", "/nowhere/neo4j-admin")
    result = ringtrace("-w", searched, "build", "--store", "neo4j", "--files", tmp_path / "f", "--run-import")
    assert result.exit_code == 1
    assert "Set neo4j_admin" in result.output


def test_json_names_command_and_counts(ringtrace, searched, tmp_path):
    result = ringtrace("-w", searched, "--json", "build", "--store", "neo4j", "--files", tmp_path / "f")
    told = json.loads(result.stdout)
    assert (told["counts"]["Person"], told["imported"], told["command"][1]) == (3, False, "database")


def test_files_and_import_belong_to_neo4j(ringtrace, searched, tmp_path):
    assert ringtrace("-w", searched, "build", "--files", tmp_path / "f").exit_code == 2
    assert ringtrace("-w", searched, "build", "--store", "neo4j", "--run-import").exit_code == 2
