"""The rules of grading, read from one file: the workspace's `grades.toml`, else the one that comes with Ringtrace."""

import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from workspace.errors import RingtraceError
from workspace.snapshots import Workspace

FILE = "grades.toml"
_OWN = Path(__file__).parent / "rules.toml"

Kind = Literal["person", "institution"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Tier(_Part):
    """A grade, from so many points on."""

    name: str = Field(min_length=1)
    name_zh: str = ""
    least: int = Field(alias="from")


class Cards(_Part):
    """What cards do to an institution's grade."""

    yellow_caps: str
    red_caps: str
    yellows_for_red: int = Field(ge=1)


class Appeal(_Part):
    """Until when an appeal can be filed, and whether it suspends."""

    days: int = Field(ge=0)
    suspends: bool


class Rule(_Part):
    """What a role in a confirmed case costs, and for how long."""

    id: str = Field(min_length=1)
    of: Kind
    roles: tuple[str, ...] = Field(min_length=1)
    weight: float = Field(0.5, ge=0, le=1)  # least weight of the membership
    points: int = Field(le=0)
    card: Literal["", "yellow", "red"] = ""
    months: int = Field(ge=1, le=600)
    title: str = Field(min_length=1)
    title_zh: str = ""


class Rules(_Part):
    """All of the file."""

    version: str
    start: int = Field(ge=0)
    person: tuple[Tier, ...] = Field(min_length=3, max_length=3)
    institution: tuple[Tier, ...] = Field(min_length=3, max_length=3)
    cards: Cards
    appeal: Appeal
    rule: tuple[Rule, ...]

    @model_validator(mode="after")
    def _fits(self) -> "Rules":
        for tiers in (self.person, self.institution):
            steps = [tier.least for tier in tiers]
            if steps != sorted(steps, reverse=True) or len(set(steps)) < len(steps) or steps[-1] != 0:
                raise ValueError("the grades' `from` must fall from one to the next, and end with 0")
        names = {tier.name for tier in self.institution}
        if not {self.cards.yellow_caps, self.cards.red_caps} <= names:
            raise ValueError(f"yellow_caps and red_caps name grades of institutions: {', '.join(sorted(names))}")
        if len({rule.id for rule in self.rule}) < len(self.rule):
            raise ValueError("two rules have the same id")
        if any(rule.card and rule.of == "person" for rule in self.rule):
            raise ValueError("cards are for institutions")
        return self

    def fitting(self, of: Kind, role: str, weight: float) -> Rule | None:
        """The first rule for a role that is held with a weight."""
        fits = (rule for rule in self.rule if rule.of == of and role in rule.roles and weight >= rule.weight)
        return next(fits, None)

    def tiers(self, of: Kind) -> tuple[Tier, ...]:
        """The grades, the best first."""
        return self.person if of == "person" else self.institution


def read_rules(workspace: Workspace) -> Rules:
    """The rules in force.

    Raises:
        RingtraceError: the file is no TOML or does not keep the form; what is wrong is named.
    """
    own = workspace.path / FILE
    file = own if own.is_file() else _OWN
    try:
        values: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
        return Rules(**values)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RingtraceError(f"{file} is not valid TOML: {error}. Mend or remove it.") from error
    except ValidationError as error:
        told = "; ".join(f"{'.'.join(map(str, one['loc'])) or 'file'}: {one['msg']}" for one in error.errors())
        raise RingtraceError(f"{file} does not keep the form of grading rules: {told}.") from error
