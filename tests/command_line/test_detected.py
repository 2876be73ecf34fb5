from pathlib import Path

from rich.console import Console

from command_line.show.detected import print_detected
from detection.run import RunReport


def printed(moved, **lineage):
    console = Console(width=200)
    drift = {"checked": {}, "moved": moved}
    report = RunReport("run-1", Path("run-1"), [], [], [], {}, 0, drift=drift, lineage=lineage)
    with console.capture() as shown:
        print_detected(console, report, None)
    return shown.get()


def month(signal, name, ratio):
    return {"signal": signal, "month": name, "usual": 0.1, "rate": 0.1 * ratio, "ratio": ratio, "p_value": 1e-9}


def test_signals_whose_innocent_rate_moved_are_told_in_one_line():
    moved = [
        month("unread_code", "2026-08", 2.4),
        month("unread_code", "2026-09", 3.1),
        month("co_swipe", "2026-10", 4),
    ]
    [line] = [one for one in printed(moved).splitlines() if "moved" in one]
    assert "co_swipe 4.0 times the usual in 2026-10; " in line
    assert "unread_code 3.1 times the usual in 2026-09 and in 1 more month(s)" in line


def test_where_nothing_moved_nothing_is_said_of_it():
    assert "moved" not in printed([])


def test_what_happened_to_rings_since_the_run_before_is_told_in_one_line():
    rings = [{"events": ["merged", "grown"]}, {"events": ["grown"]}, {"events": ["new"]}]
    assert "since the run before: 1 merged, 2 grown, 1 new, 2 gone" in printed(
        [], before="run-0", rings=rings, went=["R-1", "R-2"]
    )
    assert "since" not in printed([], before="", rings=rings, went=[])
