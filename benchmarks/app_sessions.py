"""Twenty people at once in the app: `python -m benchmarks.app_sessions WORKSPACE [--people 20 --minutes 3]`.

Each is a session of its own over the app's web socket, as a browser opens it: it goes to a page, waits until the
server has sent all of it, reads for some seconds, and goes on. What is timed is what the server takes, from the click
to the last message; drawing in the browser is timed by `benchmarks.app_canvas`. Cookies, files and scripts of the page
are left out. Memory is that of the app's process tree. The workspace is not written to: a shadow of links is.
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from urllib.parse import quote

import duckdb
import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from benchmarks import machine
from benchmarks.main_job import FIGURES
from benchmarks.measuring import _memory
from command_line.serving import serve
from workspace.runs import read_run
from workspace.snapshots import Workspace

READS = (5.0, 25.0)  # seconds for which a page is read: four actions a minute, as investigators who compare and write
FIRST_RINGS = 100  # of those by score, which people work through
PATIENCE = 120.0
_PAGES = 17  # of a round of `way`


@dataclass
class Seen:
    """Seconds by page, and what went wrong."""

    seconds: list[tuple[str, float]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, page: str, taken: float) -> None:
        with self.lock:
            self.seconds.append((page, taken))


@dataclass(frozen=True)
class Places:
    """What the sessions look at."""

    rings: list[str]
    people: list[str]
    names: list[str]
    shops: list[str]
    codes: list[str]
    drugs: list[str]


def places_of(workspace: Workspace) -> Places:
    snapshot = workspace.require_current()
    run = snapshot.current_run
    if run is None:
        raise SystemExit(f"{workspace.path} was not searched. Run: ringtrace detect")
    with duckdb.connect() as engine:
        snapshot.register(engine)

        def some(text: str) -> list[str]:
            return [str(row[0]) for row in engine.execute(text).fetchall()]

        return Places(
            [str(ring["ring_id"]) for ring in read_run(run)["rings"]][:FIRST_RINGS],
            some("SELECT person_id FROM persons ORDER BY hash(person_id) LIMIT 500"),
            some("SELECT name FROM persons ORDER BY hash(person_id) LIMIT 200"),
            some("SELECT institution_id FROM institutions ORDER BY hash(institution_id) LIMIT 200"),
            some("SELECT trace_code FROM scans ORDER BY hash(trace_code) LIMIT 200"),
            some("SELECT drug_id FROM drugs ORDER BY hash(drug_id) LIMIT 50"),
        )


def way(places: Places, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Page and query of a session, without end: an investigator's day, with a supervisor's looks in between."""
    while True:
        yield "", ""
        for _ in range(3):
            yield "ring", f"ring={chance.choice(places.rings)}"
            yield "explorer", f"node=Person:{chance.choice(places.people)}"
        yield "explorer", f"node={quote(chance.choice(places.names))}"
        yield "explorer", f"node=Institution:{chance.choice(places.shops)}"
        yield "flow", f"view=code&code={chance.choice(places.codes)}"
        yield "flow", f"view=stock&shop={chance.choice(places.shops)}"
        yield "flow", f"view=goods&drug={chance.choice(places.drugs)}"
        yield from (
            ("alerts", ""),
            ("cases", ""),
            ("overview", ""),
            ("queries", "query=places_of_a_card"),
            ("data", ""),
        )


class Session:
    """One person's session."""

    def __init__(self, address: str) -> None:
        self._socket: ClientConnection = connect(
            f"{address.replace('http', 'ws')}/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item] # a name
            origin=address,  # type: ignore[arg-type] # a text
            max_size=None,
            open_timeout=PATIENCE,
            legacy=True,
        )

    def close(self) -> None:
        self._socket.close()

    def open(self, page: str, query: str) -> float:
        """Open a page; the seconds until the server has sent it whole."""
        asked = BackMsg()
        asked.rerun_script.query_string = query
        asked.rerun_script.page_name = page
        begun = time.perf_counter()
        self._socket.send(asked.SerializeToString())
        while True:
            told = ForwardMsg()
            told.ParseFromString(bytes(self._socket.recv(timeout=PATIENCE)))  # type: ignore[arg-type] # binary frames
            if told.WhichOneof("type") == "page_not_found":
                raise RuntimeError(f"no page {page}")
            if told.WhichOneof("type") == "delta" and _is_error(told):
                raise RuntimeError(f"{page}?{query}: {told.delta.new_element.alert.body[:200]}")
            if told.WhichOneof("type") == "script_finished" and told.script_finished == 0:
                return time.perf_counter() - begun


def _is_error(told: ForwardMsg) -> bool:
    element = told.delta.new_element
    return element.WhichOneof("type") == "alert" and element.alert.format == 1


