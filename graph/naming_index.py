"""The names of a snapshot, each once, with how they sound: what a search by name looks through.

    SNAPSHOT/names.duckdb       names(id, name, plain, pinyin, initials, nodes), called(name_id, label, key),
                                phones(phone, person_id, name)

It is made at the first search and kept, since a snapshot does not change. A character has one sound here, by pypinyin;
a person's surname has the sound that surnames have (曾 zēng, not céng).
"""

from pathlib import Path

import duckdb
from pypinyin import Style, lazy_pinyin

from graph.lookup import NAMED
from workspace.engine import connect, identifier, quoted
from workspace.settings import Settings
from workspace.snapshots import Snapshot, making

FILE = "names.duckdb"
_PEOPLE = ("Person", "Doctor")
# Characters that sound otherwise as surnames, after 现代汉语词典.
_SURNAMES = {
    **{"曾": "zeng", "单": "shan", "仇": "qiu", "解": "xie", "区": "ou", "朴": "piao", "查": "zha", "盖": "ge"},
    **{"翟": "zhai", "冼": "xian", "缪": "miao", "乐": "yue", "尉": "wei", "员": "yun", "黑": "he", "秘": "bi"},
    **{"种": "chong", "召": "shao", "折": "she", "洗": "xian", "郇": "xun", "祭": "zhai", "覃": "qin", "燕": "yan"},
}


def plain_form(text: str) -> str:
    """A name as it is compared: lower case, full-width characters as half-width, no spaces.

    `_PLAIN` says the same to the engine.
    """
    narrow = "".join(chr(ord(one) - 0xFEE0) if "！" <= one <= "～" else one for one in text)
    return "".join(narrow.lower().replace("\u3000", " ").split())


_WIDE = "".join(chr(code) for code in range(0xFF01, 0xFF5F))
_NARROW = "".join(chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F))
_PLAIN = f"regexp_replace(lower(translate(name, {quoted(_WIDE)}, {quoted(_NARROW)})), '[\\s\u3000]+', '', 'g')"


def sounds(text: str, *, person: bool) -> tuple[str, str]:
    """How a plain name sounds, and the first letters of its characters: `wangxiaoming`, `wxm`."""
    spelt = [_sound(one) for one in text]
    if person and text and text[0] in _SURNAMES:
        spelt[0] = _SURNAMES[text[0]]
    return "".join(spelt), "".join(one[:1] for one in spelt)


def _sound(character: str) -> str:
    [spelt] = lazy_pinyin(character, style=Style.NORMAL, v_to_u=False) or [character]
    return str(spelt)


def names_file(snapshot: Snapshot, settings: Settings) -> Path:
    """The file of a snapshot's names, made if it is not there; of two who make it at once, one's stands."""
    file = snapshot.path / FILE
    if not file.is_file():
        with making(snapshot.path) as folder:
            _make(snapshot, settings, folder)
            (folder / FILE).chmod(0o600)  # names of people: as the tables, for the owner of the workspace alone
            (folder / FILE).replace(file)
    return file


def _make(snapshot: Snapshot, settings: Settings, folder: Path) -> None:
    with connect(settings, folder / "spill") as engine:
        snapshot.register(engine)
        engine.execute(f"ATTACH {quoted(str(folder / FILE))} AS made")
        engine.execute(f"CREATE TEMP TABLE every AS {_named_nodes(snapshot)}")
        engine.execute(
            "CREATE TEMP TABLE distinct_names AS "
            "SELECT (row_number() OVER (ORDER BY plain, name, person) - 1)::INTEGER AS id, * FROM "
            f"(SELECT name, person, {_PLAIN} AS plain, count(*)::INTEGER AS nodes FROM every GROUP BY ALL)"
        )
        _spell(engine)
        engine.execute(
            "CREATE TABLE made.called AS SELECT id AS name_id, label, key FROM every "
            "JOIN distinct_names USING (name, person) ORDER BY ALL"
        )
        phones = "phone <> ''" if "persons" in snapshot.tables else "false"
        source = "persons" if "persons" in snapshot.tables else "(SELECT '' AS phone, '' AS person_id, '' AS name)"
        engine.execute(
            f"CREATE TABLE made.phones AS SELECT phone, person_id, name FROM {source} WHERE {phones} ORDER BY ALL"
        )
        engine.execute("DETACH made")


def _named_nodes(snapshot: Snapshot) -> str:
    parts = [
        f"SELECT '{label}' AS label, {identifier(key)} AS key, {identifier(column)} AS name, "
        f"{label in _PEOPLE} AS person FROM {table} WHERE {identifier(column)} <> ''"
        for label, (table, key, columns) in NAMED.items()
        if table in snapshot.tables
        for column in columns
    ]
    nothing = "SELECT '' AS label, '' AS key, '' AS name, false AS person WHERE false"
    return " UNION ".join([nothing, *parts])


def _spell(engine: duckdb.DuckDBPyConnection) -> None:
    """Spell the characters, of which there are few, and put the names together in the engine."""
    found = engine.execute("SELECT DISTINCT unnest(string_split(plain, '')) FROM distinct_names").fetchall()
    spelt = {one: (sounds(one, person=False)[0], sounds(one, person=True)[0]) for (one,) in found if one}
    engine.execute("CREATE TEMP TABLE spelt (one VARCHAR, sound VARCHAR, surname VARCHAR)")
    rows = [(one, *both) for one, both in spelt.items()] or [("", "", "")]
    columns = [list(column) for column in zip(*rows, strict=True)]
    engine.execute("INSERT INTO spelt SELECT unnest(?), unnest(?), unnest(?)", columns)
    engine.execute(
        "CREATE TABLE made.names AS WITH letters AS ("
        "SELECT id, person, unnest(string_split(plain, '')) AS one, "
        "generate_subscripts(string_split(plain, ''), 1) AS place FROM distinct_names), said AS ("
        "SELECT id, place, CASE WHEN person AND place = 1 THEN surname ELSE sound END AS sound "
        "FROM letters JOIN spelt USING (one)) "
        "SELECT id, name, plain, coalesce(pinyin, '') AS pinyin, coalesce(initials, '') AS initials, nodes "
        "FROM distinct_names LEFT JOIN (SELECT id, string_agg(sound, '' ORDER BY place) AS pinyin, "
        "string_agg(left(sound, 1), '' ORDER BY place) AS initials FROM said GROUP BY id) USING (id) ORDER BY id"
    )
