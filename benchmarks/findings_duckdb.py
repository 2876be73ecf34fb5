"""The same findings by hand-written SQL on DuckDB, reading only the columns needed: the floor that an abstraction
over the engine is measured against. Same bounds on memory and threads as Ringtrace's own connection.
"""

from collections.abc import Callable

import duckdb
import numpy as np
import pandas as pd

from benchmarks.findings import Found
from detection.rates import TRIMMED
from detection.signal import q_values_by_group
from detection.signals.co_swipe import BORROWED, FEWEST_DAYS, NEIGHBOURS, WINDOW
from detection.signals.repeated_code import RETRY
from detection.tails import benjamini_hochberg, upper_tail
from workspace.settings import Settings
from workspace.snapshots import Snapshot, Workspace

_VISITS = """
CREATE TEMP TABLE people AS
    SELECT person_id, (row_number() OVER (ORDER BY person_id) - 1)::INTEGER AS person FROM persons;
CREATE TEMP TABLE places AS
    SELECT institution_id, (row_number() OVER (ORDER BY institution_id) - 1)::INTEGER AS place FROM institutions;
CREATE TEMP TABLE visits AS
    SELECT settlement_id, person, place, epoch(settled_at)::BIGINT AS paid_at,
        (epoch(settled_at)::BIGINT // 86400)::INTEGER AS day
    FROM settlements JOIN people USING (person_id) JOIN places USING (institution_id)
    WHERE reverses IS NULL
    AND settlement_id NOT IN (SELECT reverses FROM settlements WHERE reverses IS NOT NULL)
"""
_PAIRS = f"""
CREATE TEMP TABLE near AS SELECT person, place, day, paid_at FROM visits
    WINDOW queue AS (PARTITION BY place ORDER BY paid_at, person)
    QUALIFY paid_at - lag(paid_at) OVER queue <= {WINDOW} OR lead(paid_at) OVER queue - paid_at <= {WINDOW};
CREATE TEMP TABLE lagged AS
    SELECT *, {{lags}} FROM near WINDOW queue AS (PARTITION BY place ORDER BY paid_at, person);
CREATE TEMP TABLE pairs AS {{parts}};
CREATE TEMP TABLE met AS SELECT a, b, count(DISTINCT day) AS times FROM pairs GROUP BY a, b;
CREATE TEMP TABLE together AS SELECT * FROM met WHERE times >= {FEWEST_DAYS}
"""
_EXPECTED = f"""
WITH each AS (SELECT person, place, count(*) AS visits FROM visits GROUP BY ALL),
meant AS (SELECT a AS person FROM together UNION SELECT b FROM together),
days AS (SELECT DISTINCT person, place, day FROM visits SEMI JOIN meant USING (person)),
chances AS (
    SELECT place, close / greatest(n * (n - 1) / 2, 1.0) AS chance
    FROM (SELECT place, count(*)::DOUBLE AS n FROM visits GROUP BY place)
    JOIN (SELECT place, count(*) AS close FROM pairs GROUP BY place) USING (place)
),
bins AS (SELECT place, paid_at % 86400 // {WINDOW} AS bin, count(*)::DOUBLE AS visits FROM visits GROUP BY ALL),
profiles AS (
    SELECT place, sum(visits * (visits + coalesce(next_visits, 0))) / sum(visits) ** 2 AS profile
    FROM bins LEFT JOIN (SELECT place, bin - 1 AS bin, visits AS next_visits FROM bins) USING (place, bin)
    GROUP BY place
),
of_day AS (
    SELECT place, day,
        (coalesce(close, 0) + {BORROWED} * profile) / (visits * (visits - 1) / 2 + {BORROWED}) AS chance
    FROM (SELECT place, day, count(*)::DOUBLE AS visits FROM visits GROUP BY ALL)
    LEFT JOIN (SELECT place, day, count(*) AS close FROM pairs GROUP BY ALL) USING (place, day)
    JOIN profiles USING (place)
),
given_visits AS (
    SELECT a, b, sum(x.visits * y.visits * chance) AS given_visits
    FROM together JOIN each x ON a = x.person JOIN each y ON b = y.person AND x.place = y.place
    JOIN chances ON chances.place = x.place GROUP BY a, b
),
given_days AS (
    SELECT a, b, sum(chance) AS given_days
    FROM together JOIN days x ON a = x.person JOIN days y ON b = y.person AND x.place = y.place AND x.day = y.day
    JOIN of_day ON of_day.place = x.place AND of_day.day = x.day GROUP BY a, b
)
SELECT a, b, times, greatest(given_days, given_visits) AS expected
FROM together JOIN given_days USING (a, b) JOIN given_visits USING (a, b)
"""
_COMPANY_LINES = """
WITH met AS (SELECT DISTINCT finding, a, b, place, day FROM kept JOIN pairs USING (a, b)),
each AS (SELECT finding, a AS person, place, day FROM met UNION ALL SELECT finding, b, place, day FROM met)
SELECT DISTINCT finding, line_id, person
FROM each JOIN visits USING (person, place, day) JOIN lines USING (settlement_id) ORDER BY finding, line_id
"""
_FLAGGED = f"""
CREATE TEMP TABLE codes AS SELECT DISTINCT trace_code, line_id FROM scans
    SEMI JOIN (
        SELECT trace_code FROM scans GROUP BY trace_code HAVING count(*) > 1 AND min(line_id) <> max(line_id)
    ) USING (trace_code);
CREATE TEMP TABLE read AS
    SELECT line_id, person, place, drug_id, paid_at FROM lines JOIN visits USING (settlement_id)
    WHERE NOT coalesce(split_pack, false) AND line_id IN (SELECT line_id FROM scans);
CREATE TEMP TABLE coded AS SELECT trace_code, line_id, person, place, paid_at FROM codes JOIN read USING (line_id);
CREATE TEMP TABLE reused AS
    SELECT DISTINCT x.line_id FROM coded x JOIN coded y
        ON x.trace_code = y.trace_code AND x.place = y.place AND x.line_id <> y.line_id
        AND (x.person <> y.person OR abs(x.paid_at - y.paid_at) > {RETRY});
CREATE TEMP TABLE flagged AS
    SELECT line_id, person, place, drug_id, (reused.line_id IS NOT NULL)::INTEGER AS flag
    FROM read LEFT JOIN reused USING (line_id)
"""
_BY_PERSON_AND_PLACE = f"""
WITH shares AS (SELECT place, avg(flag) AS share FROM flagged GROUP BY place),
honest_places AS (SELECT place FROM shares QUALIFY ntile({TRIMMED}) OVER (ORDER BY share, place) < {TRIMMED}),
by_drug AS (
    SELECT drug_id, count(*) AS lines, sum(flag) AS hits FROM flagged SEMI JOIN honest_places USING (place)
    GROUP BY drug_id
),
overall AS (SELECT (sum(hits) + 1.0) / (sum(lines) + 2.0) AS overall FROM by_drug),
rates AS (
    SELECT drug_id, (coalesce(hits, 0) + 200.0 * overall) / (coalesce(lines, 0) + 200.0) AS drug_rate
    FROM (SELECT DISTINCT drug_id FROM flagged) LEFT JOIN by_drug USING (drug_id), overall
),
units AS (
    SELECT person, place, count(*) AS lines, sum(flag) AS times, sum(drug_rate) AS by_drug
    FROM flagged JOIN rates USING (drug_id) GROUP BY ALL
),
shops AS (SELECT place, sum(lines) AS shop_lines, sum(times) AS shop_times FROM units GROUP BY place)
SELECT person, place, times,
    greatest(by_drug, (shop_times - times) / greatest(shop_lines - lines, 1) * lines) AS expected
FROM units JOIN shops USING (place) WHERE times > expected + sqrt(expected) / 2
"""


