"""Persons and cards held as keyed pseudonyms: one key, one pseudonym everywhere, and nothing gives a number away."""

import hashlib
import hmac
import json
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loader_city import City, city, loaded, opened, rejects, table, write_city, write_rows

from detection.run import detect
from loaders.load import load
from loaders.pseudonyms import PREFIXES, VARIABLE, fingerprint, held, prepare, pseudonym
from simulation.generate import generate_city
from workspace.errors import RingtraceError
from workspace.settings import Settings
from workspace.snapshots import Workspace
from workspace.tables import TABLES

KEY, OTHER = "a-key-that-two-offices-share-0123456789", "another-key-of-somebody-else-0123456789"


@pytest.fixture
def keyed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, KEY)


def numbered() -> City:
    tables = city()
    for at, row in enumerate(tables["persons"]):
        row["id_number"] = f"31010119500101{at:04d}"
    tables["settlements"][0]["collected_by"] = "00P3"
    return tables


def people(folder: Path) -> set[object]:
    return {row[0] for row in table(folder, "persons")}


def texts(folder: Path) -> set[str]:
    """Every text that a snapshot holds, what was rejected and held back included."""
    snapshot = opened(folder).require_current()
    found: set[str] = set()
    with duckdb.connect() as engine:
        for file in snapshot.path.rglob("*.parquet"):
            for row in engine.execute("FROM read_parquet(?)", [str(file)]).fetchall():
                found |= {value for value in row if isinstance(value, str)}
    return found


def test_two_offices_with_one_key_have_the_same_people_and_with_another_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write_city(tmp_path / "in", numbered())
    for name, key in (("ours", KEY), ("theirs", KEY), ("strangers", OTHER)):
        monkeypatch.setenv(VARIABLE, key)
        loaded(tmp_path / name, source, pseudonyms=True)
    assert people(tmp_path / "ours") == people(tmp_path / "theirs")
    assert people(tmp_path / "ours").isdisjoint(people(tmp_path / "strangers"))
    assert opened(tmp_path / "ours").require_current().id != opened(tmp_path / "strangers").require_current().id


def test_every_table_speaks_of_the_same_people_and_no_number_is_left(tmp_path: Path, keyed: None) -> None:
    tables = numbered()
    tables["persons"][5]["birth_date"] = "soon"
    tables["cards"].append({"card_id": "C77", "person_id": "00P77", "kind": "social_card", "revoked_on": ""})
    source = write_city(tmp_path / "in", tables)
    with (source / "cards.csv").open("a") as file:
        file.write('C88,00P88,"unread\n')
    report = loaded(tmp_path / "w", source, pseudonyms=True)
    assert report.tables["settlements"].loaded == 15  # those of the rejected person's card go with it
    key = KEY.encode()
    assert {str(row[0]) for row in table(tmp_path / "w", "persons")} == {
        pseudonym(key, "person", f"00P{n}") for n in range(5)
    }
    numbers = [one for n in (*range(6), 77, 88) for one in (f"00P{n}", f"C{n}", f"31010119500101{n:04d}")]
    kept = texts(tmp_path / "w")
    assert [text for text in kept for number in numbers if number in text and not text.startswith(tuple("PCN"))] == []
    assert kept.isdisjoint(numbers)
    assert pseudonym(key, "card", "C77") in kept  # that somebody's card was rejected is told by its pseudonym


def test_all_columns_that_name_people_or_cards_are_pseudonyms(tmp_path: Path, keyed: None) -> None:
    loaded(tmp_path / "w", write_city(tmp_path / "in", numbered()), pseudonyms=True)
    with duckdb.connect() as engine:
        opened(tmp_path / "w").require_current().register(engine)
        for name, declared in TABLES.items():
            for column in declared.columns:
                named = column.refers_to or (name if column.name == declared.key else "")
                prefix = {"persons": "P", "cards": "C"}.get(named)
                if prefix and opened(tmp_path / "w").require_current().files(name):
                    found = engine.execute(
                        f"SELECT count(*) FROM {name} WHERE NOT regexp_full_match({column.name}, ?)",
                        [f"{prefix}[0-9a-f]{{24}}"],
                    ).fetchone()
                    assert found == (0,), (name, column.name)


def test_more_files_are_added_with_the_same_key(tmp_path: Path, keyed: None) -> None:
    tables = numbered()
    rest = {name: tables[name].pop() for name in ("lines",)}
    loaded(tmp_path / "w", write_city(tmp_path / "in", tables), pseudonyms=True)
    write_rows(tmp_path / "more" / "persons-2.csv", [{"person_id": "00P9", "name": "王"}])
    write_rows(
        tmp_path / "more" / "cards-2.csv",
        [{"card_id": "C9", "person_id": "00P9"}, {"card_id": "C10", "person_id": "00P1"}],
    )
    write_rows(tmp_path / "more" / "lines-2.csv", [rest["lines"]])
    report = loaded(tmp_path / "w", tmp_path / "more", append=True, pseudonyms=True)
    assert rejects(tmp_path / "w") == []
    assert report.tables["cards"].loaded == 8


