from benchmarks.benchmarks_page import page as benchmarks_page
from benchmarks.quality_page import page as quality_page
from benchmarks.quality_parts import METHODS
from benchmarks.replay import detected, followed, keeps_one_id

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


def city(level, seed=7, **changed):
    about = {"persons": 100_000, "months": 12, "seed": seed, "level": level}
    return {"city": about, "ours": judged(**changed), "baselines": {}} | DAY


def quality(*cities, **parts):
    return quality_page({"levels": {str(number): one for number, one in enumerate(cities)}, **parts})


def test_quality_counts_false_rings_per_100_000_people_where_there_is_no_crime():
    assert "3.0 false rings per 100,000 people (1 red, 2 yellow" in quality(city("none"))
    assert "at most 0.3 is wanted: **missed**" in quality(city("none"))
    assert "at most 0.3 is wanted: met" in quality(city("none", red=0, yellow=0))


def test_quality_sums_cities_of_one_level_and_shows_what_was_missed():
    text = quality(city("hard"), city("hard"))
    assert "of 8 rings 2 were found" in text
    assert "| boxes sold on | 0 of 4 |" in text


def test_quality_tells_the_median_seed_and_the_worst_beside_the_target():
    text = quality(*(city("mid", seed, precision=[right, 100]) for seed, right in enumerate((80, 97, 99))))
    assert "0.97 (0.80); ≥ 0.95: met" in text
    assert "0.25 (0.25); ≥ 0.92: **missed**" in text


def test_a_page_of_quality_without_figures_says_so():
    assert "Not measured yet" in quality_page({})


def test_scores_stand_beside_the_share_that_is_right():
    text = quality(city("mid", scores=[[0.92, 1.0], [0.93, 0.0], [1.0, 1.0]]))
    assert "| 0.9 to 0.95 | 0.93 | 0.50 (1 of 2) |" in text
    assert "| 0.99 to 1 | 1.00 | 1.00 (1 of 1) |" in text


def test_a_part_that_changes_nothing_when_left_out_is_named_below_the_table():
    without = {"nothing": judged(), "signal: A": judged(), "signal: B": judged(recall=[0, 4])}
    text = quality(ablations={"one": city("mid") | {"without": without}})
    assert "| signal: B | 1 of 4; 0 of 4 |" in text
    assert "change nothing here: signal: A." in text


def test_faults_of_the_records_are_told_with_the_signals_that_were_skipped():
    faults = {"no codes": judged(skipped=["repeated_code"])}
    text = quality(robustness={"one": city("none") | {"faults": faults}})
    assert "| no codes | 3 | `repeated_code` |" in text


def test_other_methods_stand_beside_ours_on_the_same_cities():
    people = {"person_precision": [1, 10], "person_recall": [1, 5]}
    told = city("hard") | {"methods": dict.fromkeys(METHODS, people)}
    text = quality(city("hard"), city("hard", 8), opinions={"one": told})
    assert "| `hard`: **Ringtrace** | 0.25 (1 of 4) | 0.25 (1 of 4) |" in text
    assert "| `hard`: FRAUDAR on people by shop and drug | 0.10 (1 of 10) | 0.20 (1 of 5) |" in text


def test_a_step_that_failed_is_told_with_what_it_said():
    text = benchmarks_page({"build 1000000": {"failed": "no room"} | DAY}, MACHINE)
    assert "| build | 1,000,000 | **failed** |  |  | no room |" in text


def reported(ring_id, people, level="red"):
    return {"ring_id": ring_id, "level": level, "members": [{"kind": "person", "id": one} for one in people]}


def month(*rings, gone=()):
    named = [{"ring_id": ring["ring_id"], "events": ["kept"]} for ring in rings]
    lineage = {"rings": named, "gone": [{"ring_id": one, "became": other} for one, other in gone], "went": []}
    return {"rings": list(rings), "lineage": lineage, "drift": []}


TRUE = [{"persons": [*"ABCDEF"], "pattern": "resale", "variant": "boxes_sold_on", "start_month": 1}]


def test_a_ring_keeps_its_id_where_one_of_its_parts_bears_it_be_it_on_watch():
    parts = (reported("R-1", "ABC", "watch"), reported("R-2", "DEFX"))
    [ring] = followed(TRUE, [month(), month(reported("R-1", "ABC")), month(*parts)])
    assert detected(ring) == 1
    assert keeps_one_id(ring)


def test_a_ring_whose_first_id_was_merged_into_another_of_its_own_is_led_there_but_keeps_no_id():
    whole = month(reported("R-2", "ABCDEF"), gone=[("R-1", "R-2")])
    [ring] = followed(TRUE, [month(reported("R-1", "ABC")), whole])
    assert keeps_one_id(ring) is False
    assert keeps_one_id(ring, led=True)


def test_a_ring_that_is_mostly_others_is_none_of_the_true_ones():
    [ring] = followed(TRUE, [month(reported("R-1", "ABXYZ"))])
    assert detected(ring) is None
    assert keeps_one_id(ring) is None


def test_cities_of_another_make_stand_beside_our_own():
    judged = {"precision": [37, 39], "recall": [27, 47], "person_precision": [88, 100]}
    told = {"ours": judged, "city": {"level": "mid", "seed": 8, "persons": 100_000}}
    text = quality(other_make={"one": told})
    assert "## Cities of another make" in text
    assert "| `mid` | 0.95 (37 of 39) | 0.57 (27 of 47) | 0.88 (88 of 100) |" in text


