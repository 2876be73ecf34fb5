"""Mappings: data that say which source files feed which canonical table, and how each column is made.

The form is documented in docs/mappings.md. A mapping is checked as a whole; all its problems are told at once.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from loaders.expressions import ExpressionError, columns_of
from workspace.errors import RingtraceError
from workspace.tables import TABLES, Table

BUILT_IN = Path(__file__).parent / "mappings"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Strict):
    """Files of one kind, found by the patterns of their names."""

    files: Annotated[tuple[str, ...], Field(min_length=1)]
    separator: Annotated[str, Field(pattern=r"^[\x01-\x7f]$")] = ","
    required: bool = False
    optional: tuple[str, ...] = ()  # columns that read as empty where a file lacks them


class Rule(_Strict):
    """How one canonical column is made: an expression or a constant, then the conversions in this order."""

    expression: str | None = None
    constant: str | None = None
    number: bool = False  # full-width digits and thousands separators are normalised
    formats: tuple[str, ...] = ()  # strptime formats of a date or time, the first that fits
    values: dict[str, str] = Field(default_factory=dict)
    otherwise: str | None = None  # for values that `values` does not name; without it they stay as they are

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {"expression": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _has_one_origin(self) -> "Rule":
        if (self.expression is None) == (self.constant is None):
            raise ValueError("give either an expression or a constant")
        if self.otherwise is not None and not self.values:
            raise ValueError("`otherwise` needs `values`")
        return self


class Unnest(_Strict):
    """A column that holds a JSON list of objects; each object becomes a row with these further columns."""

    column: str
    fields: Annotated[dict[str, str], Field(min_length=1)]  # new column = key in the object

    @field_validator("fields", mode="before")
    @classmethod
    def _from_list(cls, value: Any) -> Any:
        return {name: name for name in value} if isinstance(value, list) else value


class Feed(_Strict):
    """What one source, or each of several, gives to one canonical table."""

    table: str
    source: str | tuple[str, ...]
    only: str | None = None  # rows that concern the table at all
    where: str | None = None  # of those, the rows that count
    distinct: bool = False  # rows with a key that is there already are merged, not rejected
    same_names: bool = False  # columns of the canonical names are taken over
    unnest: Unnest | None = None
    completes: tuple[str, ...] = ()  # fills empty columns of the rows that have the same values in these
    removes: bool = False  # takes out the rows whose key it names
    columns: dict[str, Rule] = Field(default_factory=dict)

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources it draws from."""
        return (self.source,) if isinstance(self.source, str) else self.source

    @property
    def amends(self) -> bool:
        """Whether it gives no rows of its own, but changes those of other feeds."""
        return bool(self.completes) or self.removes

    def rules(self) -> dict[str, Rule]:
        """The rule of each canonical column that this feed gives."""
        names = [column.name for column in TABLES[self.table].columns] if self.same_names else []
        return {name: Rule(expression=f'"{name}"') for name in names} | self.columns


class Mapping(_Strict):
    """A whole mapping."""

    title: str
    description: str = ""
    limits: str = ""  # what data of this kind cannot show
    sources: dict[str, Source]
    feeds: tuple[Feed, ...]


@dataclass(frozen=True)
class NamedMapping:
    """A mapping that was found sound, with the name it goes by and a digest of its content."""

    name: str
    mapping: Mapping
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        text = json.dumps(self.mapping.model_dump(), sort_keys=True, ensure_ascii=False)
        object.__setattr__(self, "digest", hashlib.sha256(text.encode()).hexdigest())

    def feeds_of(self, source: str) -> tuple[Feed, ...]:
        """The feeds of a source, in the mapping's order."""
        return tuple(feed for feed in self.mapping.feeds if source in feed.sources)

    def is_amended(self, table: str) -> bool:
        """Whether some feed completes or removes rows of the table."""
        return any(feed.amends for feed in self.mapping.feeds if feed.table == table)


def built_in() -> list[str]:
    """Names of the mappings that come with Ringtrace."""
    return sorted(path.stem for path in BUILT_IN.glob("*.toml"))


def find_mapping(name: str, workspace: Path) -> Path:
    """A mapping's file: a path, one of the workspace's own, or one that comes with Ringtrace.

    Raises:
        RingtraceError: there is none of that name.
    """
    own = workspace / "mappings"
    for path in (Path(name), own / f"{name}.toml", BUILT_IN / f"{name}.toml"):
        if path.suffix == ".toml" and path.is_file():
            return path
    known = ", ".join([*built_in(), *(path.stem for path in sorted(own.glob("*.toml")))])
    raise RingtraceError(f"There is no mapping {name}. Known are: {known}; or give a path to a .toml file.")


