"""The canvas in Chromium: `python -m benchmarks.app_canvas`.

Seconds until 200, 1,000 and 2,000 nodes are drawn, and until five neighbours more are, without a store, so that only
the component and the browser are timed.

A page of its own shows the component, as the explorer does; twice as many edges as nodes. What is timed begins at the
click that asks for it and ends at the first frame after the canvas has all nodes.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import psutil
from playwright.sync_api import CDPSession, Page, sync_playwright

from benchmarks import machine
from benchmarks.app_sessions import machine_busy
from benchmarks.main_job import FIGURES
from benchmarks.measuring import ROOT

SIZES = (200, 1_000, 2_000)
TIMES = 3
PORT = 8599
APP = """
import random
import streamlit as st
from dashboards.canvas import board
from dashboards.drawing import draw
from graph.store import Edge, Node, NodeRef

st.set_page_config(layout="wide")
size = st.session_state.setdefault("size", 0)
more = st.session_state.setdefault("more", 0)
for one in (200, 1000, 2000):
    st.button(f"Draw {one}", on_click=lambda one=one: st.session_state.update(size=one, more=0))
st.button("Expand", on_click=lambda: st.session_state.update(more=st.session_state["more"] + 5))
chance = random.Random(7)
refs = [NodeRef("Person" if n % 9 else "Institution", f"N{n}") for n in range(size)]
pairs = [(n, chance.randrange(n)) for n in range(1, size)] + [
    (chance.randrange(size), chance.randrange(size)) for _ in range(size)]
edges = [Edge("BOUGHT_AT", refs[a], refs[b], {"settlements": chance.randrange(1, 90)}) for a, b in pairs if a != b]
fresh = [NodeRef("Card", f"M{n}") for n in range(more)]
edges += [Edge("HOLDS", refs[0], one, {}) for one in fresh]
places = st.session_state.setdefault("places", {})
found = board(draw([Node(one, {"name": "王小明"}) for one in (*refs, *fresh)], edges), f"bench_{size}", places)
places |= found.positions
"""


def measure() -> dict[str, object]:
    """Median seconds by size: drawn, expanded."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SystemExit("There is no chromium. Install it: apt-get install chromium")
    figures: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        script = Path(folder) / "app.py"
        script.write_text(APP, encoding="utf-8")
        app = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={PORT}"],
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(Path.home())},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _await()
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for size in SIZES:
                figures[str(size)] = _size(browser.new_page(viewport={"width": 1280, "height": 900}), size)
            browser.close()
        finally:
            app.terminate()
            app.wait()
    return figures


def _await() -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The page did not start.")


def _size(page: Page, size: int) -> dict[str, float]:
    drawn, expanded, worst, work = [], [], [], []
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
    for _ in range(TIMES):
        page.goto(f"http://127.0.0.1:{PORT}")
        page.get_by_role("button", name=f"Draw {size}", exact=True).wait_for()
        page.wait_for_timeout(800)
        before = _worked(devtools)
        drawn.append(_until(page, f"Draw {size}", size))
        between = _worked(devtools)
        page.wait_for_timeout(1_500)
        begun = _worked(devtools)
        expanded.append(_until(page, "Expand", size + 5))
        work.append((between - before, _worked(devtools) - begun))
        page.wait_for_timeout(500)
        worst.append(_frames(page))
    page.close()
    return {
        "drawn": round(statistics.median(drawn), 2),
        "expanded": round(statistics.median(expanded), 2),
        "frame": round(statistics.median(worst), 3),
        "drawn_work": round(statistics.median(one for one, _ in work), 2),
        "expanded_work": round(statistics.median(one for _, one in work), 2),
    }


def _worked(devtools: CDPSession) -> float:
    """Seconds of processor that the page's thread and the app have taken: what a busy machine does not stretch."""
    metrics = devtools.send("Performance.getMetrics")["metrics"]
    app = next(one for one in psutil.Process().children() if "streamlit" in " ".join(one.cmdline())).cpu_times()
    page = float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))
    return page + float(app.user + app.system)


def _until(page: Page, button: str, nodes: int) -> float:
    """Seconds from the click to the frame that shows so many nodes; both are told by the browser's own clock."""
    return float(
        page.evaluate(
            """async ([name, nodes]) => {
              const find = (root) => root.querySelector(".graph") ||
                [...root.querySelectorAll("*")].map((one) => one.shadowRoot && find(one.shadowRoot)).find(Boolean);
              const button = [...document.querySelectorAll("button")].find((one) => one.innerText.trim() === name);
              const begun = performance.now();
              button.click();
              for (;;) {
                const graph = find(document);
                if (graph && graph.dataset.nodes === String(nodes)) break;
                await new Promise(requestAnimationFrame);
              }
              await new Promise(requestAnimationFrame);
              await new Promise(requestAnimationFrame);
              return (performance.now() - begun) / 1000;
            }""",
            [button, nodes],
        )
    )


def _frames(page: Page) -> float:
    """Seconds of a frame while the graph is dragged: what tells whether it can be used."""
    box = page.locator(".graph").first.bounding_box()
    assert box is not None
    page.evaluate(
        """() => { window.frames_ = []; let last = performance.now();
          const step = (now) => { window.frames_.push(now - last); last = now; requestAnimationFrame(step); };
          requestAnimationFrame(step); }"""
    )
    page.mouse.move(box["x"] + 15, box["y"] + box["height"] - 15)
    page.mouse.down()
    for step in range(20):
        page.mouse.move(box["x"] + 15 + 8 * step, box["y"] + box["height"] - 15 - 4 * step)
        page.wait_for_timeout(16)
    page.mouse.up()
    frames = page.evaluate("window.frames_")
    return statistics.median(frames) / 1000 if frames else 0.0


def main() -> None:
    busy, began, own = machine_busy(), time.monotonic(), time.process_time()
    taken = measure()
    children = os.times()
    others = machine_busy() - busy - (time.process_time() - own) - children.children_user - children.children_system
    taken |= {"others": round(max(others, 0.0) / (time.monotonic() - began), 2), "date": machine.today()}
    figures = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.is_file() else {}
    FIGURES.parent.mkdir(parents=True, exist_ok=True)
    FIGURES.write_text(json.dumps(figures | {"app canvas": taken}, indent=1), encoding="utf-8")
    json.dump(taken, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
