"""Traces as EPCIS documents, against GS1's published schema where it stands beside the project."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import pytest

from graph.flow.code import trace_code
from graph.flow.epcis import code_document, flow_document
from graph.flow.trace import trace_lots
from workspace.snapshots import Workspace

SCHEMA = Path(__file__).parents[4] / "shared/schemas/epcis-2.0/EPCIS-JSON-Schema.json"
NOW = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def schema() -> jsonschema.Draft7Validator:
    if not SCHEMA.is_file() and not os.environ.get("CI"):
        pytest.skip(f"the published schema is not at {SCHEMA}")
    # The checker at hand knows neither format, and the schema tells terms of the vocabulary from own ones by `uri`.
    formats = jsonschema.FormatChecker(())
    formats.checks("uri")(lambda text: not isinstance(text, str) or bool(urlsplit(text).scheme))
    formats.checks("date-time", ValueError)(lambda text: datetime.fromisoformat(text).tzinfo is not None)
    return jsonschema.Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")), format_checker=formats)


def code(town: Workspace) -> dict[str, Any]:
    return code_document(trace_code(town, "81000000000000000001"), "Asia/Shanghai", NOW)


def test_a_code_and_a_lot_are_valid_documents(town: Workspace, schema: jsonschema.Draft7Validator) -> None:
    for document in (code(town), flow_document(trace_lots(town, ["b1"]), "Asia/Shanghai", NOW)):
        assert document["epcisBody"]["eventList"]
        schema.validate(document)


def test_the_schema_refuses_what_is_not_an_event(town: Workspace, schema: jsonschema.Draft7Validator) -> None:
    for name, wrong in (
        ("bizStep", "vanishing"),
        ("action", "LOSE"),
        ("eventTimeZoneOffset", "+8"),
        ("eventTime", "2025-02-01"),
    ):
        document = code(town)
        document["epcisBody"]["eventList"][0][name] = wrong
        assert not schema.is_valid(document)


def test_a_sale_is_an_object_and_a_transaction_and_an_undone_one_comes_back(town: Workspace) -> None:
    events = code(town)["epcisBody"]["eventList"]
    said = [(one["type"], one["action"], one["disposition"]) for one in events if "epcList" in one]
    assert said == [
        ("ObjectEvent", "DELETE", "retail_sold"),
        ("TransactionEvent", "ADD", "retail_sold"),
        ("ObjectEvent", "DELETE", "retail_sold"),
        ("TransactionEvent", "ADD", "retail_sold"),
        ("ObjectEvent", "OBSERVE", "returned"),
        ("TransactionEvent", "DELETE", "returned"),
    ]


def test_times_carry_the_offset_of_the_zone(town: Workspace) -> None:
    first = code(town)["epcisBody"]["eventList"][0]
    assert (first["eventTime"], first["eventTimeZoneOffset"]) == ("2025-02-01T08:00:00+08:00", "+08:00")
