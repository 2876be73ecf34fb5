"""How unlike a customer's need a person's purchases at one shop are: log odds for each person and place.

Who is ill takes few drugs of the lasting kind, and takes them in courses: refilled where the last was used up, for as
long as the treatment lasts. Who bills a card for gain has neither illness nor patience: many lasting drugs, few of them
refilled in step, dear, in a short time, at one shop. Each alone is common (a trial of a new drug, a stay with a
daughter); nobody is accused by it. The sum is a weight for what looks at many customers of a shop together.
"""

import ibis
import ibis.expr.types as ir

from detection.peers import peers
from detection.substances import substances, taken
from detection.tables import Tables

LASTING = 1.3  # lines that a taker of a lasting drug has at a place on average; of drugs taken once, hardly above 1
FEWEST_LINES = 3  # fewer are no course
SLOW, FAST = 0.4, 1.6  # days of supply for each day of a course that is taken as prescribed
BORROWED = 20.0  # people by which the takers' share of a small group of age and sex is drawn down
MONTH = 30.0

# Weights of the standardised logarithms (of one plus the feature), fitted by `benchmarks/misfit_weights.py` on
# synthetic cities of two levels and judged on others. A positive weight is a reason for suspicion.
WEIGHTS: dict[str, float] = {
    "lines": -0.49,
    "drugs": -1.41,
    "improbable": 0.61,
    "irregular": 0.98,
    "irregular_money": 0.64,
    "supply_rate": 0.32,
    "supply": -0.31,
    "line_rate": 1.04,
    "price": 0.47,
    "hospital": -0.94,
    "clinic": -0.65,
    "span": 1.44,
}
# The weighted sum is read against the city's own customers: its 90th percentile stands for log odds of NINE, and the
# distance from the median to the 90th for SPREAD more. Crime does not reach down to where these are taken.
NINE, SPREAD = -6.14, 2.64
MOST = 5.0  # log odds beyond which a person alone says nothing more


def misfit(tables: Tables) -> ir.Table:
    """How little a person's purchases at a place look like own need: person, place, misfit (natural log odds).

    A row for each person and place where a lasting drug was bought; the others fit anybody.
    """
    return tables.derived("misfit", lambda given: given.keep(_misfit(given)))


def _misfit(tables: Tables) -> ir.Table:
    features = tables.keep(customer_features(tables))
    logs = features.select("person", "place", **{name: (features[name] + 1).log() for name in WEIGHTS})
    usual = logs.aggregate(
        **{f"mean_{name}": logs[name].mean() for name in WEIGHTS},
        **{f"spread_{name}": logs[name].std() for name in WEIGHTS},
    )
    both = logs.cross_join(usual)
    parts = [
        (weight * (both[name] - both[f"mean_{name}"]) / both[f"spread_{name}"].nullif(0)).fill_null(0.0)
        for name, weight in WEIGHTS.items()
    ]
    summed = tables.keep(both.select("person", "place", total=sum(parts[1:], parts[0])))
    read = summed.cross_join(summed.aggregate(half=summed.total.quantile(0.5), nine=summed.total.quantile(0.9)))
    above = (read.total - read.nine) / (read.nine - read.half).nullif(0)
    return read.select(
        "person", "place", misfit=(NINE + SPREAD * above).fill_null(NINE).clip(upper=MOST).cast("float64")
    )


