"""A mapping's feeds as SQL over the raw text columns of one file."""

from collections.abc import Iterable

from loaders.expressions import columns_of
from loaders.mapping import Feed, Rule
from workspace.engine import identifier, quoted
from workspace.tables import ROW_COLUMN, TABLES

_WIDE, _NARROW = "０１２３４５６７８９．－＋", "0123456789.-+"
_TIME = "%Y-%m-%dT%H:%M:%S"


def columns_read(feed: Feed) -> set[str]:
    """The source columns a feed reads, without those that its unnesting makes."""
    made = set(feed.unnest.fields) if feed.unnest else set()
    texts = [rule.expression for rule in feed.rules().values() if rule.expression is not None]
    read = set().union(*(columns_of(text) for text in [*texts, feed.only or "''", feed.where or "''"])) - made
    return read | {feed.unnest.column} if feed.unnest else read


def columns_needed(feed: Feed) -> set[str]:
    """The source columns that a feed cannot do without: of same-named columns only the required ones."""
    if not feed.same_names:
        return columns_read(feed)
    own = set().union(*(columns_of(rule.expression or "''") for rule in feed.columns.values()))
    table = TABLES[feed.table]
    return own | {column.name for column in table.columns if column.required and column.name not in feed.columns}


def mapped(feed: Feed, raw: str, raw_columns: Iterable[str]) -> str:
    """SELECT of every canonical column of the feed's table, as text, and the row number.

    Columns that the file lacks, and canonical columns without a rule, are NULL; so is an empty text.
    """
    there, rules = set(raw_columns), feed.rules()
    picked = [
        f"{_value(rules[column.name])} AS {identifier(column.name)}"
        if column.name in rules
        else f"NULL::VARCHAR AS {identifier(column.name)}"
        for column in TABLES[feed.table].columns
    ]
    return (
        f"SELECT {', '.join(picked)}, {ROW_COLUMN} FROM ({_source(feed, raw, there)}){_filter(feed.only, feed.where)}"
    )


def concerned(feed: Feed, raw: str, raw_columns: Iterable[str]) -> str:
    """SELECT of the rows that concern the feed's table, whether they count or not."""
    return f"SELECT {ROW_COLUMN} FROM ({_source(feed, raw, set(raw_columns))}){_filter(feed.only)}"


def _filter(*conditions: str | None) -> str:
    given = [f"({condition})" for condition in conditions if condition]
    return f" WHERE {' AND '.join(given)}" if given else ""


def _source(feed: Feed, raw: str, there: set[str]) -> str:
    read = sorted(columns_read(feed))
    picked = [
        f"NULLIF({identifier(name)}, '') AS {identifier(name)}"
        if name in there
        else f"NULL::VARCHAR AS {identifier(name)}"
        for name in read
    ]
    rows = f"SELECT {', '.join([*picked, ROW_COLUMN])} FROM {identifier(raw)}"
    if feed.unnest is None:
        return rows
    fields = ", ".join(
        f"NULLIF(json_extract_string(item, {quoted('$.' + identifier(key))}), '') AS {identifier(name)}"
        for name, key in feed.unnest.fields.items()
    )
    listed = f"TRY(json_extract({identifier(feed.unnest.column)}, '$[*]'))"
    return f"SELECT *, {fields} FROM (SELECT *, unnest({listed}) AS item FROM ({rows}))"


def _value(rule: Rule) -> str:
    value = quoted(rule.constant) if rule.constant is not None else f"({rule.expression})::VARCHAR"
    if rule.number:
        value = f"replace(replace(translate({value}, {quoted(_WIDE)}, {quoted(_NARROW)}), ',', ''), '，', '')"
    if rule.formats:
        formats = ", ".join(map(quoted, rule.formats))
        value = f"coalesce(strftime(try_strptime({value}, [{formats}]), {quoted(_TIME)}), {value})"
    if rule.values:
        cases = " ".join(f"WHEN {quoted(key)} THEN {quoted(to)}" for key, to in rule.values.items())
        other = quoted(rule.otherwise) if rule.otherwise is not None else value
        value = f"CASE {value} {cases} ELSE {other} END"
    is_plain = rule.expression is not None and value == f"({rule.expression})::VARCHAR"
    return value if is_plain else f"NULLIF({value}, '')"
