"""A person is found by what an investigator types: a name with a slip, in pinyin, an id, a phone."""

import duckdb
import pytest
from tiny_snapshot import make_workspace

from graph.build import build, open_store
from graph.naming_index import _PLAIN, names_file, plain_form, sounds
from graph.searching import Fit, search

PEOPLE = {"P1": "王小明", "P2": "曾丽", "P3": "欧阳建国", "P4": "单芳", "P5": "王晓明"}
TABLES = {
    "persons": [
        {"person_id": key, "name": name, "phone": f"1380000000{key[1]}", "region_code": "310104"}
        for key, name in PEOPLE.items()
    ],
    "institutions": [
        {"institution_id": "I1", "name": "康宁大药房(人民路店)", "kind": "pharmacy", "region_code": "310104"},
        {"institution_id": "I2", "name": "ＡＢ Pharmacy", "kind": "pharmacy", "region_code": "310104"},
    ],
    "cards": [{"card_id": "C1", "person_id": "P1"}],
    "settlements": [
        {
            "settlement_id": "S1",
            "card_id": "C1",
            "person_id": "P1",
            "institution_id": "I1",
            "settled_at": "2026-03-01T09:00:00",
        }
    ],
}


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    workspace = make_workspace(tmp_path_factory.mktemp("names") / "w", TABLES)
    build(workspace)
    store = open_store(workspace)
    yield lambda text: search(workspace, store, text)
    store.close()


def keys(hits):
    return [one.node.key for one in hits.first]


def fit(hits):
    return hits.first[0].fit


@pytest.mark.parametrize(
    ("typed", "key", "how"),
    [
        ("王小明", "P1", Fit.NAME),
        ("wangxiaoming", "P1", Fit.SOUND),
        ("Wang Xiao Ming", "P1", Fit.SOUND),
        ("wxm", "P1", Fit.SOUND),
        ("wangxiaomign", "P1", Fit.NEAR),
        ("zengli", "P2", Fit.SOUND),
        ("曾莉", "P2", Fit.SOUND),
        ("shanfang", "P4", Fit.SOUND),
        ("欧阳建过", "P3", Fit.SOUND),
        ("欧阳建围", "P3", Fit.NEAR),
        ("康宁", "I1", Fit.PART),
        ("人民路店", "I1", Fit.PART),
        ("kangning", "I1", Fit.SOUND),
        ("shop:康宁", "I1", Fit.PART),
        ("ab pharmacy", "I2", Fit.NAME),
        ("ab pharmcay", "I2", Fit.NEAR),
        ("P3", "P3", Fit.ID),
        ("C1", "C1", Fit.ID),
        ("person:P3", "P3", Fit.ID),
        ("138 0000 0002", "P2", Fit.PHONE),
    ],
)
def test_what_is_typed_finds_who_is_meant(found, typed, key, how):
    hits = found(typed)
    assert keys(hits)[0] == key
    assert fit(hits) == how


def test_names_that_sound_alike_come_together_the_one_that_was_typed_first(found):
    assert keys(found("王晓明"))[:2] == ["P5", "P1"]


def test_a_kind_keeps_others_out(found):
    assert keys(found("shop:王小明")) == []


@pytest.mark.parametrize(
    "typed", ["", "  ", "nobody-at-all", "%_'\"; DROP TABLE names", "王" * 300, "\x00", ":", "shop:"]
)
def test_what_fits_nothing_finds_nothing(found, typed):
    assert found(typed).first == ()


def test_the_names_are_for_the_owner_alone_and_made_once(tmp_path):
    workspace = make_workspace(tmp_path / "w", TABLES)
    file = names_file(workspace.require_current(), workspace.settings)
    assert file.stat().st_mode & 0o077 == 0
    made = file.stat().st_mtime_ns
    assert names_file(workspace.require_current(), workspace.settings).stat().st_mtime_ns == made


def test_a_snapshot_without_names_is_searched_too(tmp_path):
    workspace = make_workspace(tmp_path / "w", {"settlements": TABLES["settlements"]})
    assert names_file(workspace.require_current(), workspace.settings).is_file()


@pytest.mark.parametrize("name", ["ＡＢ  Ｃ", "王　小明", "Ünï", "a\tb"])
def test_the_engine_and_python_write_a_name_the_same_way(name):
    with duckdb.connect() as engine:
        assert engine.execute(f"SELECT {_PLAIN} FROM (SELECT ? AS name)", [name]).fetchone()[0] == plain_form(name)


def test_surnames_sound_as_surnames():
    assert sounds("曾曾", person=True) == ("zengceng", "zc")
