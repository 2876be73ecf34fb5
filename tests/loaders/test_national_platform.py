"""The mapping `national-platform`, on a small delivery that holds each of its forms."""

import json
from datetime import datetime
from decimal import Decimal

import pytest
from mapping_load import Loaded

pytestmark = pytest.mark.slow  # loads deliveries of many interfaces

SHOP, CLINIC = "P31010100001", "H31010100002"
DRUG, OTHER = "XC10AAA061A001010100001", "XA10BAB001A002010100002"
LOT = f"{DRUG}/2401A"


def csv(*rows):
    """Rows as CSV; a column that a row lacks is empty."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return "".join(
        ",".join(str(row.get(name, "")) for name in names) + "\n" for row in [{name: name for name in names}, *rows]
    )


def paid(setl_id, psn_no="A1", **more):
    """A settlement of 2102."""
    return {
        "setl_id": setl_id, "psn_no": psn_no, "fixmedins_code": SHOP, "fixmedins_name": "大药房", "dev_no": "01",
        "opter": "9", "psn_name": "石磊", "gend": "1", "brdy": "19800203", "certno": "310101198002031234",
        "mdtrt_cert_type": "01", "mdtrt_cert_no": "token", "setl_time": "2026-03-01 09:30:00", "med_type": "41",
        "medfee_sumamt": "37.00", "fund_pay_sumamt": "20.00", "acct_pay": "17.00", "psn_cash_pay": "0.00",
        "refd_setl_flag": "0", "vali_flag": "1",
    } | more  # fmt: skip


def sold(setl_id, sn="1", psn_no="A1", **more):
    """A detail of 2102."""
    return {
        "setl_id": setl_id, "psn_no": psn_no, "fixmedins_code": SHOP, "feedetl_sn": sn, "med_list_codg": DRUG,
        "medins_list_name": "阿托伐他汀钙片", "cnt": "1", "pric": "37.00", "det_item_fee_sumamt": "37.00",
        "prd_days": "28",
    } | more  # fmt: skip


def visit(**more):
    """A settlement of 2207."""
    return paid("S7", fixmedins_code=CLINIC, fixmedins_name="幸福门诊部", med_type="14", **more)


def stock(bchno, **more):
    """What every record of stock has."""
    return {
        "fixmedins_code": SHOP, "fixmedins_bchno": bchno, "med_list_codg": DRUG, "manu_lotnum": "2401A",
        "manu_date": "2024-01-05", "expy_end": "2027-01-04", "vali_flag": "1",
    } | more  # fmt: skip


def bought(bchno, **more):
    """A record of 3503 or 3504."""
    return stock(
        bchno, prodentp_name="某制药", spler_name="华东医药", spler_pmtno="AA1", purc_invo_no="F1", purc_retn_cnt="10",
        purc_retn_stoin_time="2026-02-01 08:00:00", **more,
    )  # fmt: skip


def sale(bchno, setl_id="", **more):
    """A record of 3505, insured where it names a payment."""
    return stock(
        bchno, setl_id=setl_id, mdtrt_sn=setl_id, mdtrt_setl_type="1" if setl_id else "2", trdn_flag="0",
        sel_retn_cnt="2", sel_retn_time="2026-03-01 11:00:00",
    ) | more  # fmt: skip


def change(code, **more):
    """A record of 3502."""
    return stock(f"B{code}", inv_chg_type=code, cnt="3", inv_chg_time="2026-03-01 12:00:00") | more


def stay(mdtrt_id, med_type):
    """A row of mdtrt_d."""
    return {
        "mdtrt_id": mdtrt_id, "psn_no": "A1", "fixmedins_code": CLINIC, "med_type": med_type,
        "begntime": "2026-02-01 08:00:00", "endtime": "",
    }  # fmt: skip


CODES = [{"feedetl_sn": "1", "drug_trac_codg": f"8100001000000000000{n}", "trdn_flag": "1"} for n in (1, 2)]
FEE = {"psn_no": "A1", "fixmedins_code": SHOP, "hilist_code": DRUG, "cnt": "1", "det_item_fee_sumamt": "37.00"}
FILES = {
    "1101.csv": csv({"psn_no": "A1", "psn_name": "石磊", "gend": "1", "emp_name": "纺织厂", "mdtrt_cert_type": "03",
                     "mdtrt_cert_no": "F12345678"}),
    "psn_info_b.csv": csv({"psn_no": "A1", "live_addr": "和平路1号", "resdbook_no": "H1", "die_date": "20260401"}),
    "1201.csv": csv({"fixmedins_code": SHOP, "fixmedins_name": "和平大药房", "fixmedins_type": "2", "hosp_lv": "11"}),
    "rtal_phac_b.csv": csv({"rtal_phac_code": SHOP, "lnt": "121.4", "lat": "31.2", "prnt_rtal_phac_code": "C1"}),
    "1301.csv": csv({"med_list_codg": DRUG, "drug_genname": "阿托伐他汀", "drug_spec": "20mg*7"}),
    "drug_knowledge.csv": csv({"drug_id": DRUG, "days_per_pack": "7", "chronic": "true", "resale_risk": "0.4"}),
    "2102.csv": csv(
        paid("S1", init_setl_id=""), paid("S2", mdtrt_cert_no="another token"),
        paid("S3", mdtrt_cert_type="03", mdtrt_cert_no="F12345678"), paid("S4", mdtrt_cert_type="02"),
        paid("S5", vali_flag="0"), paid("S6", "A2", psn_name="林芳", gend="2"),
        paid("S9", refd_setl_flag="1", init_setl_id="S3", medfee_sumamt="-37.00"),
    ),
    "2102_drugdetail.csv": csv(
        sold("S1", list_type="101"), sold("S2"), sold("S2", "2", med_list_codg=OTHER), sold("S3"), sold("S4"),
        sold("S4", "2", list_type="301"), sold("S6", psn_no="A2"),
    ),
    "2103.csv": csv({name: value for name, value in paid("S2").items() if name != "refd_setl_flag"}),
    "2204.csv": csv({"mdtrt_id": "M7", "psn_no": "A1", "fixmedins_code": CLINIC, "feedetl_sn": "1", "cnt": "14",
                     "med_list_codg": DRUG, "det_item_fee_sumamt": "18.5", "rxno": "77", "bilg_dr_codg": "D310101"}),
    "2207.jsonl": "".join(
        json.dumps(row, ensure_ascii=False) + "\n"
        for row in (
            visit(mdtrt_id="M7", drug_trac_info=CODES), visit(mdtrt_id="M8", chrg_bchno="C1"),
            visit(mdtrt_id="M8", chrg_bchno="C2"),
        )
    ),
    "2208.csv": csv(visit(mdtrt_id="M8", chrg_bchno="C1")),
    "setl_d.csv": csv(paid("W1", cash_payamt="0.00", init_setl_id=""),
                      paid("W2", refd_setl_flag="1", init_setl_id="W1", medfee_sumamt="-37.00")),
    "fee_list_d.csv": csv(FEE | {"bkkp_sn": "K1", "setl_id": "W1"}, FEE | {"bkkp_sn": "K2", "setl_id": ""}),
    "mdtrt_d.csv": csv(stay("M5", "21"), stay("M6", "41")),
    "3501.csv": csv(stock("B3", inv_cnt="8", invdate="2026-02-28")),
    "3502.csv": csv(*map(change, ("101", "102", "103", "104", "105", "106", "107", "108", "999")),
                    change("101", fixmedins_bchno="B0", manu_lotnum="")),
    "3503.csv": csv(bought("B1"), bought("B2")),
    "3504.csv": csv(bought("B4")),
    "3505.csv": csv(sale("B5", "S1", trdn_flag="1"), sale("B6", "S3"), sale("B7", "S3", manu_lotnum="2402C"),
                    sale("B8")),
    "3506.csv": csv(sale("B9"), sale("B10", "S3")),
    "3507.csv": csv({"fixmedins_code": SHOP, "fixmedins_bchno": "B2", "inv_data_type": "3"}),
}  # fmt: skip


@pytest.fixture(scope="module")
def got(tmp_path_factory):
    folder = tmp_path_factory.mktemp("platform")
    for name, text in FILES.items():
        (folder / "in").mkdir(exist_ok=True)
        (folder / "in" / name).write_text(text, encoding="utf-8")
    return Loaded(folder, [folder / "in"], "national-platform")


def left_out(got, table):
    return got.report.tables[table].left_out


def test_only_the_change_of_an_unknown_kind_is_rejected(got):
    ((table, file, row, column, value, _),) = got.rejects()
    assert (table, file, row, column, value) == ("stock_moves", "3502.csv", 9, "kind", "999")


def test_people_shops_and_drugs_come_out_of_the_settlements_where_nothing_else_tells_of_them(got):
    person = got.row("persons", person_id="A2")
    assert (person["name"], person["sex"], str(person["birth_date"])) == ("林芳", "F", "1980-02-03")
    assert got.row("cards", person_id="A2")["kind"] == "e_credential"
    assert got.row("institutions", institution_id=CLINIC)["kind"] == "clinic"
    assert got.row("drugs", drug_id=OTHER)["generic_name"] == "阿托伐他汀钙片"


def test_registers_complete_what_the_records_name(got):
    person = got.row("persons", person_id="A1")
    assert (person["employer"], person["address"], person["household_id"]) == ("纺织厂", "和平路1号", "H1")
    assert str(person["death_date"]) == "2026-04-01"
    shop = got.row("institutions", institution_id=SHOP)
    assert (shop["name"], shop["kind"], shop["longitude"], shop["chain"]) == ("和平大药房", "pharmacy", 121.4, "C1")
    drug = got.row("drugs", drug_id=DRUG)
    assert (drug["generic_name"], drug["days_per_pack"], drug["chronic"]) == ("阿托伐他汀", 7, True)


def test_a_settlement_is_read_field_by_field(got):
    row = got.row("settlements", settlement_id="S1")
    assert (row["person_id"], row["institution_id"], row["medical_type"]) == ("A1", SHOP, "41")
    assert row["settled_at"] == datetime(2026, 3, 1, 9, 30)
    assert (row["total_amount"], row["fund_amount"], row["account_amount"], row["cash_amount"]) == (37, 20, 17, 0)
    assert (row["terminal_id"], row["operator_id"]) == (f"{SHOP}/01", f"{SHOP}/9")


@pytest.mark.parametrize(
    ("settlement", "card"), [("S1", "01-A1"), ("S2", "01-A1"), ("S3", "F12345678"), ("S4", "02-A1")]
)
def test_a_token_is_no_id_and_a_social_card_is(got, settlement, card):
    assert got.row("settlements", settlement_id=settlement)["card_id"] == card


def test_a_detail_number_is_unique_only_within_its_payment(got):
    assert {"S1/1", "S2/1", "S2/2"} <= set(got.column("lines", "line_id"))


def test_rows_that_are_not_valid_are_left_out_and_counted(got):
    assert "S5" not in got.column("settlements", "settlement_id")
    assert left_out(got, "settlements") == 1


def test_items_that_are_no_drugs_are_left_out_and_counted(got):
    assert "S4/2" not in got.column("lines", "line_id")
    assert left_out(got, "lines") == 1


def test_a_reversal_undoes_the_payment_it_names(got):
    row = got.row("settlements", settlement_id="R-S2")
    assert row["reverses"] == "S2"
    assert (row["total_amount"], row["account_amount"], row["cash_amount"]) == (-37, -17, 0)


def test_a_negative_refund_row_undoes_the_payment_it_names(got):
    row = got.row("settlements", settlement_id="S9")
    assert (row["reverses"], row["total_amount"]) == ("S3", Decimal("-37.00"))


def test_a_visit_binds_details_settlement_and_nested_codes(got):
    line = got.row("lines", line_id="M7/1")
    assert (line["settlement_id"], line["split_pack"], line["doctor_id"]) == ("M7", True, "D310101")
    assert line["prescription_id"] == f"{CLINIC}/77" == got.row("prescriptions")["prescription_id"]
    assert got.column("scans", "trace_code") == [code["drug_trac_codg"] for code in CODES]


def test_two_charges_of_one_visit_are_two_settlements_of_which_one_is_undone(got):
    assert {"M8/C1", "M8/C2"} <= set(got.column("settlements", "settlement_id"))
    assert got.row("settlements", settlement_id="R-S7")["reverses"] == "M8/C1"


def test_an_insured_sale_tells_the_lot_of_the_line_and_whether_a_pack_was_split(got):
    line = got.row("lines", line_id="S1/1")
    assert (line["batch_id"], line["split_pack"]) == (LOT, True)


def test_a_lot_is_not_guessed_where_two_were_handed_over(got):
    line = got.row("lines", line_id="S3/1")
    assert (line["batch_id"], line["split_pack"]) == (None, False)


def test_a_sale_that_the_patient_paid_is_a_move_and_its_return_puts_the_packs_back(got):
    assert got.row("stock_moves", move_id=f"4/{SHOP}/B8")["kind"] == "self_pay_sale"
    assert got.row("stock_moves", move_id=f"5/{SHOP}/B9")["kind"] == "transfer_in"
    assert not {f"4/{SHOP}/B5", f"5/{SHOP}/B10"} & set(got.column("stock_moves", "move_id"))


def test_a_purchase_names_wholesaler_lot_and_maker(got):
    move = got.row("stock_moves", kind="purchase")
    assert (move["quantity"], move["supplier_id"], move["batch_id"]) == (10, "华东医药", LOT)
    assert got.row("suppliers")["licence_number"] == "AA1"
    assert got.row("batches", batch_id=LOT)["manufacturer"] == "某制药"
    assert got.row("stock_moves", kind="purchase_return")["quantity"] == 10


def test_a_stocktake_counts_at_the_end_of_its_day(got):
    move = got.row("stock_moves", kind="stocktake")
    assert (move["quantity"], move["moved_at"]) == (8, datetime(2026, 2, 28, 23, 59, 59))


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("101", "transfer_in"), ("102", "transfer_out"), ("103", "transfer_in"), ("104", "damage"),
        ("105", "damage"), ("106", "transfer_in"), ("108", "opening"),
    ],
)  # fmt: skip
def test_a_change_of_stock_has_its_kind(got, code, kind):
    assert got.row("stock_moves", move_id=f"2/{SHOP}/B{code}")["kind"] == kind


def test_a_change_without_a_lot_is_of_a_lot_of_its_own(got):
    assert got.row("stock_moves", move_id=f"2/{SHOP}/B0")["batch_id"] == f"{DRUG}/?B0"


def test_a_deletion_takes_out_the_record_it_names_and_is_counted(got):
    moves = got.column("stock_moves", "move_id")
    assert f"3/{SHOP}/B1" in moves
    assert f"3/{SHOP}/B2" not in moves
    others = 2  # packs that went out otherwise (107), the return of an insured sale
    assert left_out(got, "stock_moves") == others + 1


def test_the_warehouse_serves_in_place_of_the_interfaces(got):
    assert got.row("settlements", settlement_id="W2")["reverses"] == "W1"
    assert got.row("lines", line_id="K1")["settlement_id"] == "W1"
    assert "K2" not in got.column("lines", "line_id")
    assert got.column("inpatient_stays", "stay_id") == ["M5"]
