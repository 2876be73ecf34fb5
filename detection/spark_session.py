"""A Spark session as the settings say: what its Java prints goes to a file, what goes wrong is said in one line."""

import os
import re
import shutil
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workspace.errors import RingtraceError
from workspace.settings import Settings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SECONDS_TO_ANSWER = 5.0  # that a stand-alone master is given; Spark itself tries for a minute
STANDALONE = "spark://"
LOG = "spark.log"


@contextmanager
def spark_session(
    settings: Settings, folder: Path, options: Mapping[str, str] | None = None
) -> Iterator["SparkSession"]:
    """A session on the master of the settings, stopped at the end; `options` are Spark's own, over ours.

    What Spark's Java prints goes to `folder`/spark.log. Whatever else the user wants of Spark stands in the
    spark-defaults.conf of SPARK_CONF_DIR, as always.

    Raises:
        RingtraceError: the extra or Java is missing, the master does not answer, or Spark fails at work.
    """
    _check_installed()
    _check_java()
    _check_master(settings.spark_master)
    folder.mkdir(parents=True, exist_ok=True)
    log = folder.resolve() / LOG
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        session = _started({**_options(settings, folder.resolve()), **(options or {})}, log)
    except (Py4JError, PySparkException, OSError) as error:
        raise RingtraceError(
            f"Spark did not start on {settings.spark_master} (setting spark_master): {_reason(error, log)} "
            f"It needs Java 17 or later. All that it said is in {log}."
        ) from error
    try:
        yield session
    except (Py4JError, PySparkException) as error:
        raise RingtraceError(f"Spark failed: {_reason(error, log)} All that it said is in {log}.") from error
    finally:
        with suppress(Py4JError, PySparkException, OSError):  # a master that is gone takes its sessions along
            session.stop()


def _check_installed() -> None:
    try:
        import_module("ibis.backends.pyspark")
    except ImportError as error:
        raise RingtraceError(
            "The engine spark needs the extra pyspark. Install it: pip install 'ringtrace[pyspark]'"
        ) from error


def _check_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if not (shutil.which("java", path=str(Path(home) / "bin")) if home else shutil.which("java")):
        where = f"JAVA_HOME names {home}, where there is none" if home else "there is none on the path"
        raise RingtraceError(
            f"The engine spark needs Java 17 or later, and {where}. "
            "Install one (Debian: apt-get install openjdk-17-jre-headless) or set JAVA_HOME."
        )


def _check_master(master: str) -> None:
    """A stand-alone master must answer: Spark would wait for it for a minute, then fail in many words."""
    if not master.startswith(STANDALONE):
        return
    for address in master.removeprefix(STANDALONE).split(","):
        host, _, port = address.rpartition(":")
        with (
            suppress(OSError, ValueError, OverflowError),
            socket.create_connection((host.strip("[]"), int(port)), SECONDS_TO_ANSWER),
        ):
            return
    raise RingtraceError(
        f"No Spark answers at {master} (setting spark_master). "
        "Start it or name another; local[*] is this machine alone."
    )


def _options(settings: Settings, folder: Path) -> dict[str, str]:
    options = {
        "spark.app.name": "ringtrace",
        "spark.master": settings.spark_master,
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.warehouse.dir": (folder / "warehouse").as_uri(),
        "spark.sql.ansi.enabled": "false",  # a division by zero is null, and no error
        "spark.sql.session.timeZone": "UTC",  # local times stand in the tables as they are
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
    }
    if settings.spark_master.startswith("local"):
        if settings.threads and settings.spark_master == "local[*]":
            options["spark.master"] = f"local[{settings.threads}]"
        options |= {
            "spark.driver.memory": f"{max(int(settings.memory_limit_gb * 1024), 512)}m",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.local.dir": str(folder),
            "spark.sql.shuffle.partitions": str(settings.threads or os.cpu_count() or 2),
        }
    return options


def _started(options: Mapping[str, str], log: Path) -> "SparkSession":
    """A session, whose Java is started first where this process has none yet."""
    from pyspark import SparkConf, SparkContext, java_gateway
    from pyspark.sql import SparkSession

    conf: Any = SparkConf(loadDefaults=False).setAll(list(options.items()))
    gateway = SparkContext._gateway
    if gateway is None:
        with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            launch: Any = java_gateway.launch_gateway
            gateway = launch(conf, {"stdout": out, "stderr": out})
    context = SparkContext(conf=conf, gateway=gateway)
    return SparkSession(context)


def _reason(error: Exception, log: Path) -> str:
    """The line that says most: of the log, the last that names an error, else what Python was told."""
    said = log.read_text("utf-8", errors="replace").splitlines() if log.is_file() else []
    naming = [line for line in said if re.search(r"^(Exception|Error|Caused by)|(Exception|Error): ", line)]
    line = naming[-1] if naming else str(error).strip().partition("\n")[0]
    return line.strip().rstrip(".") + "."
