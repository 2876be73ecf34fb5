"""A Neo4j put together from Maven Central, without Docker: for tests, benchmarks and `make neo4j`.

Needs mvn, once, and Java: 17 or later for the release with long support, 21 for the current one. The jars are kept in
~/.cache/ringtrace, a folder a release.
"""

import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

NEO4J_VERSION = "5.26.30"  # with long support
CURRENT_VERSION = "2026.09.0"
CACHE = Path.home() / ".cache" / "ringtrace"
START_SECONDS = 300.0  # a busy machine takes its time
_COPY_DEPENDENCIES = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
_OPENED = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent", "java.lang")


class NoServer(Exception):
    """The server cannot be put together or does not start; the message says why."""


@dataclass(frozen=True)
class Server:
    """A running server; its password stays out of logs."""

    uri: str
    password: str = field(repr=False)
    user: str = "neo4j"


def prepare_neo4j(version: str = NEO4J_VERSION) -> Path:
    """Put a release's jars together, once; the folder that holds them.

    Raises:
        NoServer: mvn or a Java that is new enough is missing, or mvn fails.
    """
    home = CACHE / f"neo4j-{version}"
    library = home / "lib"
    _java_for(version)
    if library.is_dir():
        return library
    if not shutil.which("mvn"):
        raise NoServer("mvn is not installed")
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home) as made:
        (Path(made) / "pom.xml").write_text(_pom(version), encoding="utf-8")
        command = ["mvn", "-q", "-B", _COPY_DEPENDENCIES, "-DoutputDirectory=lib", "-DincludeScope=runtime"]
        ended = subprocess.run(command, check=False, cwd=made, capture_output=True, text=True)
        if ended.returncode:
            raise NoServer(f"mvn could not bring Neo4j: {ended.stdout[-2000:]}")
        if not library.is_dir():  # another process may have been faster
            (Path(made) / "lib").rename(library)
    return library


def java(main: str, version: str = NEO4J_VERSION, *memory: str) -> list[str]:
    """The command that runs one of a release's main classes, such as `Neo4jAdminCommand`."""
    opens = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED]
    library = CACHE / f"neo4j-{version}" / "lib"
    return [_java_for(version), *memory, *opens, "-cp", f"{library}/*", f"org.neo4j.server.startup.{main}"]


def _java_for(version: str) -> str:
    """A Java that a release runs on: the one on the path, else one that is installed beside it."""
    least = 17 if version.startswith("5.") else 21
    named = [Path(found).resolve() for found in [shutil.which("java")] if found]
    for program in [*named, *sorted(Path("/usr/lib/jvm").glob("*/bin/java"))]:
        release = program.parent.parent / "release"
        told = re.search(r'JAVA_VERSION="(\d+)', release.read_text(encoding="utf-8")) if release.is_file() else None
        if told and int(told[1]) >= least:
            return str(program)
    raise NoServer(f"Neo4j {version} needs Java {least} or later, which is not installed")


def home_of(folder: Path, lines: tuple[str, ...] = ()) -> dict[str, str]:
    """Make `folder` a home of Neo4j with this configuration; the environment that names it."""
    (folder / "conf").mkdir(parents=True, exist_ok=True)
    opened = (f"server.jvm.additional=--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED)
    text = "\n".join(("dbms.usage_report.enabled=false", *opened, *lines, ""))
    (folder / "conf" / "neo4j.conf").write_text(text, encoding="utf-8")
    return {**os.environ, "NEO4J_HOME": str(folder), "NEO4J_CONF": str(folder / "conf")}


@contextmanager
def running(
    folder: Path,
    *lines: str,
    password: str = "",
    version: str = NEO4J_VERSION,
    memory: tuple[str, str] = ("1g", "256m"),
) -> Iterator[Server]:
    """A server on loopback, on free ports, with a random password and its data in `folder`; stopped at the end.

    `lines` of configuration come on top; `memory` is that of its heap and of its page cache. A folder that was run
    before is given its `password`.

    Raises:
        NoServer: it cannot be put together or does not start.
    """
    prepare_neo4j(version)
    bolt, http = _free_port(), _free_port()
    environment = home_of(
        folder,
        (
            f"server.bolt.listen_address=127.0.0.1:{bolt}",
            f"server.http.listen_address=127.0.0.1:{http}",
            "server.memory.heap.initial_size=256m",
            f"server.memory.heap.max_size={memory[0]}",
            f"server.memory.pagecache.size={memory[1]}",
            "db.transaction.monitor.check.interval=500ms",
            *lines,
        ),
    )
    server = Server(f"bolt://127.0.0.1:{bolt}", password or secrets.token_hex(16))  # "-…" would be read as an option
    if not password:
        command = [*java("Neo4jAdminCommand", version), "dbms", "set-initial-password", server.password]
        subprocess.run(command, env=environment, check=True, capture_output=True)
    with (folder / "console.log").open("w") as log:
        process = subprocess.Popen([*java("Neo4jCommand", version), "console"], env=environment, stdout=log, stderr=log)
    try:
        _wait(bolt, process, folder / "console.log")
        yield server
    finally:
        _stop(process)


def _wait(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while "Started." not in log.read_text(errors="replace"):
        if process.poll() is not None or time.monotonic() > until:
            raise NoServer(f"Neo4j did not start on port {port}: {log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.2)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _pom(version: str) -> str:
    needed = [("org.neo4j.app", "neo4j-server"), ("org.neo4j", "neo4j")]
    dependencies = "".join(
        f"<dependency><groupId>{group}</groupId><artifactId>{name}</artifactId><version>{version}</version>"
        "</dependency>"
        for group, name in needed
    )
    return (
        '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
        "<groupId>local</groupId><artifactId>neo4j-home</artifactId><version>1</version>"
        f"<dependencies>{dependencies}</dependencies></project>"
    )


def main() -> None:
    """Start one for a person, until Ctrl-C; NEO4J_VERSION names another release."""
    version = os.environ.get("NEO4J_VERSION", NEO4J_VERSION)
    try:
        with (
            tempfile.TemporaryDirectory(prefix="ringtrace-neo4j-") as folder,
            running(Path(folder), version=version) as server,
        ):
            print(f"Neo4j {version} runs until Ctrl-C; its data goes with it. In another terminal:")
            print(f"  export RINGTRACE_NEO4J_URI={server.uri} RINGTRACE_NEO4J_PASSWORD={server.password}")
            print("  ringtrace build --store neo4j", flush=True)
            while True:
                time.sleep(3600)
    except KeyboardInterrupt:
        pass
    except NoServer as error:
        sys.exit(f"neo4j: {error}")


if __name__ == "__main__":
    main()
