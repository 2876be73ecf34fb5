from benchmarks.benchmarks_page import page as benchmarks_page
from benchmarks.quality_page import page as quality_page

DAY = {"date": "2026-01-01"}
MACHINE = {"cores": "2"}


def step(seconds, peak=1e9):
    return {"seconds": seconds, "peak_bytes": peak, "rows": 1000, "nodes": 400} | DAY


def way(seconds):
    return {"seconds": seconds, "peak_bytes": 1e9, "seen": 3, "tests": 9, "units": 2, "evidence": 8} | DAY


def three_ways(ours, duckdb, pandas, differing=()):
    seconds = {"ours": ours, "duckdb": duckdb, "pandas": pandas}
    return {f"co_swipe {name} 1000000": way(value) for name, value in seconds.items()} | {
        "co_swipe agreement 1000000": {"differing": list(differing)} | DAY
    }


def test_a_step_within_its_budget_is_met_and_one_over_it_is_missed():
    text = benchmarks_page({"load 1000000": step(89.0), "detect 1000000": step(61.0, 7e9)}, MACHINE)
    load, detect = (line for line in text.splitlines() if line.startswith(("| load |", "| detect |")))
    assert "**missed**" not in load
    assert detect.count("**missed**") == 2


def test_growth_beyond_a_tenth_over_linear_is_missed():
    grown = {"load 250000": step(10.0), "load 1000000": step(45.0), "build 250000": step(10.0)}
    text = benchmarks_page(grown | {"build 1000000": step(43.0)}, MACHINE)
    assert "| load | × 4.50 | **missed** |" in text
    assert "| build | × 4.30 | met |" in text


def test_ratios_to_the_peers_are_said_with_met_or_missed():
    text = benchmarks_page(three_ways(ours=2.0, duckdb=1.0, pandas=8.0), MACHINE)
    assert "4.0 times as fast as pandas (at least 3: met)" in text
    assert "2.00 times the time of the SQL (at most 1.5: **missed**)" in text


def test_peers_that_find_something_else_are_told():
    text = benchmarks_page(three_ways(1.0, 1.0, 9.0, ["pandas has units 3, ours 2"]), MACHINE)
    assert "They differ: pandas has units 3, ours 2." in text


def test_a_page_without_figures_says_so():
    assert "Not measured yet" in benchmarks_page({}, MACHINE)


def judged(**changed):
    shares = ("precision", "recall", "split", "person_precision", "person_recall", "alerts", "lenders")
    return (
        {name: [1, 4] for name in shares}
        | {
            "by_pattern": {"resale": [1, 2]},
            "by_variant": {"boxes_sold_on": [0, 2]},
            "wrong_by_kind": {"family": 3},
            "red": 1,
            "yellow": 2,
            "watch": 5,
            "alerts_given": 4,
        }
        | changed
    )


def city(level, **changed):
    about = {"persons": 100_000, "months": 12, "seed": 7, "level": level}
    return {"city": about, "ours": judged(**changed), "baselines": {}} | DAY


def test_quality_counts_false_rings_per_100_000_people_where_there_is_no_crime():
    assert "3.0 false rings per 100,000 people (1 red, 2 yellow" in quality_page([city("none")])
    assert "**missed**" in quality_page([city("none")])
    assert "**missed**" not in quality_page([city("none", red=0, yellow=1)])


def test_quality_sums_cities_of_one_level_and_shows_what_was_missed():
    text = quality_page([city("hard"), city("hard")])
    assert "of 8 rings 2 were found" in text
    assert "| boxes sold on | 0 of 4 |" in text
    assert "These are first results" in text


def test_a_step_that_failed_is_told_with_what_it_said():
    text = benchmarks_page({"build 1000000": {"failed": "no room"} | DAY}, MACHINE)
    assert "| build | 1,000,000 | **failed** |  |  | no room |" in text
