"""The part of docs/benchmarks.md about evidence bundles: a large ring exported."""

from typing import Any

from benchmarks.tables import gb, met, table, when

SECONDS, MEMORY = 60.0, 2e9  # to reach


def export(figures: dict[str, dict[str, Any]]) -> str:
    """The large ring, beside what was to be reached."""
    told = (
        "## Evidence of a large ring\n\n`python -m benchmarks.large_export` exports a ring by the command line, the "
        "whole bundle: tables, graph in every format, the report as PDF, DOCX, XLSX and HTML; and verifies it."
    )
    one = figures.get("export large")
    if one is None:
        return f"{told}\n\nNot measured yet."
    rows = [
        (
            "export",
            f"{one['seconds']:.1f}",
            gb(one["peak_bytes"]),
            f"≤ 60 s: {met(one['seconds'] <= SECONDS)}; ≤ 2 GB: {met(one['peak_bytes'] <= MEMORY)}",
            when(one),
        ),
        ("verify", f"{one['verify']['seconds']:.1f}", gb(one["verify"]["peak_bytes"]), "", when(one | one["verify"])),
    ]
    size = (
        f"The ring has {one['members']:,} members and {one['lines']:,} lines; its bundle {one['bytes'] / 1e6:.0f} MB."
    )
    return f"{told}\n\n{table(('step', 'seconds', 'peak memory', 'to reach', 'measured'), rows)}\n\n{size}"
