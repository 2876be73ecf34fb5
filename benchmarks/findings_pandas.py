"""The same findings by pandas: only the columns needed are read, window shifts within groups, no loops over rows."""

from collections.abc import Callable

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

DAY = 24 * 3600


def co_swipe(workspace: Workspace, snapshot: Snapshot, settings: Settings) -> Callable[[], Found]:
    visits, people, _ = _visits(snapshot)
    pairs = _close_pairs(visits)
    together = pairs.drop_duplicates(["a", "b", "day"]).groupby(["a", "b"]).size().rename("times").reset_index()
    tests = len(together)
    together = together[together["times"] >= FEWEST_DAYS]
    by_visits = _given_visits(together, visits, pairs)
    by_day = _given_days(together, visits, pairs)
    both = together.merge(by_day, on=["a", "b"]).merge(by_visits, on=["a", "b"])
    both["expected"] = both[["given_days", "given_visits"]].max(axis=1)
    both["p_value"] = upper_tail(both["times"].to_numpy(float), both["expected"].to_numpy(float), np.zeros(len(both)))
    q_values = benjamini_hochberg(both["p_value"].to_numpy(), tests)
    kept = both[(q_values <= settings.false_discovery_rate) & (both["times"] > both["expected"])]
    kept = kept.sort_values(["a", "b"], ignore_index=True).rename_axis("finding").reset_index()
    evidence = _lines_together(kept, pairs, visits, snapshot)

    def finish() -> Found:
        return Found(
            pd.DataFrame({"one": people[together["a"]], "other": people[together["b"]], "times": together["times"]}),
            pd.DataFrame(
                {
                    "one": people[kept["a"]],
                    "other": people[kept["b"]],
                    "times": kept["times"],
                    "expected": kept["expected"],
                }
            ),
            evidence.assign(person_id=people[evidence["person"]])[["line_id", "person_id"]],
            tests,
        )

    return finish


def _read(snapshot: Snapshot, table: str, columns: list[str]) -> pd.DataFrame:
    return pd.concat([pd.read_parquet(file, columns=columns) for file in snapshot.files(table)], ignore_index=True)