def read_mapping(path: Path) -> NamedMapping:
    """Read and check a mapping.

    Raises:
        RingtraceError: with all its problems, each with its place.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        mapping = Mapping(**raw)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RingtraceError(f"The mapping {path} is not valid TOML: {error}.") from error
    except ValidationError as error:
        raise RingtraceError(_told(path, [_told_problem(problem, raw) for problem in error.errors()])) from error
    problems = list(_problems(mapping))
    if problems:
        raise RingtraceError(_told(path, problems))
    return NamedMapping(path.stem, mapping)


def _told(path: Path, problems: list[str]) -> str:
    listed = "".join(f"\n  - {problem}" for problem in problems)
    return f"The mapping {path} has {len(problems)} problem{'s' * (len(problems) != 1)}:{listed}"


def _told_problem(problem: Any, raw: dict[str, Any]) -> str:
    where = list(problem["loc"])
    if len(where) > 1 and where[0] == "feeds" and isinstance(where[1], int):
        feeds = raw.get("feeds")
        table = feeds[where[1]].get("table", "?") if isinstance(feeds, list) else "?"
        where[:2] = [f"feeds[{where[1] + 1}] ({table})"]
    message = "unknown key" if problem["type"] == "extra_forbidden" else problem["msg"]
    return f"{'.'.join(map(str, where))}: {message}"


def _problems(mapping: Mapping) -> Iterator[str]:
    for at, feed in enumerate(mapping.feeds, start=1):
        place = f"feeds[{at}] ({feed.table})"
        for source in feed.sources:
            if source not in mapping.sources:
                yield f"{place}: there is no source {source}"
        if feed.table not in TABLES:
            yield f"{place}: there is no canonical table {feed.table}; there are {', '.join(TABLES)}"
            continue
        yield from (f"{place}.{problem}" for problem in _feed_problems(feed))
    for table in TABLES:
        feeds = [feed for feed in mapping.feeds if feed.table == table]
        if len({feed.distinct for feed in feeds if not feed.amends}) > 1:
            yield f"feeds of {table}: `distinct` must be the same for all of them"
        if feeds and all(feed.amends for feed in feeds):
            yield f"feeds of {table}: none gives rows that could be completed or removed"
    for name in mapping.sources:
        if not any(name in feed.sources for feed in mapping.feeds):
            yield f"sources.{name}: no feed uses it"


def _feed_problems(feed: Feed) -> Iterator[str]:
    table = TABLES[feed.table]
    names = {column.name for column in table.columns}
    for name in feed.columns:
        if name not in names:
            yield f"columns.{name}: {feed.table} has no such column; it has {', '.join(sorted(names))}"
    given = feed.rules()
    yield from _amendment_problems(feed, table, set(given))
    for column in table.columns:
        if column.required and column.name not in given and not feed.amends:
            yield f"columns: {column.name} is required and not given"
        rule = given.get(column.name)
        for value in [*rule.values.values(), rule.otherwise, rule.constant] if rule and column.choices else []:
            if value and value not in column.choices:
                yield f"columns.{column.name}: {value!r} is none of {', '.join(column.choices)}"
    if feed.distinct and table.key is None:
        yield f"distinct: {feed.table} has no key by which rows could be merged"
    texts = {"only": feed.only, "where": feed.where} | {
        f"columns.{name}": rule.expression for name, rule in feed.columns.items()
    }
    for place, text in texts.items():
        try:
            columns_of(text or "''")
        except ExpressionError as error:
            yield f"{place}: {error}"


def _amendment_problems(feed: Feed, table: Table, given: set[str]) -> Iterator[str]:
    if not feed.amends:
        return
    if feed.distinct or (feed.completes and feed.removes):
        yield "`distinct`, `completes` and `removes` exclude each other"
    for name in feed.completes:
        if name not in given:
            yield f"completes: {name} is not among the columns that the feed gives"
    if feed.completes and not given - set(feed.completes):
        yield "completes: the feed gives no column to fill"
    if feed.removes and given != {table.key}:
        yield f"removes: give {table.key or 'no feed, for the table has no key'} and no other column"
