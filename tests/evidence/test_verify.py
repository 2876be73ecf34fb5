import json
import shutil
import zipfile
from dataclasses import asdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence.archive import Writer
from evidence.bundle import export_ring
from evidence.manifest import FORMAT
from evidence.signing import public_key, sign
from evidence.verify import ARCHIVE, verify
from tests.evidence.conftest import RING, contents, key_pair, options, signing
from workspace.errors import RingtraceError


def rewritten(bundle, out, change):
    """The bundle packed anew by the same tool after its contents were changed, as a careful forger would."""
    held = contents(bundle)
    change(held)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in held.items():
            archive.writestr(name, content)
    return out


def told(checked):
    return {one.file: one.what for one in checked.problems}


def test_a_bundle_as_it_was_made_is_intact(bundle):
    checked = verify(bundle)
    assert (checked.problems, checked.intact, checked.signature) == ((), True, "unsigned")


def test_each_changed_removed_added_and_renamed_file_is_named(bundle, tmp_path):
    def change(held):
        held["findings.json"] += b" "
        held.pop("tables/scans.csv")
        held["tables/extra.csv"] = b"x"
        held["graph/other.gexf"] = held.pop("graph/ring.gexf")

    found = told(verify(rewritten(bundle, tmp_path / "x.zip", change)))
    assert found["findings.json"].startswith("changed")
    assert found["tables/scans.csv"] == "removed"
    assert found["tables/extra.csv"] == "added"
    assert found["graph/other.gexf"] == "renamed from graph/ring.gexf"
    assert "graph/ring.gexf" not in found


def test_a_file_that_stands_twice_is_told(bundle, tmp_path):
    twice = shutil.copy(bundle, tmp_path / "twice.zip")
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(twice, "a") as archive:
        archive.writestr("findings.json", b"{}")
    assert "occurs twice" in [one.what for one in verify(twice).problems if one.file == "findings.json"]


@pytest.mark.parametrize("where", ["before", "after"])
def test_bytes_around_the_archive_are_told(bundle, tmp_path, where):
    content = bundle.read_bytes()
    other = tmp_path / "x.zip"
    other.write_bytes(b"#!" + content if where == "before" else content + b"#!")
    assert not caught_nothing(other)


def caught_nothing(file):
    try:
        return verify(file).intact
    except RingtraceError:
        return False


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A signed bundle of two files, small enough to try each of its bits."""
    folder = tmp_path_factory.mktemp("small")
    out = folder / "small.zip"
    writer = Writer(out)
    files = {}
    for name, content in (("a.csv", b"line_id\nL1\nL1\nL1\n"), ("graph/b.json", '{"name": "王"}'.encode())):
        source = folder / "content"
        source.write_bytes(content)
        files[name] = asdict(writer.add(name, source))
    manifest = json.dumps({"format": FORMAT, "files": files}).encode()
    writer.add_plain("manifest.json", manifest)
    writer.add_plain("manifest.sig", sign(manifest, key_pair(folder)[0]).to_json())
    writer.close()
    assert verify(out).intact
    return out


def test_every_single_flipped_bit_is_caught(small, tmp_path):
    content, other = bytearray(small.read_bytes()), tmp_path / "flipped.zip"
    missed = []
    for bit in range(len(content) * 8):
        content[bit // 8] ^= 1 << bit % 8
        other.write_bytes(content)
        if caught_nothing(other):
            missed.append(bit)
        content[bit // 8] ^= 1 << bit % 8
    assert missed == []


@given(st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_changed_cut_and_inserted_bytes_of_a_whole_bundle_are_caught(bundle, tmp_path, data):
    content = bundle.read_bytes()
    start = data.draw(st.integers(0, len(content) - 1))
    end = data.draw(st.integers(start, min(start + 40, len(content))))
    put = data.draw(st.binary(max_size=40).filter(lambda put: put != content[start:end]))
    other = tmp_path / "other.zip"
    other.write_bytes(content[:start] + put + content[end:])
    assert not caught_nothing(other)


def test_a_changed_data_file_is_named_by_any_flip_of_its_bytes(bundle, tmp_path):
    with zipfile.ZipFile(bundle) as archive:
        info = archive.getinfo("tables/lines.json")
    content = bytearray(bundle.read_bytes())
    content[info.header_offset + 30 + len(info.filename) + info.compress_size // 2] ^= 16
    (tmp_path / "x.zip").write_bytes(content)
    assert list(told(verify(tmp_path / "x.zip"))) == ["tables/lines.json"]


def test_a_changed_time_of_a_file_is_named_as_the_archives(bundle, tmp_path):
    content = bytearray(bundle.read_bytes())
    content[10] ^= 1  # of the first local header's time
    (tmp_path / "x.zip").write_bytes(content)
    assert list(told(verify(tmp_path / "x.zip"))) == [ARCHIVE]


def test_signed_unsigned_wrong_key_and_forged_are_told_apart(workspace, bundle, tmp_path):
    private, public = key_pair(tmp_path)
    out = tmp_path / "signed.zip"
    made = export_ring(signing(workspace, private), RING, out, options())
    other = tmp_path / "other"
    other.mkdir()
    stranger = public_key(key_pair(other)[1])
    assert verify(out, public_key(public)).signature == "signed"
    assert verify(out, public_key(private)).key == made.signed_by
    assert (verify(out).signature, verify(out).intact) == ("signed by an unknown key", True)
    assert (verify(out, stranger).signature, verify(out, stranger).intact) == ("wrong key", False)
    assert (verify(bundle, stranger).signature, verify(bundle, stranger).intact) == ("wrong key", False)

    def forge(held):
        held["manifest.json"] = held["manifest.json"].replace(b"case 2026-17", b"case 2026-18")

    forged = verify(rewritten(out, tmp_path / "forged.zip", forge), public_key(public))
    assert (forged.signature, forged.intact) == ("forged", False)


def test_a_key_that_others_may_read_is_refused_before_any_work(workspace, tmp_path):
    private, _ = key_pair(tmp_path)
    private.chmod(0o640)
    with pytest.raises(RingtraceError, match="chmod 600"):
        export_ring(signing(workspace, private), RING, tmp_path / "x.zip", options())
    assert not (tmp_path / "x.zip").exists()


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip at all" * 100])
def test_what_is_no_zip_is_refused(tmp_path, content):
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(RingtraceError, match="no readable bundle"):
        verify(tmp_path / "x.zip")


@pytest.mark.parametrize("manifest", [b"[]", b"{}", b'{"files": {"a": 1}}', b'{"files": {}, "format": "x"}', b"\xff"])
def test_a_manifest_that_is_none_is_told(tmp_path, manifest):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("manifest.json", manifest)
    assert list(told(verify(tmp_path / "x.zip"))) == ["manifest.json"]