def customer_features(tables: Tables) -> ir.Table:
    """What tells need from gain, by `WEIGHTS`' names (all at least 0), beside person and place."""
    bought = tables.bought
    everything = bought.group_by("person", "place").aggregate(
        lines=bought.lines.sum(), drugs=bought.count(), amount=bought.amount.sum(),
        first=bought["first"].min(), last=bought["last"].max(),
    )  # fmt: skip
    lasting = _weighed(tables)
    course = lasting.group_by("person", "place").aggregate(
        improbable=(lasting.surprise * lasting.steady).sum(),
        irregular=(lasting.lines * lasting.steady).sum(where=lasting.state == 0),
        irregular_money=(lasting.amount * lasting.steady).sum(where=lasting.state != 1),
        supply=(lasting.days * lasting.steady).sum(),
    )
    kinds = tables.places.select("place", "kind")
    both = course.join(everything, ["person", "place"]).join(kinds, "place")
    span = (both["last"] - both["first"]).cast("float64")
    return both.select(
        "person", "place", "lines", "drugs", "improbable",
        irregular=both.irregular.fill_null(0.0),
        irregular_money=ibis.greatest(both.irregular_money.fill_null(0.0), 0.0),
        supply_rate=both.supply.fill_null(0.0) / (span + MONTH),
        supply=both.supply.fill_null(0.0),
        line_rate=both.lines / (span + MONTH),
        price=ibis.greatest(both.amount / both.lines, 0.0),
        hospital=(both.kind == "hospital").cast("float64"),
        clinic=both.kind.isin(["clinic", "village_clinic"]).cast("float64"),
        span=span,
    )  # fmt: skip


def courses(tables: Tables) -> ir.Table:
    """How each person takes each lasting substance: person, substance, state, lines.

    State 1 is a course: refilled about as fast as it is used up; 0 is none, 2 is one supplied far beyond use.
    """
    return tables.derived("courses", lambda given: given.keep(_courses(given)))


def outside_courses(purchases: ir.Table, tables: Tables) -> ir.Table:
    """Those of some purchases (person, drug, …) that belong to no course, with their substance."""
    steady = courses(tables).filter(lambda course: course.state == 1)
    return purchases.join(substances(tables), "drug").anti_join(steady, ["person", "substance"])


def lasting(tables: Tables) -> ir.Table:
    """Purchases of lasting drugs, a row for each of `Tables.bought`: person, place, substance, lines, amount, days,
    dosed, first, last.

    A drug lasts if its buyers come back for it; no list of diseases is asked.
    """
    return tables.derived("lasting", lambda given: given.keep(_lasting(given)))


def _lasting_substances(tables: Tables) -> ir.Table:
    bought = tables.bought.join(substances(tables), "drug")
    often = bought.group_by("substance").aggregate(often=bought.lines.mean())
    return tables.keep(often.filter(often.often >= LASTING).select("substance"))


def _lasting(tables: Tables) -> ir.Table:
    bought = tables.bought.join(substances(tables), "drug")
    kept = bought.semi_join(tables.derived("lasting substances", _lasting_substances), "substance")
    return kept.select("person", "place", "substance", "lines", "amount", "days", "dosed", "first", "last")


def _courses(tables: Tables) -> ir.Table:
    course = taken(tables).semi_join(tables.derived("lasting substances", _lasting_substances), "substance")
    span = course["last"] - course["first"]
    rate = course.days / (span + course.days / ibis.greatest(course.dosed, 1)).nullif(0)
    state = ibis.cases((course.lines < FEWEST_LINES, 0), (rate > FAST, 2), (rate < SLOW, 0), else_=1)
    return course.select("person", "substance", "lines", state=state.cast("int8"))


def _weighed(tables: Tables) -> ir.Table:
    """Lasting purchases with state, steady (share of the substance's lines that are courses) and surprise.

    Surprise is how rarely people of the age and sex take the substance in this way: minus the logarithm of their share.
    """
    taken = courses(tables)
    alike = tables.people.select("person", peers=peers(tables.people, tables))
    steady = taken.group_by("substance").aggregate(
        steady=taken.lines.sum(where=taken.state == 1).fill_null(0) / taken.lines.sum()
    )
    known = taken.join(alike, "person")
    takers = known.group_by("substance", "state", "peers").aggregate(takers=known.count())
    sizes = tables.bought.select("person").distinct().join(alike, "person")
    sizes = sizes.group_by("peers").aggregate(size=sizes.count())
    rare = takers.join(sizes, "peers")
    rare = tables.keep(
        rare.select("substance", "state", "peers", surprise=-(rare.takers / (rare.size + BORROWED)).log())
    )
    taken = tables.keep(
        known.join(rare, ["substance", "state", "peers"]).join(steady, "substance")
        .select("person", "substance", "state", "steady", "surprise")
    )  # fmt: skip
    return lasting(tables).join(taken, ["person", "substance"])
