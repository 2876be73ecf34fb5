"""The mapping `synthea`, on a dozen rows in the form of a true export."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from mapping_load import Loaded

from loaders.load import load

EXPORT = Path(__file__).parent / "synthea"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    return Loaded(tmp_path_factory.mktemp("synthea"), [EXPORT], "synthea")


def test_every_row_is_loaded_or_accounted_for(loaded):
    assert not loaded.rejects()
    assert {name: table.left_out for name, table in loaded.report.tables.items() if table.left_out} == {
        "settlements": 2
    }


def test_a_patient_is_a_person_with_one_card(loaded):
    assert loaded.column("persons", "person_id") == loaded.column("cards", "person_id")
    kunde = loaded.row("persons", person_id="30a6452c-4297-a1ac-977a-6a23237c7b46")
    assert (kunde["name"], kunde["sex"], kunde["id_number"]) == ("Joshua658 Kunde533", "M", "999-52-8591")
    assert loaded.row("persons", sex="F")["address"] == "548 Heller Lane, Mattapoisett"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("HEALTHALLIANCE HOSPITALS  INC", "hospital"),
        ("MOUNT AUBURN PRIMARY CARE PC", "clinic"),
        ("SOUTH SHORE SKILLED NURSING CENTER", "care_home"),
        ("MAIN STREET PHARMACY", "pharmacy"),
    ],
)
def test_an_organization_is_what_its_name_says(loaded, name, kind):
    assert loaded.row("institutions", name=name)["kind"] == kind


def test_an_encounter_is_a_settlement(loaded):
    visit = loaded.row("settlements", settlement_id="d5ee30a9-362f-429e-a87a-ee38d999b0a5")
    assert visit["settled_at"] == datetime(2019, 8, 2, 9, 45, 12)
    assert (visit["total_amount"], visit["fund_amount"], visit["cash_amount"]) == (
        Decimal("234.72"),
        Decimal("154.72"),
        Decimal("80.00"),
    )
    assert visit["medical_type"] == "ambulatory"


def test_visits_before_1990_and_certifications_of_death_are_left_out(loaded):
    assert len(loaded.column("settlements", "settlement_id")) == 4


def test_a_medication_is_a_line_by_the_doctor_of_its_encounter(loaded):
    line = loaded.row("lines", drug_id="314076")
    assert line["settlement_id"] == "a2c1d3e4-5b6f-4a7c-8d9e-0f1a2b3c4d5e"
    assert (line["quantity"], line["amount"], line["days_supply"]) == (12, Decimal("3161.88"), None)
    assert line["doctor_id"] == "c9b3c857-2e24-320c-a79a-87b8a60de63c"
    assert loaded.row("lines", drug_id="313782")["days_supply"] == 3


def test_a_drug_that_was_ordered_twice_is_one_drug(loaded):
    assert sorted(loaded.column("drugs", "drug_id")) == ["313782", "314076", "562251"]


def test_an_inpatient_encounter_is_a_stay(loaded):
    assert loaded.column("inpatient_stays", "discharged_at") == [datetime(2021, 3, 17, 11)]


def test_the_same_export_twice_is_told(loaded):
    assert load(loaded.workspace, [EXPORT], mapping="synthea").no_op
