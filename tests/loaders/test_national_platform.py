"""The mapping `national-platform`, on small deliveries of each of its forms."""

import json
from datetime import datetime
from decimal import Decimal

import pytest
from mapping_load import Loaded

SHOP, CLINIC = "P31010100001", "H31010100002"
DRUG, OTHER = "XC10AAA061A001010100001", "XA10BAB001A002010100002"


def csv(*rows):
    """Rows as CSV; a column that a row lacks is empty."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [",".join(names)] + [",".join(str(row.get(name, "")) for name in names) for row in rows]
    return "\n".join(lines) + "\n"


def paid(setl_id, psn_no="A1", **more):
    """A settlement of 2102."""
    return {
        "setl_id": setl_id, "psn_no": psn_no, "fixmedins_code": SHOP, "fixmedins_name": "大药房", "dev_no": "01",
        "opter": "9", "psn_name": "石磊", "gend": "1", "brdy": "19800203", "certno": "310101198002031234",
        "mdtrt_cert_type": "01", "mdtrt_cert_no": "token-of-today", "setl_time": "2026-03-01 09:30:00",
        "med_type": "41", "medfee_sumamt": "37.00", "fund_pay_sumamt": "20.00", "acct_pay": "17.00",
        "psn_cash_pay": "0.00", "refd_setl_flag": "0", "vali_flag": "1",
    } | more  # fmt: skip


def sold(setl_id, sn="1", psn_no="A1", **more):
    """A detail of 2102."""
    return {
        "setl_id": setl_id, "psn_no": psn_no, "fixmedins_code": SHOP, "feedetl_sn": sn, "med_list_codg": DRUG,
        "medins_list_name": "阿托伐他汀钙片", "cnt": "1", "pric": "37.00", "det_item_fee_sumamt": "37.00", "prd_days": "28",
    } | more  # fmt: skip


def stock(bchno, **more):
    """What every record of stock has."""
    return {
        "fixmedins_code": SHOP, "fixmedins_bchno": bchno, "med_list_codg": DRUG, "manu_lotnum": "2401A",
        "manu_date": "2024-01-05", "expy_end": "2027-01-04", "vali_flag": "1",
    } | more  # fmt: skip


@pytest.fixture
def delivered(tmp_path):
    """Load files given as name and text; a name may be written as `f2102` for 2102.csv."""

    def load(**files):
        folder = tmp_path / "in"
        folder.mkdir()
        shop = {"f2102": csv(paid("S1")), "f2102_drugdetail": csv(sold("S1"))}
        for name, text in (shop | files).items():
            suffix = "jsonl" if text.startswith("{") else "csv"
            (folder / f"{name.removeprefix('f')}.{suffix}").write_text(text, encoding="utf-8")
        return Loaded(tmp_path, [folder], "national-platform")

    return load


def test_people_cards_shops_and_drugs_come_out_of_the_settlements_where_nothing_else_tells_of_them(delivered):
    got = delivered()
    person = got.row("persons")
    assert (person["person_id"], person["sex"], str(person["birth_date"])) == ("A1", "M", "1980-02-03")
    assert got.row("cards")["kind"] == "e_credential"
    assert got.row("institutions")["kind"] == "pharmacy"
    assert got.row("drugs")["generic_name"] == "阿托伐他汀钙片"
    assert not got.rejects()


def test_a_settlement_is_read_field_by_field(delivered):
    row = delivered().row("settlements")
    assert (row["settlement_id"], row["person_id"], row["institution_id"]) == ("S1", "A1", SHOP)
    assert row["settled_at"] == datetime(2026, 3, 1, 9, 30)
    assert (row["total_amount"], row["fund_amount"], row["account_amount"]) == (37, 20, 17)
    assert (row["medical_type"], row["terminal_id"], row["operator_id"]) == ("41", f"{SHOP}/01", f"{SHOP}/9")


def test_a_token_is_no_id_and_a_social_card_is(delivered):
    got = delivered(
        f2102=csv(
            paid("S1"),
            paid("S2", mdtrt_cert_no="token-of-tomorrow"),
            paid("S3", mdtrt_cert_type="03", mdtrt_cert_no="F12345678"),
            paid("S4", mdtrt_cert_type="02", mdtrt_cert_no="310101198002031234"),
        )
    )
    assert got.column("cards", "card_id") == ["01-A1", "02-A1", "F12345678"]
    assert got.column("settlements", "card_id") == ["01-A1", "01-A1", "F12345678", "02-A1"]


def test_a_detail_number_is_unique_only_within_its_payment(delivered):
    got = delivered(
        f2102=csv(paid("S1"), paid("S2")),
        f2102_drugdetail=csv(sold("S1"), sold("S2"), sold("S2", "2", med_list_codg=OTHER)),
    )
    assert got.column("lines", "line_id") == ["S1/1", "S2/1", "S2/2"]


def test_rows_that_are_not_valid_are_left_out_and_counted(delivered):
    got = delivered(f2102=csv(paid("S1"), paid("S2", vali_flag="0")))
    assert got.column("settlements", "settlement_id") == ["S1"]
    assert got.report.tables["settlements"].left_out == 1
    assert not got.rejects()


def test_items_that_are_no_drugs_are_left_out_and_counted(delivered):
    got = delivered(f2102_drugdetail=csv(sold("S1", list_type="101"), sold("S1", "2", list_type="301")))
    assert got.column("lines", "line_id") == ["S1/1"]
    assert got.report.tables["lines"].left_out == 1


def test_a_reversal_undoes_the_payment_it_names(delivered):
    back = paid("S1")
    back.pop("refd_setl_flag")
    row = delivered(f2103=csv(back | {"setl_time": "2026-03-01 09:40:00"})).row("settlements", settlement_id="R-S1")
    assert row["reverses"] == "S1"
    assert (row["total_amount"], row["account_amount"], row["cash_amount"]) == (-37, -17, 0)


def test_a_negative_refund_row_undoes_the_payment_it_names(delivered):
    refund = paid("S9", refd_setl_flag="1", init_setl_id="S1", medfee_sumamt="-37.00", fund_pay_sumamt="-20.00")
    row = delivered(f2102=csv(paid("S1") | {"init_setl_id": ""}, refund)).row("settlements", settlement_id="S9")
    assert (row["reverses"], row["total_amount"]) == ("S1", Decimal("-37.00"))


def visit(**more):
    """A settlement of 2207."""
    return paid("S7", fixmedins_code=CLINIC, fixmedins_name="幸福门诊部", med_type="14", mdtrt_id="M7") | more


def test_a_visit_binds_details_settlement_and_nested_codes(delivered):
    codes = [
        {"feedetl_sn": "1", "drug_trac_codg": "81000010000000000001", "trdn_flag": "1"},
        {"feedetl_sn": "1", "drug_trac_codg": "81000010000000000002", "trdn_flag": "1"},
    ]
    detail = {
        "mdtrt_id": "M7", "psn_no": "A1", "fixmedins_code": CLINIC, "feedetl_sn": "1", "med_list_codg": DRUG, "cnt": "14",
        "det_item_fee_sumamt": "18.5", "rxno": "77", "bilg_dr_codg": "D310101", "bilg_dr_name": "李医生",
    }  # fmt: skip
    got = delivered(f2207=json.dumps(visit(drug_trac_info=codes)) + "\n", f2204=csv(detail))
    line = got.row("lines", line_id="M7/1")
    assert (line["settlement_id"], line["split_pack"], line["doctor_id"]) == ("M7", True, "D310101")
    assert line["prescription_id"] == f"{CLINIC}/77" == got.row("prescriptions")["prescription_id"]
    assert got.column("scans", "trace_code") == ["81000010000000000001", "81000010000000000002"]
    assert got.row("institutions", institution_id=CLINIC)["kind"] == "clinic"


def test_two_charges_of_one_visit_are_two_settlements(delivered):
    row = visit(chrg_bchno="C1", drug_trac_info="")
    again = row | {"chrg_bchno": "C2"}
    undone = visit(chrg_bchno="C1") | {"setl_time": "2026-03-01 10:00:00"}
    got = delivered(f2207=csv(row, again), f2208=csv(undone))
    assert got.column("settlements", "settlement_id") == ["M7/C1", "M7/C2", "R-S7", "S1"]
    assert got.row("settlements", settlement_id="R-S7")["reverses"] == "M7/C1"


def test_an_insured_sale_tells_the_lot_of_the_line_and_whether_a_pack_was_split(delivered):
    sale = stock("B1", setl_id="S1", mdtrt_sn="S1", mdtrt_setl_type="1", trdn_flag="1", sel_retn_cnt="1")
    got = delivered(f3505=csv(sale | {"sel_retn_time": "2026-03-01 09:30:00"}))
    line = got.row("lines")
    assert (line["batch_id"], line["split_pack"]) == (f"{DRUG}/2401A", True)
    assert got.row("batches")["lot_number"] == "2401A"
    assert got.rows("stock_moves") == []


def test_a_lot_is_not_guessed_where_two_were_handed_over(delivered):
    sale = stock("B1", setl_id="S1", mdtrt_sn="S1", mdtrt_setl_type="1", trdn_flag="0", sel_retn_cnt="1")
    sale["sel_retn_time"] = "2026-03-01 09:30:00"
    got = delivered(f3505=csv(sale, sale | {"fixmedins_bchno": "B2", "manu_lotnum": "2402C"}))
    assert got.row("lines")["batch_id"] is None
    assert got.row("lines")["split_pack"] is False


def test_a_sale_that_the_patient_paid_is_a_move(delivered):
    sale = stock("B1", mdtrt_setl_type="2", sel_retn_cnt="2", sel_retn_time="2026-03-01 11:00:00")
    move = delivered(f3505=csv(sale)).row("stock_moves")
    assert (move["move_id"], move["kind"], move["quantity"]) == (f"4/{SHOP}/B1", "self_pay_sale", 2)


def test_a_purchase_names_wholesaler_lot_and_maker(delivered):
    bought = stock("B1", prodentp_name="某制药", spler_name="华东医药", spler_pmtno="AA1", purc_invo_no="F1",
                   purc_retn_cnt="10", purc_retn_stoin_time="2026-02-01 08:00:00")  # fmt: skip
    counted = stock("B3", inv_cnt="8", invdate="2026-02-28")
    got = delivered(
        f3503=csv(bought), f3504=csv(bought | {"fixmedins_bchno": "B2", "purc_retn_cnt": "1"}), f3501=csv(counted)
    )
    assert got.row("suppliers") | {"name": "华东医药", "licence_number": "AA1"} == got.row("suppliers")
    assert got.row("batches")["manufacturer"] == "某制药"
    assert {row["kind"]: row["quantity"] for row in got.rows("stock_moves")} == {
        "purchase": 10, "purchase_return": 1, "stocktake": 8,
    }  # fmt: skip
    assert got.row("stock_moves", kind="stocktake")["moved_at"] == datetime(2026, 2, 28, 23, 59, 59)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("101", "transfer_in"), ("102", "transfer_out"), ("103", "transfer_in"), ("104", "damage"),
        ("105", "damage"), ("106", "transfer_in"), ("108", "opening"),
    ],
)  # fmt: skip
def test_a_change_of_stock_has_its_kind(delivered, code, kind):
    change = stock("B1", inv_chg_type=code, cnt="3", inv_chg_time="2026-03-01 12:00:00")
    assert delivered(f3502=csv(change)).row("stock_moves")["kind"] == kind


def test_a_change_of_an_unknown_kind_is_rejected_and_other_packs_out_are_left_out(delivered):
    change = stock("B1", inv_chg_type="999", cnt="3", inv_chg_time="2026-03-01 12:00:00")
    got = delivered(f3502=csv(change, change | {"fixmedins_bchno": "B2", "inv_chg_type": "107"}))
    ((table, file, row, column, value, _),) = got.rejects()
    assert (table, file, row, column, value) == ("stock_moves", "3502.csv", 1, "kind", "999")
    assert got.report.tables["stock_moves"].left_out == 1


def test_a_change_without_a_lot_is_of_a_lot_of_its_own(delivered):
    change = stock("B1", inv_chg_type="101", cnt="3", inv_chg_time="2026-03-01 12:00:00", manu_lotnum="")
    got = delivered(f3502=csv(change))
    assert got.row("stock_moves")["batch_id"] == f"{DRUG}/?B1" == got.row("batches")["batch_id"]


def test_a_deletion_takes_out_the_record_it_names(delivered):
    bought = stock("B1", purc_retn_cnt="10", purc_retn_stoin_time="2026-02-01 08:00:00")
    got = delivered(
        f3503=csv(bought, bought | {"fixmedins_bchno": "B2"}),
        f3507=csv({"fixmedins_code": SHOP, "fixmedins_bchno": "B1", "inv_data_type": "3"}),
    )
    assert got.column("stock_moves", "move_id") == [f"3/{SHOP}/B2"]
    assert got.report.tables["stock_moves"].left_out == 1


def test_registers_complete_what_the_records_name(delivered):
    got = delivered(
        f1101=csv({"psn_no": "A1", "psn_name": "石磊", "gend": "1", "emp_name": "纺织厂", "mdtrt_cert_type": "03",
                   "mdtrt_cert_no": "F1"}),
        psn_info_b=csv({"psn_no": "A1", "live_addr": "和平路1号", "mob": "13900000000", "resdbook_no": "H1", "die_date": "20260401"}),
        f1201=csv({"fixmedins_code": SHOP, "fixmedins_name": "和平大药房", "fixmedins_type": "2", "hosp_lv": "11"}),
        rtal_phac_b=csv({"rtal_phac_code": SHOP, "lnt": "121.4", "lat": "31.2", "prnt_rtal_phac_code": "C1"}),
        f1301=csv({"med_list_codg": DRUG, "drug_genname": "阿托伐他汀", "drug_spec": "20mg*7"}),
        drug_knowledge=csv({"drug_id": DRUG, "days_per_pack": "7", "chronic": "true", "resale_risk": "0.4"}),
    )  # fmt: skip
    person = got.row("persons")
    assert (person["employer"], person["address"], person["household_id"]) == ("纺织厂", "和平路1号", "H1")
    assert str(person["death_date"]) == "2026-04-01"
    shop = got.row("institutions")
    assert (shop["name"], shop["longitude"], shop["chain"], shop["level"]) == ("和平大药房", 121.4, "C1", None)
    drug = got.row("drugs")
    assert (drug["generic_name"], drug["days_per_pack"], drug["chronic"]) == ("阿托伐他汀", 7, True)
    assert not got.rejects()


def test_the_warehouse_serves_in_place_of_the_interfaces(delivered):
    whole = {name: value for name, value in paid("S1").items() if name not in ("opter", "psn_cash_pay")}
    whole |= {"mdtrt_id": "M1", "cash_payamt": "0.00", "hosp_lv": "11"}
    refund = whole | {"setl_id": "S2", "refd_setl_flag": "1", "init_setl_id": "S1", "medfee_sumamt": "-37.00"}
    fees = {"psn_no": "A1", "fixmedins_code": SHOP, "hilist_code": DRUG, "cnt": "1", "det_item_fee_sumamt": "37.00"}
    got = delivered(
        f2102=csv(paid("S0", psn_no="A2")), f2102_drugdetail=csv(sold("S0", psn_no="A2")),
        setl_d=csv(whole | {"init_setl_id": ""}, refund),
        fee_list_d=csv(fees | {"bkkp_sn": "K1", "setl_id": "S1"}, fees | {"bkkp_sn": "K2", "setl_id": ""}),
        mdtrt_d=csv({"mdtrt_id": "M5", "psn_no": "A1", "fixmedins_code": SHOP, "med_type": "21",
                     "begntime": "2026-02-01 08:00:00", "endtime": ""},
                    {"mdtrt_id": "M6", "psn_no": "A1", "fixmedins_code": SHOP, "med_type": "41",
                     "begntime": "2026-02-01 08:00:00", "endtime": ""}),
    )  # fmt: skip
    assert got.row("settlements", settlement_id="S2")["reverses"] == "S1"
    assert got.row("lines", line_id="K1")["settlement_id"] == "S1"
    assert got.column("lines", "line_id") == ["K1", "S0/1"]
    assert got.column("inpatient_stays", "stay_id") == ["M5"]
    assert not got.rejects()
