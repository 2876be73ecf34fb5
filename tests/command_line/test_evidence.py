import json

import pytest


@pytest.fixture
def bundle(ringtrace, searched, tmp_path):
    out = tmp_path / "ring.zip"
    made = ringtrace("export", "R-AAAA01", "--out", out, "--why", "case 17", "--by", "王检查", "-w", searched, "--json")
    assert made.exit_code == 0, made.stderr
    return out, json.loads(made.stdout)


def test_an_export_says_what_it_made(bundle):
    out, told = bundle
    assert told["ring"] == "R-AAAA01"
    assert told["bytes"] == out.stat().st_size
    assert {"report/report.pdf", "graph/ring.html", "tables/lines.csv"} <= set(told["files"])


def test_an_intact_bundle_is_told_so(ringtrace, searched, bundle):
    out, told = bundle
    printed = ringtrace("verify", out, "-w", searched, env={"COLUMNS": "200"})
    assert printed.exit_code == 0
    for part in ("intact", "unsigned", "王检查", "case 17", told["manifest_sha256"]):
        assert part in printed.stdout
    assert json.loads(ringtrace("verify", out, "--json").stdout)["intact"] is True


def test_a_changed_bundle_ends_with_1_and_the_files_name(ringtrace, bundle):
    out, _ = bundle
    content = bytearray(out.read_bytes())
    content[content.index(b"tables/lines.csv") + 40] ^= 1
    out.write_bytes(content)
    printed = ringtrace("verify", out)
    assert printed.exit_code == 1
    assert "tables/lines.csv: changed" in printed.stdout
    assert "NOT intact" in printed.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("R-AAAA01", "--out", "{folder}/x.zip", "--full"), "purpose"),
        (("R-AAAA01", "--out", "{folder}/x.zip", "--lang", "fr"), "en, zh"),
        (("R-AAAA01", "--out", "{folder}/missing/x.zip"), "no folder"),
        (("R-AAAA01", "--out", "{folder}"), "exists"),
        (("R-XXXX", "--out", "{folder}/x.zip"), "No ring"),
        (("R-AAAA01", "--out", "{folder}/x.zip", "--for", "police"), "purpose"),
        (("R-AAAA01", "--out", "{folder}/x.zip", "--for", "police", "--why", "x"), "case only"),
        (("R-AAAA01", "--out", "{folder}/x.zip", "--for", "press"), "police, institution"),
        (("R-AAAA01", "--out", "{folder}/x.zip", "--for", "institution", "--full", "--why", "x"), "nobody's name"),
        (("R-AAAA01", "--out", "{folder}/x.zip", "--for", "institution", "--institution", "I9"), "does not belong"),
    ],
)
def test_what_cannot_be_exported_is_refused_with_one_message(ringtrace, searched, tmp_path, arguments, told):
    result = ringtrace("export", *(one.format(folder=tmp_path) for one in arguments), "-w", searched)
    assert (result.exit_code, result.stdout) == (1, "")
    assert told in result.stderr
    assert not (tmp_path / "x.zip").exists()


def test_bundles_for_the_police_and_an_institution_are_verified_as_any_other(ringtrace, searched, tmp_path):
    asked = {"police": ("--case", "R-AAAA01"), "institution": ("--institution", "I1")}
    for audience, more in asked.items():
        out = tmp_path / f"{audience}.zip"
        made = ringtrace(
            "export", "R-AAAA01", "--out", out, "--for", audience, "--why", "transfer", *more, "-w", searched, "--json"
        )
        assert made.exit_code == 0, made.stderr
        files = set(json.loads(made.stdout)["files"])
        assert ("answers.csv" in files) == (audience == "institution")
        assert ringtrace("verify", out).exit_code == 0
    assert "police" in ringtrace("audit", "--action", "reveal", "--json", "-w", searched).stdout


def test_what_is_no_bundle_is_refused(ringtrace, searched):
    result = ringtrace("verify", searched / "current")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "no readable bundle" in result.stderr


def test_a_bundle_of_other_records_cannot_be_reproduced_here(ringtrace, bundle, tmp_path):
    result = ringtrace("reproduce", bundle[0], "-w", tmp_path / "empty")
    assert result.exit_code == 1
    assert "Snapshot s1 is not in" in result.stderr
