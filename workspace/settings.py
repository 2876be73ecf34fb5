"""Settings: `WORKSPACE/ringtrace.toml`, each also as `RINGTRACE_…` in the environment (which wins)."""

import os
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from workspace.errors import RingtraceError

SETTINGS_FILE = "ringtrace.toml"


class Settings(BaseSettings):
    """Everything a user can set, with its default and meaning."""

    model_config = SettingsConfigDict(env_prefix="RINGTRACE_", extra="forbid", frozen=True)

    seed: int = Field(7, description="Seed of every random choice: simulation, simulated tails, communities.")
    time_zone: str = Field("Asia/Shanghai", description="Zone of the local times in the tables.")
    max_rejects: float = Field(
        0.05, ge=0, le=1, description="Share of a table's rows that may be rejected before a load is refused."
    )
    mapping: str = Field("canonical", description="Mapping used by load when none is named.")
    pseudonyms: bool = Field(
        False,
        description="Hold persons and cards as keyed pseudonyms instead of their ids as delivered, so that offices "
        "with one key can match without sharing numbers. The key is RINGTRACE_PSEUDONYM_KEY, or of the file below.",
    )
    pseudonym_key_file: str = Field(
        "", description="File with the key of pseudonyms, mode 0600, where the environment has none."
    )
    threads: int = Field(0, ge=0, description="Threads of the engine; 0 takes every core.")
    memory_limit_gb: float = Field(
        4.0, gt=0.2, description="Memory of the engine in GB before it spills to the workspace's disk."
    )
    false_discovery_rate: float = Field(
        0.05,
        gt=0,
        lt=1,
        description="Share of false findings accepted among the validated pairs of a signal.",
    )
    red_score: float = Field(0.9, ge=0, le=1, description="Score from which a ring is red.")
    yellow_score: float = Field(0.8, ge=0, le=1, description="Score from which a ring is yellow; below: watch.")
    watch_score: float = Field(
        0.5, ge=0, le=1, description="Score from which a group is listed at all; how many stay below is told."
    )
    calibration: str = Field(
        "",
        pattern=r"^(platt:\d+(\.\d+)?:-?\d+(\.\d+)?)?$",
        description="How scores are calibrated by verdicts, as `ringtrace calibrate` prints it, such as "
        "`platt:1.2:-0.4`; empty: scores stay as they are.",
    )
    signals_off: list[str] = Field(
        [],
        description='Signals that detect leaves out, such as `["two_places"]` where the clocks are known to be wrong; '
        "each run tells them as skipped.",
    )
    spark_master: str = Field(
        "local[*]",
        description="Where Spark runs, for `detect --engine spark`: `local[*]` is every core of this machine, "
        "`spark://host:7077`, `yarn` or `k8s://…` a cluster.",
    )
    signing_key: str = Field(
        "",
        description="File of the Ed25519 private key (PEM, mode 0600) that signs evidence bundles; empty: unsigned.",
    )
    timestamp_server: str = Field(
        "",
        description="Address of a time stamp authority (RFC 3161) that stamps evidence bundles; the manifest's hash "
        "goes there, nothing else. Empty: none is asked.",
    )
    timestamp_roots: str = Field(
        "",
        description="File of the certificates (PEM) in which a time stamp's chain must end; empty: who stamped is not "
        "checked.",
    )
    casebook_url: str = Field(
        "",
        description="PostgreSQL that keeps the cases of a team, such as `postgresql://team@host/casebook`; "
        "empty: `casebook.sqlite` in the workspace. A password belongs in the environment.",
        repr=False,
    )
    review_hours: float = Field(24.0, gt=0, le=8760, description="Hours in which a new case must be taken up.")
    action_working_days: int = Field(
        3, ge=1, le=250, description="Working days, by the Chinese calendar, in which a case must be acted on."
    )
    footage_days: int = Field(
        30, ge=0, le=3650, description="Days for which shops keep the footage of their cameras, for field-check sheets."
    )
    reveals_a_day: int = Field(
        50,
        ge=0,
        description="How often a day one person may have personal data shown whole; once more is refused, and an alarm "
        "in the audit log.",
    )
    sign_in_issuer: str = Field(
        "",
        description="Provider of OpenID Connect by which people sign in to the app, such as `https://login.office.cn`; "
        "empty: nobody signs in, and the app is for this machine. The secret is RINGTRACE_SIGN_IN_SECRET, never here.",
    )
    sign_in_client: str = Field("", description="Name by which the provider knows the app (client id).")
    sign_in_address: str = Field(
        "", description="Address of the app as people's browsers reach it, such as `https://ringtrace.office.cn`."
    )
    sign_in_name: str = Field(
        "email",
        description="Claim that names a person, such as `email` or `sub`, as `ringtrace users` knows them.",
    )
    sign_in_roles: str = Field(
        "roles",
        description="Claim with roles of people whom the casebook does not know; empty: they have none.",
    )
    sign_in_regions: str = Field(
        "regions", description="Claim with regions of people whom the casebook does not know; empty: they have none."
    )
    session_hours: float = Field(
        8.0, gt=0, le=720, description="Hours after a sign-in at which the session ends and asks for another."
    )
    neo4j_uri: str = Field(
        "bolt://127.0.0.1:7687",
        description="Where Neo4j listens, for `--store neo4j`: bolt:// or neo4j://, with +s or +ssc for TLS.",
    )
    neo4j_user: str = Field("neo4j", description="Neo4j's user. The password is RINGTRACE_NEO4J_PASSWORD, never here.")
    neo4j_database: str = Field("neo4j", description="Neo4j's database; it holds one snapshot and nothing else.")
    neo4j_secret_file: str = Field(
        "",
        description="File with the password, mode 0600, where the environment has none.",
    )

    neo4j_admin: str = Field(
        "neo4j-admin",
        description="Neo4j's program that imports files, for `build --store neo4j --files DIR --run-import`.",
    )

    @property
    def timestamp_roots_file(self) -> Path | None:
        """The file of `timestamp_roots`, where one is set."""
        return Path(self.timestamp_roots).expanduser() if self.timestamp_roots else None

    def of_detection(self) -> dict[str, Any]:
        """The settings that change what detection finds, by name; the others (memory, threads) do not."""
        names = ("seed", "time_zone", "false_discovery_rate", "red_score", "yellow_score", "watch_score", "signals_off")
        found = {name: getattr(self, name) for name in names}
        return found | ({"calibration": self.calibration} if self.calibration else {})

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the workspace's file, which arrives as init values."""
        return env_settings, init_settings


def read_settings(workspace: Path) -> Settings:
    """Settings of a workspace folder.

    Raises:
        RingtraceError: the file is not TOML, or a setting is unknown or out of range; all are named at once.
    """
    file = workspace / SETTINGS_FILE
    given = tuple(sorted(pair for pair in os.environ.items() if pair[0].upper().startswith("RINGTRACE_")))
    return _read(file, file.read_bytes() if file.is_file() else b"", given)


@lru_cache(maxsize=64)
def _read(file: Path, text: bytes, given: tuple[tuple[str, str], ...]) -> Settings:
    """The settings of a file's text and an environment: a page asks hundreds of times, and checking takes 1 ms."""
    del given  # pydantic reads the environment itself
    try:
        values: dict[str, Any] = tomllib.loads(text.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RingtraceError(f"{file} is not valid TOML: {error}. Mend or remove it.") from error
    try:
        return Settings(**values)
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']} (got {problem['input']!r})"
            for problem in error.errors()
        )
        raise RingtraceError(f"Settings of {file} or RINGTRACE_… do not fit: {problems}.") from error
