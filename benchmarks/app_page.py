"""The part of docs/benchmarks.md about the app: people at once, and the canvas."""

from typing import Any

from benchmarks.tables import gb, met, table, when

P95, MEMORY = 2.0, 4e9  # seconds of a page, bytes, to reach at a million people
DRAWN, EXPANDED = 1.5, 0.3  # seconds to reach at 200 nodes
LARGE = 1_000_000


def app(figures: dict[str, dict[str, Any]]) -> str:
    """Sessions at once by size, then the canvas."""
    sizes = sorted(int(key.removeprefix("app ")) for key in figures if key.startswith("app ") and key != "app canvas")
    parts = [
        "## The app",
        "`python -m benchmarks.app_sessions WORKSPACE` lets people into the app at once, each a session of its own "
        "over the web socket, each somewhere in an investigator's day, who read a page for 5 to 25 seconds before the "
        "next (four actions a minute), of the 100 likeliest rings. What is timed is the server, from the click to the "
        "last message; memory is that of the app's whole process tree. Work is processor seconds a page, with the "
        "driving: other work on the machine does not stretch it.",
        *([_sessions(figures, sizes)] if sizes else ["Not measured yet."]),
    ]
    if "app canvas" in figures:
        parts.append(_canvas(figures["app canvas"]))
    return "\n\n".join(parts)


def _sessions(figures: dict[str, dict[str, Any]], sizes: list[int]) -> str:
    head = ("people in the city", "sessions", "pages", "half within", "95% within", "work a page", "peak memory",
            "to reach", "measured")  # fmt: skip
    rows = []
    for size in sizes:
        one = figures[f"app {size}"]
        reached = (
            f"≤ 2 s: {met(one['p95'] <= P95)}; ≤ 4 GB: {met(one['peak_bytes'] <= MEMORY)}" if size == LARGE else ""
        )
        rows.append(
            (f"{size:,}", str(one["sessions"]), str(one["pages"]), f"{one['p50']:.2f} s", f"{one['p95']:.2f} s",
             f"{one['work_a_page']:.2f} s", gb(one["peak_bytes"]), reached, when(one))
        )  # fmt: skip
    largest = figures[f"app {sizes[-1]}"]
    slowest = sorted(largest["by_page"].items(), key=lambda item: -item[1][1])
    pages = ", ".join(f"{page} {p95:.2f} s ({count})" for page, (count, p95) in slowest)
    errors = (
        f" {len(largest['errors'])} pages ended in an error." if largest["errors"] else " No page ended in an error."
    )
    first = ", ".join(f"{page} {taken:.1f} s" for page, taken in largest["first"].items())
    return (
        f"{table(head, rows)}\n\n95% within, by page (opened so often), at {sizes[-1]:,} people: {pages}.{errors}\n"
        f"The first of each page after the start, which fills the caches: {first}."
    )


def _canvas(one: dict[str, Any]) -> str:
    head = ("nodes", "drawn", "five neighbours more", "work to draw", "work to expand", "a frame while dragged")
    sizes = [name for name in one if name.isdigit()]
    rows = [
        (f"{int(name):,}", *(f"{one[name][part]:.2f} s" for part in
         ("drawn", "expanded", "drawn_work", "expanded_work")), f"{1000 * one[name]['frame']:.0f} ms")
        for name in sizes
    ]  # fmt: skip
    small = one["200"]
    return (
        "### The canvas\n\n`python -m benchmarks.app_canvas`, in headless Chromium with software rendering, from the "
        "click to the frame that shows it, a round trip to the server included. Work is processor seconds of the "
        f"page's thread and the server.\n\n{table(head, rows)}\n\n200 nodes drawn in at most 1.5 s: "
        f"{met(small['drawn'] <= DRAWN)}; expanded in at most 0.3 s: {met(small['expanded'] <= EXPANDED)}. "
        f"Measured {when(one)}."
    )
