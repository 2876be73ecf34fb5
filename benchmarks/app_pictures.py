"""Pictures of the app for the docs, from the demonstration: `python -m benchmarks.app_pictures demo docs/pictures`."""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
from playwright.sync_api import Page, sync_playwright

from command_line.serving import serve
from workspace.errors import RingtraceError
from workspace.runs import read_run
from workspace.snapshots import Workspace

SIZE = {"width": 1280, "height": 900}


@dataclass(frozen=True)
class Picture:
    """A page to show: the file's name, the address, what is clicked first, how many pixels of it."""

    name: str
    path: str
    before: Callable[[Page], None] | None = None
    height: int = 900


def pictures(workspace: Workspace) -> list[Picture]:
    """The pages of the demonstration that the docs show; the same city gives the same pages."""
    snapshot = workspace.require_current()
    run = snapshot.current_run
    if run is None:
        raise RingtraceError(f"{workspace.path} was not searched yet. Run: ringtrace demo")
    rings = sorted(read_run(run)["rings"], key=lambda ring: (-ring["score"], ring["ring_id"]))
    ring, place = rings[0], next(one for one in rings[0]["members"] if one["kind"] == "institution")
    with duckdb.connect() as engine:
        snapshot.register(engine)
        drug = _first(engine, "SELECT drug_id FROM lines JOIN batches USING (drug_id, batch_id)")
        code = _first(engine, "SELECT trace_code FROM scans")
    return [
        Picture("rings", "rings"),
        Picture("ring", f"ring?ring={ring['ring_id']}", height=1500),
        Picture("overview", "overview", height=1300),
        Picture("explorer", f"explorer?node=Institution:{place['id']}", height=1100),
        Picture("flow", f"flow?view=goods&drug={drug}", height=1400),
        Picture("stock", f"flow?view=stock&shop={place['id']}", height=1200),
        Picture("code", f"flow?view=code&code={code}", height=1100),
        Picture("queries", "queries?query=flows_between_institutions", _run, height=1000),
    ]


def _first(engine: duckdb.DuckDBPyConnection, rows: str) -> str:
    """The value that occurs most, of those the least."""
    found = engine.execute(
        f"SELECT * FROM ({rows}) AS t(one) GROUP BY one ORDER BY count(*) DESC, one LIMIT 1"
    ).fetchone()
    return str(found[0]) if found else ""


def _run(page: Page) -> None:
    page.get_by_role("button", name="Run").click()
    page.get_by_role("tab", name="Chart").wait_for()


def take(workspace: Workspace, folder: Path) -> None:
    """Write the pictures, light, in English; a picture that exists is replaced."""
    browser_file = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser_file is None:
        raise RingtraceError("There is no chromium. Install it: apt-get install chromium")
    folder.mkdir(parents=True, exist_ok=True)
    with serve(workspace.path, 0) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_file, args=["--no-sandbox"])
        for picture in pictures(workspace):
            page = browser.new_page(viewport=SIZE | {"height": picture.height})
            page.goto(f"{address}/{picture.path}")
            page.get_by_test_id("stHeading").first.wait_for(timeout=60_000)
            _settle(page)
            if picture.before:
                picture.before(page)
                _settle(page)
            page.screenshot(path=folder / f"{picture.name}.png")
            page.close()
        browser.close()


def _settle(page: Page) -> None:
    page.wait_for_timeout(2_500)
    busy = "[data-testid=stSpinner], [data-testid=stStatusWidget], [data-testid=stSkeleton]"
    page.wait_for_function("busy => !document.querySelector(busy)", arg=busy)
    page.wait_for_timeout(1_500)


if __name__ == "__main__":
    take(Workspace.open(Path(sys.argv[1])), Path(sys.argv[2]))
