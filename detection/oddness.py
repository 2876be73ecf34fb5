"""How odd a purchase is for the holder of the card: the log-likelihood ratio of its not being for own use.

Crime must use other people's cards for goods that it wants, where it can get them. So a purchase is odd where the
holder's neighbours do not go to that shop, the holder seldom does, the drug is no habit of the holder's nor of people
of that age and sex, and the drug is sought after in trade. Each alone is common and innocent; an odd purchase is no
finding, only a weight for what looks at many of them together.
"""

from collections.abc import Iterable

import ibis
import ibis.expr.types as ir

from detection.misfit import courses
from detection.peers import peers
from detection.substances import substances, taken
from detection.tables import Tables

BORROWED_VISITS = 5.0  # visits by which a region's shares of shops are drawn to the city's
BORROWED_LINES = 3.0  # lines by which a person's drugs are drawn to those of people of the same age and sex
DRUGS_A_PERSON = 7.0  # turns the share of people who take a drug into a share of a person's lines

# Weights of the features, fitted as `benchmarks/oddness_weights.py` does (on a sample of honest purchases) on cities
# of two makers, two each, all alike in weight: the share of false lines odder than all but a twentieth of the honest
# ones is 0.72 and 0.82 (makers').
# Where there is no region, all purchases are alike in it; where no list says what is sought after, the price does.
WEIGHTS: dict[str, float] = {
    "region": 0.54,  # the neighbours do not go to this shop
    "habit": 0.19,  # the holder seldom does
    "unusual": 0.68,  # the drug is neither the holder's habit nor that of people of the same age and sex
    "new": -3.46,  # bought but once: most such purchases are an acute illness
    "sought": 2.24,  # sought after in trade
    "hospital": -2.11,
    "course": -3.19,  # taken as prescribed; …
    "unusual_course": 1.96,  # … but one that hardly anybody of the age and sex takes may be taken for others
    "over": 1.17,  # supplied far beyond what a course uses up
    "unusual_over": 1.27,
}
CONSTANT = 1.44
# Mean and spread of the logarithm of how sought-after the purchases of a list's drugs are: prices are brought to it.
USUALLY_SOUGHT, SPREAD_OF_SOUGHT = -1.5, 0.55


POSSIBLE = 0.45  # share of the purchases that can be odd by where they were and what they were …
SAMPLE = 50_000  # people from whom shares of drugs are told


def odd_purchases(tables: Tables) -> ir.Table:
    """Oddness of what a person bought of a drug at a place: person, place, drug, oddness.

    A row for those of `Tables.bought` that can be odd: nearly half, with more than 99 % of the oddest sixteenth; near
    home, what nobody seeks is not odd. Oddness is a natural-log likelihood ratio of a line's being false against its
    being for own use: positive where it speaks for false.
    """
    return tables.derived("odd_purchases", _odd_purchases)


def _odd_purchases(tables: Tables) -> ir.Table:
    features = purchase_features(tables, possible=POSSIBLE)
    oddness = _weighed(features, WEIGHTS, CONSTANT).cast("float32")
    return tables.keep(features.select("person", "place", "drug", oddness=oddness))


def _weighed(features: ir.Table, names: Iterable[str], constant: float = 0.0) -> ir.Value:
    return sum((WEIGHTS[name] * features[name] for name in names), ibis.literal(constant))


def purchase_features(tables: Tables, *, possible: float = 1.0) -> ir.Table:
    """What is odd about each purchase, by `WEIGHTS`' names, beside person, place, drug, lines.

    `possible` is the share of the purchases that are looked at, by the features that cost little.
    """
    drugs, people = _drugs(tables), _people(tables)
    takes = taken(tables).select("person", "substance", taken="lines")
    both = _first_look(tables, drugs, people, possible)
    both = both.join(takes, ["person", "substance"]).left_join(_takers(tables, takes, people), ["substance", "peers"])
    both = both.drop("substance_right", "peers_right").join(_habits(tables), ["person", "place"])
    both = both.left_join(courses(tables).select("person", "substance", "state"), ["person", "substance"])
    both = both.drop("person_right", "substance_right")
    course, over = (
        (both.state == 1).fill_null(False).cast("float64"),
        (both.state == 2).fill_null(False).cast("float64"),
    )
    prevalence = both.prevalence.fill_null(0.001)
    own = (both.taken - 1 + BORROWED_LINES * prevalence / DRUGS_A_PERSON) / (both.all_visits + BORROWED_LINES)
    return both.select(
        "person", "place", "drug", "lines", "region", "sought", "hospital",
        habit=-((both.visits - 0.7) / both.all_visits).log(),
        unusual=-own.log(),
        new=(both.taken <= 1).cast("float64"),
        course=course,
        unusual_course=-own.log() * course,
        over=over,
        unusual_over=-own.log() * over,
    )  # fmt: skip