@pytest.mark.parametrize("key", [OTHER, None], ids=["another key", "no key"])
def test_a_workspace_holds_pseudonyms_of_one_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str | None
) -> None:
    source = write_city(tmp_path / "in", numbered())
    monkeypatch.setenv(VARIABLE, KEY)
    before = loaded(tmp_path / "w", source, pseudonyms=True).snapshot
    if key:
        monkeypatch.setenv(VARIABLE, key)
    with pytest.raises(RingtraceError, match=fingerprint(KEY.encode())) as refused:
        loaded(tmp_path / "w", source, pseudonyms=key is not None)
    assert KEY not in str(refused.value)
    assert opened(tmp_path / "w").require_current().id == before


def test_what_was_loaded_as_delivered_is_not_mixed_with_pseudonyms(tmp_path: Path, keyed: None) -> None:
    source = write_city(tmp_path / "in", numbered())
    loaded(tmp_path / "w", source)
    with pytest.raises(RingtraceError, match="as delivered"):
        loaded(tmp_path / "w", source, pseudonyms=True)


def test_the_key_is_left_nowhere_but_its_fingerprint_is_told(tmp_path: Path, keyed: None) -> None:
    report = loaded(tmp_path / "w", write_city(tmp_path / "in", numbered()), pseudonyms=True)
    assert KEY not in repr(report)
    left = b"".join(file.read_bytes() for file in (tmp_path / "w").rglob("*") if file.is_file())
    assert KEY.encode() not in left
    manifest = json.loads((opened(tmp_path / "w").require_current().path / "manifest.json").read_text())
    assert manifest["pseudonyms"] == fingerprint(KEY.encode())


@pytest.mark.parametrize(("given_key", "told"), [("", "set RINGTRACE_PSEUDONYM_KEY"), ("short", "shorter than 32")])
def test_without_a_key_that_holds_nothing_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given_key: str, told: str
) -> None:
    monkeypatch.setenv(VARIABLE, given_key)
    with pytest.raises(RingtraceError, match=told):
        loaded(tmp_path / "w", write_city(tmp_path / "in", numbered()), pseudonyms=True)
    assert not (tmp_path / "w" / "snapshots").exists()


def test_a_key_in_a_file_is_read_where_nobody_else_can(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write_city(tmp_path / "in", numbered())
    file = tmp_path / "key"
    file.write_text(f"{KEY}\n")
    file.chmod(0o644)
    workspace = Workspace(tmp_path / "w", Settings(pseudonyms=True, pseudonym_key_file=str(file)))
    with pytest.raises(RingtraceError, match="chmod 600"):
        load(workspace, [source])
    file.chmod(0o600)
    load(workspace, [source])
    assert pseudonym(KEY.encode(), "person", "00P1") in people(tmp_path / "w")


@settings(deadline=None, max_examples=30)
@given(st.text(min_size=1).filter(lambda text: "\x00" not in text), st.sampled_from(sorted(PREFIXES)))
def test_the_engine_makes_the_same_as_hmac(text: str, kind: str) -> None:
    if any(0xD800 <= ord(character) < 0xE000 for character in text):
        return
    with duckdb.connect() as engine:
        prepare(engine, KEY.encode())
        made = engine.execute(f"SELECT {held(kind, '?::VARCHAR')}", [text]).fetchone()
    own = hmac.new(KEY.encode(), f"ringtrace pseudonym of a {kind}".encode(), hashlib.sha256).digest()
    assert made == (PREFIXES[kind] + hmac.new(own, text.encode(), hashlib.sha256).hexdigest()[:24],)


def test_without_a_key_values_stay_as_they_are() -> None:
    with duckdb.connect() as engine:
        prepare(engine, None)
        assert engine.execute(f"SELECT {held('person', chr(39) + 'P1' + chr(39))}").fetchone() == ("P1",)


@pytest.mark.slow
def test_the_same_rings_are_found_among_pseudonyms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = generate_city(tmp_path / "city", persons=4_000, months=4, seed=7, level="easy", file_type="csv")
    monkeypatch.setenv(VARIABLE, KEY)
    found = []
    for name, keyed_so in (("plain", False), ("keyed", True)):
        workspace = Workspace(tmp_path / name, Settings(threads=1, memory_limit_gb=1.0, pseudonyms=keyed_so))
        load(workspace, [source])
        run = json.loads((detect(workspace).folder / "rings.json").read_text("utf-8"))["rings"]
        found.append([{m["id"] for m in ring["members"] if m["kind"] == "person"} for ring in run])
    plain = [frozenset(pseudonym(KEY.encode(), "person", one) for one in ring) for ring in found[0]]
    assert plain
    assert set(plain) == {frozenset(ring) for ring in found[1]}