def _visits(snapshot: Snapshot) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Standing settlements with dense keys for ids, and the ids of the keys."""
    columns = ["settlement_id", "person_id", "institution_id", "settled_at", "reverses"]
    settlements = _read(snapshot, "settlements", columns)
    undone = settlements["reverses"].dropna()
    standing = settlements[settlements["reverses"].isna() & ~settlements["settlement_id"].isin(undone)]
    person, people = pd.factorize(standing["person_id"], sort=True)
    place, places = pd.factorize(standing["institution_id"], sort=True)
    at = standing["settled_at"].astype("datetime64[s]").astype("int64")
    visits = pd.DataFrame(
        {"settlement_id": standing["settlement_id"], "person": person, "place": place, "at": at, "day": at // DAY}
    )
    return visits, np.asarray(people), np.asarray(places)


def _close_pairs(visits: pd.DataFrame) -> pd.DataFrame:
    queue = visits[["place", "at", "person", "day"]].sort_values(["place", "at", "person"])
    gap = queue.groupby("place")["at"].diff()
    queue = queue[(gap <= WINDOW) | (gap.groupby(queue["place"]).shift(-1) <= WINDOW)]
    by_place = queue.groupby("place")
    parts = []
    for step in range(1, NEIGHBOURS + 1):
        other = by_place["person"].shift(step, fill_value=-1)
        near = (queue["at"] - by_place["at"].shift(step, fill_value=0) <= WINDOW) & (other >= 0)
        near &= other != queue["person"]
        part, other = queue[near], other[near]
        parts.append(
            pd.DataFrame(
                {
                    "a": np.minimum(part["person"], other),
                    "b": np.maximum(part["person"], other),
                    "place": part["place"],
                    "day": part["day"],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _given_visits(together: pd.DataFrame, visits: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    each = visits.groupby(["person", "place"]).size().rename("visits").reset_index()
    all_visits = visits.groupby("place").size().astype("float64")
    close = pairs.groupby("place").size()
    possible = (all_visits * (all_visits - 1) / 2).clip(lower=1.0)
    chance = (close / possible).dropna().rename("chance").reset_index()
    both = (
        together[["a", "b"]]
        .merge(each.rename(columns={"person": "a", "visits": "visits_a"}), on="a")
        .merge(each.rename(columns={"person": "b", "visits": "visits_b"}), on=["b", "place"])
        .merge(chance, on="place")
    )
    both["given_visits"] = both["visits_a"] * both["visits_b"] * both["chance"]
    return both.groupby(["a", "b"], as_index=False)["given_visits"].sum()


def _given_days(together: pd.DataFrame, visits: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    meant = visits["person"].isin(pd.unique(together[["a", "b"]].to_numpy().ravel()))
    days = visits.loc[meant, ["person", "place", "day"]].drop_duplicates()
    common = (
        together[["a", "b"]]
        .merge(days.rename(columns={"person": "a"}), on="a")
        .merge(days.rename(columns={"person": "b"}), on=["b", "place", "day"])
        .merge(_chance_of_day(visits, pairs), on=["place", "day"])
    )
    return common.groupby(["a", "b"], as_index=False)["chance"].sum().rename(columns={"chance": "given_days"})


def _chance_of_day(visits: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    daily = visits.groupby(["place", "day"]).size().astype("float64").rename("visits").reset_index()
    close = pairs.groupby(["place", "day"]).size().rename("close").reset_index()
    both = daily.merge(close, on=["place", "day"], how="left").merge(_profile(visits), on="place")
    possible = both["visits"] * (both["visits"] - 1) / 2
    both["chance"] = (both["close"].fillna(0) + BORROWED * both["profile"]) / (possible + BORROWED)
    return both[["place", "day", "chance"]]


def _profile(visits: pd.DataFrame) -> pd.DataFrame:
    bins = (visits["at"] % DAY // WINDOW).rename("bin")
    counts = visits.groupby(["place", bins]).size().astype("float64").rename("visits").reset_index()
    following = counts.assign(bin=counts["bin"] - 1).rename(columns={"visits": "next_visits"})
    both = counts.merge(following, on=["place", "bin"], how="left").fillna({"next_visits": 0.0})
    both["product"] = both["visits"] * (both["visits"] + both["next_visits"])
    sums = both.groupby("place")[["product", "visits"]].sum()
    return (sums["product"] / sums["visits"] ** 2).rename("profile").reset_index()


def _lines_together(kept: pd.DataFrame, pairs: pd.DataFrame, visits: pd.DataFrame, snapshot: Snapshot) -> pd.DataFrame:
    met = kept[["finding", "a", "b"]].merge(pairs, on=["a", "b"])[["finding", "a", "b", "place", "day"]]
    met = met.drop_duplicates()
    each = pd.concat([met.drop(columns=side).rename(columns={other: "person"}) for side, other in ("ba", "ab")])
    paid = each.merge(visits[["settlement_id", "person", "place", "day"]], on=["person", "place", "day"])
    lines = _read(snapshot, "lines", ["line_id", "settlement_id"])
    lines = lines[lines["settlement_id"].isin(paid["settlement_id"])]
    rows = paid.merge(lines, on="settlement_id")[["finding", "line_id", "person"]].drop_duplicates()
    return rows.sort_values(["finding", "line_id"], ignore_index=True)


def repeated_code(workspace: Workspace, snapshot: Snapshot, settings: Settings) -> Callable[[], Found]:
    visits, people, places = _visits(snapshot)
    lines = _read(snapshot, "lines", ["line_id", "settlement_id", "drug_id", "split_pack"])
    whole = lines[~lines["split_pack"].astype("boolean").fillna(False)]
    sold = whole[["line_id", "settlement_id", "drug_id"]].merge(visits, on="settlement_id")
    sold["drug"] = pd.factorize(sold["drug_id"], sort=True)[0]
    sold = sold[["line_id", "person", "place", "drug", "at"]]
    scans = _read(snapshot, "scans", ["trace_code", "line_id"])
    reused = _reused(scans, sold)
    read = sold[sold["line_id"].isin(scans["line_id"])]
    flagged = read.assign(flag=read["line_id"].isin(reused).astype("int64"))
    units = _by_person_and_place(flagged)
    sizes = flagged.groupby("place")["person"].nunique()
    units["p_value"] = upper_tail(
        units["times"].to_numpy(float), units["expected"].to_numpy(float), np.zeros(len(units))
    )
    q_values = q_values_by_group(units, "place", sizes.to_dict(), settings.false_discovery_rate)
    kept = units[(q_values <= settings.false_discovery_rate) & (units["times"] > units["expected"])]
    kept = kept.sort_values(["person", "place"], ignore_index=True).rename_axis("finding").reset_index()
    hits = flagged.loc[flagged["flag"] == 1, ["line_id", "person", "place"]]
    evidence = kept[["finding", "person", "place"]].merge(hits, on=["person", "place"])
    tests = int(sizes.sum())

    def finish() -> Found:
        return Found(
            hits[["line_id"]],
            pd.DataFrame(
                {
                    "person_id": people[kept["person"]],
                    "institution_id": places[kept["place"]],
                    "times": kept["times"],
                    "expected": kept["expected"],
                }
            ),
            evidence.assign(person_id=people[evidence["person"]])[["line_id", "person_id"]],
            tests,
        )

    return finish


def _reused(scans: pd.DataFrame, sold: pd.DataFrame) -> "pd.Series[str]":
    """Ids of the lines whose code stands on another line of the same shop that is no retry."""
    repeated = scans[scans.duplicated("trace_code", keep=False)].drop_duplicates()
    codes = repeated.merge(sold, on="line_id")
    pairs = codes.merge(codes, on=["trace_code", "place"], suffixes=("", "_other"))
    other = pairs["line_id"] != pairs["line_id_other"]
    retry = (pairs["person"] == pairs["person_other"]) & ((pairs["at"] - pairs["at_other"]).abs() <= RETRY)
    return pairs.loc[other & ~retry, "line_id"].drop_duplicates()


def _by_person_and_place(flagged: pd.DataFrame) -> pd.DataFrame:
    rated = flagged.merge(_drug_rates(flagged), on="drug")
    units = (
        rated.groupby(["person", "place"])
        .agg(lines=("flag", "size"), times=("flag", "sum"), by_drug=("drug_rate", "sum"))
        .reset_index()
    )
    shops = units.groupby("place")[["lines", "times"]].sum().add_prefix("shop_").reset_index()
    both = units[units["times"] > 0].merge(shops, on="place")
    others = (both["shop_times"] - both["times"]) / (both["shop_lines"] - both["lines"]).clip(lower=1)
    both = both.assign(expected=np.maximum(both["by_drug"], others * both["lines"]))
    return both[both["times"] > both["expected"] + np.sqrt(both["expected"]) / 2]


def _drug_rates(flagged: pd.DataFrame) -> pd.DataFrame:
    shares = flagged.groupby("place")["flag"].mean().rename("share").reset_index().sort_values(["share", "place"])
    size, larger = divmod(len(shares), TRIMMED)
    tiles = np.repeat(np.arange(TRIMMED), [size + (tile < larger) for tile in range(TRIMMED)])
    honest = flagged[flagged["place"].isin(shares["place"].to_numpy()[tiles < TRIMMED - 1])]
    overall = (honest["flag"].sum() + 1.0) / (len(honest) + 2.0)
    by_drug = honest.groupby("drug")["flag"].agg(["size", "sum"])
    by_drug = by_drug.reindex(pd.unique(flagged["drug"]), fill_value=0)
    rate = (by_drug["sum"] + 200.0 * overall) / (by_drug["size"] + 200.0)
    return rate.rename("drug_rate").rename_axis("drug").reset_index()
