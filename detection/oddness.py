"""How odd a purchase is for the holder of the card: the log-likelihood ratio of its not being for own use.

Crime must use other people's cards for goods that it wants, where it can get them. So a purchase is odd where the
holder's neighbours do not go to that shop, the holder seldom does, the drug is no habit of the holder's nor of people
of that age and sex, and the drug is sought after in trade. Each alone is common and innocent; an odd purchase is no
finding, only a weight for what looks at many of them together.
"""

import ibis
import ibis.expr.types as ir

from detection.signals.beyond_need import substances
from detection.tables import DAY, Tables

AGE_GROUP = 10 * 365  # days
BORROWED_VISITS = 5.0  # visits by which a region's shares of shops are drawn to the city's
BORROWED_LINES = 3.0  # lines by which a person's drugs are drawn to those of people of the same age and sex
DRUGS_A_PERSON = 7.0  # turns the share of people who take a drug into a share of a person's lines

# Weights of the standardised features, fitted by `benchmarks/oddness_weights.py` on synthetic cities of two seeds and
# levels; a feature that cannot be computed (no region, no list of sought-after drugs) is at its mean and adds nothing.
WEIGHTS: dict[str, float] = {
    "region": 0.9,  # the neighbours do not go to this shop
    "habit": 0.15,  # the holder seldom does
    "unusual": 1.7,  # the drug is neither the holder's habit nor that of people of the same age and sex
    "new": -2.0,  # bought but once: most such purchases are an acute illness …
    "once": -0.45,
    "sought": 1.0,  # sought after in trade
    "hospital": -0.7,
}
CONSTANT = -2.0


def odd_purchases(tables: Tables) -> ir.Table:
    """Oddness of what a person bought of a drug at a place: person, place, drug, lines, oddness.

    A row for each of `Tables.bought`. Oddness is a natural-log likelihood ratio of a line's being false against its
    being for own use: positive where it speaks for false. Most honest purchases are at -5 to -1.
    """
    return tables.derived("odd_purchases", _odd_purchases)


def _odd_purchases(tables: Tables) -> ir.Table:
    features = tables.keep(purchase_features(tables))
    usual = features.aggregate(
        **{f"mean_{name}": features[name].mean() for name in WEIGHTS},
        **{f"spread_{name}": features[name].std() for name in WEIGHTS},
    )
    both = features.cross_join(usual)
    parts = [
        (weight * (both[name] - both[f"mean_{name}"]) / both[f"spread_{name}"].nullif(0)).fill_null(0.0)
        for name, weight in WEIGHTS.items()
    ]
    return tables.keep(
        both.select("person", "place", "drug", "lines", oddness=sum(parts, ibis.literal(CONSTANT)).cast("float32"))
    )


def purchase_features(tables: Tables) -> ir.Table:
    """What is odd about each purchase, by `WEIGHTS`' names, beside person, place, drug, lines."""
    drugs, shops, people = _drugs(tables), tables.places.select("place", "kind"), _people(tables)
    bought = tables.bought.select("person", "place", "drug", "lines").join(drugs, "drug").join(people, "person")
    bought = tables.keep(bought)
    courses = tables.keep(_courses(bought))
    once = courses.group_by("substance").aggregate(
        once=((courses.taken == 1).cast("int32").sum() + 0.5) / (courses.taken.sum() + 1.0)
    )
    both = bought.join(courses, ["person", "substance"]).join(once, "substance")
    both = both.join(_takers(tables, courses, people), ["substance", "peers"])
    both = both.join(_habits(tables), ["person", "place"]).join(_regional(tables, people), ["region", "place"])
    both = both.join(shops, "place")
    new = both.taken <= 1
    own = (both.taken - 1 + BORROWED_LINES * both.prevalence / DRUGS_A_PERSON) / (both.all_visits + BORROWED_LINES)
    return both.select(
        "person", "place", "drug", "lines",
        region=both.strange.clip(-3, 5),
        habit=-((both.visits - 0.7) / both.all_visits).log(),
        unusual=-own.log(),
        new=new.cast("float64"),
        once=ibis.ifelse(new, -both.once.log(), 0.0),
        sought=both.sought,
        hospital=(both.kind == "hospital").cast("float64"),
    )  # fmt: skip


def _drugs(tables: Tables) -> ir.Table:
    """drug, substance, sought: how sought-after in trade, by the drug list or else by its price (logarithm)."""
    priced = tables.bought.group_by("drug").aggregate(
        price=tables.bought.amount.sum() / tables.bought.packs.sum().nullif(0)
    )
    risk = tables.medicines.select("drug", "resale_risk").join(substances(tables), "drug").left_join(priced, "drug")
    by_list = (risk.resale_risk + 0.1).log()
    listed = risk.resale_risk.notnull().any().over(ibis.window())
    by_price = ibis.greatest(risk.price, 1.0).log()
    return tables.keep(risk.select("drug", "substance", sought=ibis.ifelse(listed, by_list, by_price)))


def _people(tables: Tables) -> ir.Table:
    """person, region (empty where unknown), peers: a number for the sex and ten years of age."""
    people = tables.people
    born = (people.birth_date.cast("timestamp").epoch_seconds() // DAY).cast("int32")
    age = ((tables.period[1] - born) // AGE_GROUP).fill_null(-1).cast("int32")
    sex = ibis.cases((people.sex == "F", 0), (people.sex == "M", 1), else_=2)
    return tables.keep(people.select("person", region=people.region_code.fill_null(""), peers=age * 3 + sex))


def _courses(bought: ir.Table) -> ir.Table:
    """person, substance, taken: how many lines of it the person has."""
    return bought.group_by("person", "substance").aggregate(taken=bought.lines.sum().cast("int32"))


def _takers(tables: Tables, courses: ir.Table, people: ir.Table) -> ir.Table:
    """substance, peers, prevalence: the share of buyers of that age and sex who take it."""
    among = courses.join(people.select("person", "peers"), "person")
    takers = among.group_by("substance", "peers").aggregate(takers=among.count())
    buyers = among.select("person", "peers").distinct()
    sizes = buyers.group_by("peers").aggregate(buyers=buyers.count())
    both = takers.join(sizes, "peers")
    return tables.keep(both.select("substance", "peers", prevalence=both.takers / both.buyers))


def _habits(tables: Tables) -> ir.Table:
    """person, place, visits (there), all_visits."""
    visits = tables.visits
    each = tables.keep(visits.group_by("person", "place").aggregate(visits=visits.count().cast("int32")))
    everywhere = each.group_by("person").aggregate(all_visits=each.visits.sum().cast("int32"))
    return each.join(everywhere, "person")


def _regional(tables: Tables, people: ir.Table) -> ir.Table:
    """region, place, strange: logarithm of the place's share in the city's visits over that in the region's."""
    visits = tables.visits.group_by("person", "place").aggregate(visits=lambda visit: visit.count())
    visits = visits.join(people.select("person", "region"), "person")
    cells = visits.group_by("region", "place").aggregate(visits=visits.visits.sum())
    everywhere = cells.mutate(
        of_region=cells.visits.sum().over(ibis.window(group_by="region")),
        of_place=cells.visits.sum().over(ibis.window(group_by="place")),
        of_city=cells.visits.sum().over(ibis.window()),
    )
    share = everywhere.of_place / everywhere.of_city
    own = (everywhere.visits + BORROWED_VISITS * share) / (everywhere.of_region + BORROWED_VISITS)
    strange = ibis.ifelse(everywhere.region == "", 0.0, (share / own).log())
    return tables.keep(everywhere.select("region", "place", strange=strange))