def _first_look(tables: Tables, drugs: ir.Table, people: ir.Table, possible: float) -> ir.Table:
    """Purchases by where and what: person, place, drug, lines, substance, peers, region, sought, hospital."""
    shops = tables.places.select("place", hospital=(tables.places.kind == "hospital").cast("float64"))
    bought = tables.bought.select("person", "place", "drug", "lines").join(drugs, "drug").join(people, "person")
    both = bought.join(_regional(tables, people).join(shops, "place"), ["region", "place"])
    both = both.select(
        "person", "place", "drug", "lines", "substance", "peers", "sought", "hospital", region=both.strange.clip(-3, 5)
    )
    if possible >= 1:
        return both
    looked = ("region", "sought", "hospital")
    some = _sample(both, tables)
    limit = some.aggregate(limit=_weighed(some, looked).quantile(1 - possible)).to_pandas()["limit"].iloc[0]
    return tables.keep(both.filter(_weighed(both, looked) >= float(limit)))


def _drugs(tables: Tables) -> ir.Table:
    """drug, substance, sought: how sought-after in trade, by the drug list or else by its price (logarithm)."""
    bought = tables.bought
    priced = bought.group_by("drug").aggregate(price=bought.amount.sum() / bought.packs.sum().nullif(0))
    risk = tables.medicines.select("drug", "resale_risk").join(substances(tables), "drug").left_join(priced, "drug")
    everything = ibis.window()
    price = ibis.greatest(risk.price, 0.01).log()
    relative = (price - price.mean().over(everything)) / price.std().over(everything).nullif(0)
    by_price = USUALLY_SOUGHT + SPREAD_OF_SOUGHT * relative.fill_null(0.0)
    listed = risk.resale_risk.notnull().any().over(everything)
    by_list = (risk.resale_risk + 0.1).log().fill_null(USUALLY_SOUGHT)
    return tables.keep(risk.select("drug", "substance", sought=ibis.ifelse(listed, by_list, by_price)))


def _people(tables: Tables) -> ir.Table:
    """person, region (a number, 0 where unknown), peers: a number for the sex and ten years of age."""
    people = tables.people
    known = people.filter(people.region_code.notnull()).select("region_code").distinct()
    regions = known.mutate(region=ibis.row_number().over(ibis.window(order_by="region_code")) + 1)
    both = people.select("person", "region_code", peers=peers(people, tables)).left_join(regions, "region_code")
    return tables.keep(both.select("person", "peers", region=both.region.fill_null(0).cast("int32")))


def _takers(tables: Tables, takes: ir.Table, people: ir.Table) -> ir.Table:
    """By substance and peers, prevalence: the share of that age and sex who take it, among those who buy anything.

    From a sample of the people, with half a taker more, so that a drug that nobody in the sample takes is rare.
    """
    sample = _sample(takes, tables).join(people.select("person", "peers"), "person")
    buyers = sample.group_by("peers").aggregate(buyers=sample.person.nunique())
    every = sample.select("substance").distinct().cross_join(buyers)
    takers = sample.group_by("substance", "peers").aggregate(takers=sample.count())
    both = every.left_join(takers, ["substance", "peers"])
    return tables.keep(
        both.select("substance", "peers", prevalence=(both.takers.fill_null(0) + 0.5) / (both.buyers + 1.0))
    )


def _sample(people: ir.Table, tables: Tables) -> ir.Table:
    return people.filter(people.person % max(tables.customers // SAMPLE, 1) == 0)


def _habits(tables: Tables) -> ir.Table:
    """person, place, visits (there), all_visits."""
    each = tables.visited
    everywhere = each.group_by("person").aggregate(all_visits=each.visits.sum().cast("int32"))
    return tables.keep(each.join(everywhere, "person"))


def _regional(tables: Tables, people: ir.Table) -> ir.Table:
    """region, place, strange: logarithm of the place's share in the city's visits over that in the region's."""
    visits = tables.visited.join(people.select("person", "region"), "person")
    cells = visits.group_by("region", "place").aggregate(visits=visits.visits.sum())
    everywhere = cells.mutate(
        of_region=cells.visits.sum().over(ibis.window(group_by="region")),
        of_place=cells.visits.sum().over(ibis.window(group_by="place")),
        of_city=cells.visits.sum().over(ibis.window()),
    )
    share = everywhere.of_place / everywhere.of_city
    own = (everywhere.visits + BORROWED_VISITS * share) / (everywhere.of_region + BORROWED_VISITS)
    strange = ibis.ifelse(everywhere.region == 0, 0.0, (share / own).log())
    return tables.keep(everywhere.select("region", "place", strange=strange))