def co_swipe(workspace: Workspace, snapshot: Snapshot, settings: Settings) -> Callable[[], Found]:
    connection = _opened(workspace, snapshot)
    steps = range(1, NEIGHBOURS + 1)
    lags = ", ".join(
        f"lag(person, {step}) OVER queue AS other{step}, paid_at - lag(paid_at, {step}) OVER queue AS gap{step}"
        for step in steps
    )
    parts = " UNION ALL ".join(
        f"SELECT least(person, other{step}) AS a, greatest(person, other{step}) AS b, place, day FROM lagged "
        f"WHERE gap{step} <= {WINDOW} AND other{step} <> person"
        for step in steps
    )
    connection.execute(_PAIRS.format(lags=lags, parts=parts))
    units = connection.execute(_EXPECTED).df()
    tests = connection.execute("SELECT count(*) FROM met").fetchall()[0][0]
    p_values = upper_tail(units["times"].to_numpy(float), units["expected"].to_numpy(float), np.zeros(len(units)))
    kept = _kept(connection, units, benjamini_hochberg(p_values, tests), ["a", "b"], settings)
    evidence = connection.execute(_COMPANY_LINES).df()

    def finish() -> Found:
        people = connection.execute("SELECT person_id FROM people ORDER BY person").df()["person_id"].to_numpy()
        seen = connection.execute("SELECT a, b, times FROM together").df()
        return Found(
            pd.DataFrame({"one": people[seen["a"]], "other": people[seen["b"]], "times": seen["times"]}),
            kept.assign(one=people[kept["a"]], other=people[kept["b"]])[["one", "other", "times", "expected"]],
            evidence.assign(person_id=people[evidence["person"]])[["line_id", "person_id"]],
            tests,
        )

    return finish