def loss(told, named, true=100.0):
    return {"told": told, "low": told * 0.8, "high": told * 1.1, "named": named, "true": true}


def test_the_page_follows_rings_through_months_and_compares_their_loss():
    rings = followed(TRUE, [month(), month(reported("R-1", "ABC")), month(reported("R-1", "ABCD"))])
    replay = {"months": 3, "rings": rings, "events": {"grown": 1}, "drift": [], "losses": [loss(90.0, 95.0)]}
    text = quality(replay={"one": city("mid") | {"replay": replay}})
    assert "| `mid` | 1 of 1 | 0 | 1 | 1 | 1 | 1 of 1 | 1 of 1 |" in text
    assert "- `mid`: grown 1" in text
    assert "| `mid` | 1 | 0.90 | 0.95 | 1.00 | 1.00 |" in text


def test_the_loss_of_the_cities_by_level_goes_before_that_of_the_replay():
    text = quality(city("hard", losses=[loss(50.0, 80.0), loss(160.0, 100.0)]))
    assert "| `hard` | 2 | 1.05 | 1.11 | 0.00 | 0.00 |" in text


def searched(processor, settlements, score=0.9):
    kept = {"python_bytes": 1e9, "java_bytes": 1e9, "kept_bytes": 100 * settlements, "rings": [["R-1", score]]}
    return {"seconds": 9.0, "processor": processor, "settlements": settlements} | kept | DAY


def on_both(score=0.9):
    job = step(50.0) | {"parts": {"billed_alike": 5.0, "suspicion graph": 1.0, "communities": 1.0, "rings": 3.0}}
    both = {"detect on spark 20000": searched(100, 100_000, score), "detect on duckdb 20000": searched(20, 100_000)}
    return both | {"load 1000000": step(40.0) | {"settlements": 10_000_000}, "detect 1000000": job}


def test_what_a_province_needs_on_spark_follows_from_what_was_measured():
    text = benchmarks_page(on_both(), MACHINE)
    assert "| work | 1 billion settlements × the two figures above | 3 to 278 core hours |" in text  # 10 µs and 1000 µs
    assert "| shared disk for what is kept | 100 bytes a settlement | 0.10 TB |" in text
    assert "Both find the same rings" in text


def test_engines_that_differ_are_told():
    assert "**They differ in rings or scores.**" in benchmarks_page(on_both(score=0.8), MACHINE)


def asked(p95, processor, **about):
    seconds = {
        "draws": 50,
        "median": p95 / 2,
        "p95": p95,
        "processor_median": processor / 2,
        "processor_p95": processor,
    }
    return seconds | {"rows": 3, "from_node": True} | about


def test_answers_over_their_limit_are_missed_unless_only_other_work_made_them_wait():
    taken = {"quick": asked(0.1, 0.1), "slow": asked(0.5, 0.4), "waiting": asked(0.5, 0.1)}
    taken["whole"] = asked(2.9, 4.0, from_node=False)
    text = benchmarks_page({"answers queries 1000000": {"taken": taken, "peak_bytes": 2e9} | DAY}, MACHINE)
    told = {line.split("`")[1]: line for line in text.splitlines() if line.startswith("| `")}
    assert told["quick"].endswith("≤ 0.2 s: met |")
    assert told["slow"].endswith("≤ 0.2 s: **missed** |")
    assert "**missed** beside other work" in told["waiting"]
    assert told["whole"].endswith("≤ 3 s: met |")


def test_rates_into_a_neo4j_are_held_against_what_was_to_be_reached():
    figures = {
        "neo4j driver 5000": {"elements": 300_000, "seconds": 15.0, "loading": 10.0} | DAY,
        "neo4j bulk 1000000": {"elements": 60_000_000, "seconds": 700.0, "parts": {"import": 300.0}} | DAY,
    }
    text = benchmarks_page(figures, MACHINE)
    driver, _, alone, whole = (line for line in text.splitlines() if "| 5,000 |" in line or "60,000,000" in line)
    assert "30,000 | ≥ 35,000 a second: **missed**" in driver
    assert "200,000 | ≥ 150,000 a second: met" in alone
    assert "≤ 600 s at 1,000,000: **missed**" in whole


def sessions(p95, peak):
    taken = {"sessions": 20, "pages": 300, "p50": 0.3, "p95": p95, "work_a_page": 0.2, "peak_bytes": peak, "errors": []}
    return taken | {"by_page": {"ring": [9, p95]}, "first": {"ring": 4.0}, "others": 1.5} | DAY


def test_the_app_at_a_million_people_is_judged_by_its_pages_and_its_memory():
    text = benchmarks_page({"app 1000000": sessions(1.5, 5e9)}, MACHINE)
    assert "≤ 2 s: met; ≤ 4 GB: **missed**" in text
    assert "other work took 1.5 cores" in text
    assert "≤ 2 s" not in benchmarks_page({"app 100000": sessions(1.5, 5e9)}, MACHINE)


def test_the_canvas_is_judged_at_200_nodes():
    one = {"drawn": 1.2, "expanded": 0.5, "frame": 0.017, "drawn_work": 0.5, "expanded_work": 0.1}
    text = benchmarks_page({"app canvas": {"200": one, "2000": one} | DAY}, MACHINE)
    assert "drawn in at most 1.5 s: met" in text
    assert "expanded in at most 0.3 s: **missed**" in text
