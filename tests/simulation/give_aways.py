"""Single rows of a city's lines, false ones beside honest ones of the same shop and age, for plain classifiers."""

import json
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

HONEST_PER_FALSE = 4
NOT_FEATURES = ("line_id", "person_id", "shop", "decade", "pattern", "ring", "false")

# Drug, price, shelf life and sums are left out: which drug is billed is what a crime cannot help showing.
_ROWS = """
WITH numbered AS (SELECT *, row_number() OVER () AS line_row FROM read_parquet($lines)),
bills AS (SELECT *, row_number() OVER () AS bill_row FROM read_parquet($settlements)),
basket AS (SELECT settlement_id, count(*) AS size, sum(quantity) AS packs FROM numbered GROUP BY 1),
codes AS (SELECT line_id, count(*) AS codes FROM read_parquet($scans) GROUP BY 1)
SELECT l.line_id, s.person_id, s.institution_id AS shop,
    date_diff('year', p.birth_date, s.settled_at) // 10 AS decade,
    -- ids and the order of rows, against the time
    (l.line_id::DOUBLE) % 1e6 AS line_id_tail, (s.settlement_id::DOUBLE) % 1e6 AS bill_id_tail,
    l.line_row - row_number() OVER (ORDER BY s.settled_at, l.line_row) AS line_order,
    line_row - min(line_row) OVER (PARTITION BY s.settlement_id) AS place_on_bill,
    -- when
    hour(s.settled_at) + minute(s.settled_at) / 60.0 AS hour, minute(s.settled_at) AS minute,
    second(s.settled_at) AS second, isodow(s.settled_at) AS weekday, day(s.settled_at) AS day_of_month,
    -- how much
    basket.size, basket.packs, l.quantity, l.split_pack::INT AS split_pack,
    -- lot
    date_diff('day', b.made_on, s.settled_at) AS lot_age, (b.expires_on < s.settled_at)::INT AS expired,
    -- papers
    (l.doctor_id IS NOT NULL)::INT AS doctor, (l.prescription_id IS NOT NULL)::INT AS prescription,
    s.medical_type::INT AS medical_type, (s.collected_by IS NOT NULL)::INT AS collected,
    (c.kind = 'e_credential')::INT AS by_phone,
    -- codes
    coalesce(codes.codes, 0) = 0 AS no_code, coalesce(codes.codes, 0) - ceil(l.quantity) AS codes_missing,
    -- rounding
    ((l.unit_price * 100)::BIGINT % 10 = 0)::INT AS no_cents, (l.unit_price::BIGINT = l.unit_price)::INT AS whole_price,
    ((s.total_amount * 100)::BIGINT % 100 = 0)::INT AS whole_total, (s.cash_amount > 0)::INT AS some_cash,
    ((s.total_amount * 100)::BIGINT % 10 = 0)::INT AS total_without_cents
FROM numbered l
JOIN bills s USING (settlement_id) JOIN basket USING (settlement_id)
JOIN read_parquet($persons) p ON p.person_id = s.person_id
JOIN read_parquet($cards) c ON c.card_id = s.card_id
JOIN read_parquet($drugs) d USING (drug_id)
LEFT JOIN read_parquet($batches) b USING (batch_id)
LEFT JOIN codes USING (line_id)
ORDER BY line_row
"""
_TABLES = ("lines", "settlements", "scans", "persons", "cards", "drugs", "batches")


def rows_of(city: Path) -> pd.DataFrame:
    """All lines of a city with what a single row shows, the truth about them and the ring they belong to."""
    with duckdb.connect() as engine:
        frame = engine.execute(_ROWS, {name: str(city / f"{name}.parquet") for name in _TABLES}).df()
    truth = json.loads((city / "truth.json").read_text(encoding="utf-8"))
    ring = {line: number for number, ring in enumerate(truth["rings"]) for line in ring["false_lines"]}
    patterns = [ring["pattern"] for ring in truth["rings"]]
    frame["ring"] = frame["line_id"].map(ring)
    frame["false"] = frame["ring"].notna()
    frame["pattern"] = frame["ring"].map(dict(enumerate(patterns)))
    return frame


def beside_honest(frame: pd.DataFrame, seed: int) -> pd.DataFrame:
    """The false lines and some honest ones drawn from the same shops and ages, as many for each."""
    false = frame[frame["false"]]
    honest = frame[~frame["false"]].sample(frac=1, random_state=seed)
    strata = ["shop", "decade"]
    wanted = false.groupby(strata).size().mul(HONEST_PER_FALSE).rename("wanted")
    honest = honest.merge(wanted, left_on=strata, right_index=True)
    honest = honest[honest.groupby(strata).cumcount() < honest["wanted"]].drop(columns="wanted")
    kept = pd.concat([false, honest])
    size = kept.groupby([*strata, "false"])["line_id"].transform("size")
    # Where a stratum has too few honest lines, they weigh more.
    kept["weight"] = kept.groupby(strata)["false"].transform("sum") / size
    return kept


def areas(frame: pd.DataFrame) -> dict[str, float]:
    """Cross-validated areas under the curve of each plain classifier; rings and people stay in one fold."""
    groups = frame["ring"].map(lambda ring: f"ring {ring}").where(frame["false"], frame["person_id"])
    values = frame.drop(columns=[*NOT_FEATURES, "weight"]).astype(float)
    values = values.fillna(values.median())
    truth, weight = frame["false"].to_numpy(), frame["weight"].to_numpy()
    models = {
        "logistic": make_pipeline(StandardScaler(), LogisticRegression(max_iter=200)),
        "boosting": HistGradientBoostingClassifier(max_depth=4, max_iter=60, random_state=0),
    }
    found = {}
    for name, model in models.items():
        score = np.zeros(len(frame))
        for train, test in GroupKFold(5).split(values, truth, groups):
            key = "logisticregression__sample_weight" if name == "logistic" else "sample_weight"
            with threadpool_limits(1):  # many small fits: threads of a busy machine would only wait for each other
                model.fit(values.iloc[train], truth[train], **{key: weight[train]})
            score[test] = model.predict_proba(values.iloc[test])[:, 1]
        found[name] = float(roc_auc_score(truth, score, sample_weight=weight))
    for column in values:
        area = roc_auc_score(truth, values[column], sample_weight=weight)
        found[column] = float(max(area, 1 - area))
    return found