def repeated_code(workspace: Workspace, snapshot: Snapshot, settings: Settings) -> Callable[[], Found]:
    connection = _opened(workspace, snapshot)
    connection.execute(_FLAGGED)
    units = connection.execute(_BY_PERSON_AND_PLACE).df()
    sizes = dict(connection.execute("SELECT place, count(DISTINCT person) FROM flagged GROUP BY place").fetchall())
    units["p_value"] = upper_tail(
        units["times"].to_numpy(float), units["expected"].to_numpy(float), np.zeros(len(units))
    )
    q_values = q_values_by_group(units, "place", sizes, settings.false_discovery_rate)
    kept = _kept(connection, units, q_values, ["person", "place"], settings)
    evidence = connection.execute(
        "SELECT finding, line_id, person FROM kept JOIN flagged USING (person, place) WHERE flag = 1 "
        "ORDER BY finding, line_id"
    ).df()

    def finish() -> Found:
        people = connection.execute("SELECT person_id FROM people ORDER BY person").df()["person_id"].to_numpy()
        places = connection.execute("SELECT institution_id FROM places ORDER BY place").df()["institution_id"]
        named = kept.assign(
            person_id=people[kept["person"]], institution_id=places.to_numpy()[kept["place"].to_numpy()]
        )
        return Found(
            connection.execute("SELECT line_id FROM reused").df(),
            named[["person_id", "institution_id", "times", "expected"]],
            evidence.assign(person_id=people[evidence["person"]])[["line_id", "person_id"]],
            sum(sizes.values()),
        )

    return finish


def _opened(workspace: Workspace, snapshot: Snapshot) -> duckdb.DuckDBPyConnection:
    connection = workspace.connect()
    snapshot.register(connection)
    connection.execute(_VISITS)
    return connection


def _kept(
    connection: duckdb.DuckDBPyConnection,
    units: pd.DataFrame,
    q_values: "np.ndarray[tuple[int], np.dtype[np.float64]]",
    unit: list[str],
    settings: Settings,
) -> pd.DataFrame:
    """The units that stood the test, numbered, as a frame and as the table `kept`."""
    found = (q_values <= settings.false_discovery_rate) & (units["times"] > units["expected"])
    kept = units[found].sort_values(unit, ignore_index=True).rename_axis("finding").reset_index()
    connection.register("frame", kept)
    connection.execute("CREATE TEMP TABLE kept AS SELECT * FROM frame")
    return kept
