import pytest
from small_town import at, honest_town

from detection.oddness import odd_purchases


def oddness(town):
    engine = town.engine()
    tables = engine.tables
    rows = odd_purchases(tables).join(tables.person_keys, "person").join(tables.medicines, "drug")
    rows = rows.join(tables.places, "place").to_pandas()
    return rows.set_index(["person_id", "institution_id", "drug_id"])["oddness"].sort_index()


@pytest.fixture(scope="module")
def ordinary():
    town = honest_town()
    for row in town.rows["persons"]:
        shops = [sold["institution_id"] for sold in town.rows["settlements"] if sold["person_id"] == row["person_id"]]
        row["region_code"] = f"R-{shops[0]}"
    return town


@pytest.fixture(scope="module")
def planted(ordinary):
    """P3 is a stranger at two shops, and takes there what was never taken at home."""
    home = next(sold["institution_id"] for sold in ordinary.rows["settlements"] if sold["person_id"] == "P3")
    away = [shop for shop in ("I0", "I1", "I2") if shop != home][:2]
    for number, day in enumerate((30, 60, 90, 120)):
        ordinary.sell("P3", away[number % 2], at(day, 10), "D9")
    return oddness(ordinary), away


def test_what_is_bought_by_strangers_far_from_their_habits_is_odder_than_nearly_everything(planted):
    odd, away = planted
    assert (odd < odd["P3", away[0], "D9"]).mean() > 0.97
    assert (odd < odd["P3", away[1], "D9"]).mean() > 0.97


def test_every_purchase_has_its_oddness(planted):
    odd, _ = planted
    assert odd.notna().all()
    assert not odd.index.duplicated().any()


def test_without_regions_and_lists_of_sought_drugs_the_rest_still_counts(town):
    town.sell("P3", "I4", at(30, 10), "D7")
    town.sell("P3", "I5", at(60, 10), "D7")
    odd = oddness(town)
    assert odd.notna().all()
    assert (odd < odd["P3", "I4", "D7"]).mean() > 0.9