def person(address: str, places: Places, number: int, until: float, seen: Seen) -> None:
    chance = random.Random(number)
    time.sleep(chance.uniform(0, READS[1]))  # they do not come at the same moment
    session = Session(address)
    try:
        for page, query in islice(way(places, chance), chance.randrange(_PAGES), None):  # each is somewhere in the day
            if time.monotonic() > until:
                return
            try:
                seen.add(page or "rings", session.open(page, query))
            except RuntimeError as error:
                seen.errors.append(str(error))
            time.sleep(chance.uniform(*READS))
    except Exception as error:  # a session that breaks is told, the others go on
        seen.errors.append(f"{type(error).__name__}: {error}")
    finally:
        session.close()


@contextmanager
def shadow(workspace: Path) -> Iterator[Path]:
    """A folder that reads as the workspace, in which everything written is its own."""
    with tempfile.TemporaryDirectory(prefix="ringtrace-bench-") as folder:
        made = Path(folder) / "w"
        for file in workspace.rglob("*"):
            target = made / file.relative_to(workspace)
            if file.is_dir():
                target.mkdir(parents=True, exist_ok=True)
            elif file.name not in ("casebook.sqlite", "audit.key", "audit.head"):
                target.parent.mkdir(parents=True, exist_ok=True)
                target.symlink_to(file.absolute())
        yield made


class Watch:
    """The highest memory of the app's process tree: all children of this process."""

    def __enter__(self) -> "Watch":
        self.peak = 0
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ends.wait(1.0):
            tree = psutil.Process().children(recursive=True)
            self.peak = max(self.peak, sum(_memory(one, alone=len(tree) == 1) for one in tree))


def measure(workspace: Path, people: int, minutes: float) -> dict[str, object]:
    """Figures of the sessions: seconds by page, p95 of all, memory."""
    with shadow(workspace) as folder:
        places, seen = places_of(Workspace.open(folder)), Seen()
        with serve(folder, 0) as address, Watch() as watch:
            first = _warmed(address, places)
            before, began, own = machine_busy(), time.monotonic(), _work()
            until = began + minutes * 60
            threads = [
                threading.Thread(target=person, args=(address, places, number, until, seen)) for number in range(people)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            lasted, work = time.monotonic() - began, _work() - own
            others = max(machine_busy() - before - work, 0.0) / lasted
        figures = _figures(seen, first, watch.peak)
        told = {"work_a_page": round(work / max(len(seen.seconds), 1), 3), "others": round(others, 2)}
        return figures | told | {"sessions": people, "minutes": minutes}


def _work() -> float:
    """Seconds of processor that this process and the app have taken."""
    tree = [psutil.Process(), *psutil.Process().children(recursive=True)]
    return sum(times.user + times.system for times in (one.cpu_times() for one in tree))


def machine_busy() -> float:
    """Seconds that all cores have worked."""
    times = psutil.cpu_times()
    return float(times.user + times.system + getattr(times, "nice", 0.0))


def _warmed(address: str, places: Places) -> dict[str, float]:
    """The first of each page, which reads what the later ones find in the cache."""
    session, taken = Session(address), {}
    for page, query in _first(places):
        name = page or "rings"
        taken[name] = max(taken.get(name, 0.0), round(session.open(page, query), 2))
    session.close()
    return taken


def _first(places: Places) -> Iterator[tuple[str, str]]:
    steps = way(places, random.Random(0))
    return (next(steps) for _ in range(_PAGES))


def _figures(seen: Seen, first: dict[str, float], peak: int) -> dict[str, object]:
    by_page: dict[str, list[float]] = {}
    for page, taken in seen.seconds:
        by_page.setdefault(page, []).append(taken)
    every = [taken for _, taken in seen.seconds]
    return {
        "pages": len(every),
        "p50": round(statistics.median(every), 3),
        "p95": round(_p95(every), 3),
        "worst": round(max(every), 2),
        "by_page": {page: [len(taken), round(_p95(taken), 2)] for page, taken in sorted(by_page.items())},
        "first": first,
        "peak_bytes": peak,
        "errors": seen.errors[:10],
    }


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure people at once in the app.")
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--people", type=int, default=20, help="sessions at once")
    parser.add_argument("--minutes", type=float, default=3.0)
    given = parser.parse_args()
    with duckdb.connect() as engine:
        Workspace.open(given.workspace).require_current().register(engine)
        persons = int((engine.execute("SELECT count(*) FROM persons").fetchone() or (0,))[0])
    taken = measure(given.workspace, given.people, given.minutes) | {"date": machine.today()}
    figures = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.is_file() else {}
    FIGURES.parent.mkdir(parents=True, exist_ok=True)
    FIGURES.write_text(json.dumps(figures | {f"app {persons}": taken}, indent=1), encoding="utf-8")
    json.dump(taken, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
