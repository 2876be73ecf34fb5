"""The national platform's files as queries over the canonical tables: file name to SELECT.

`PREPARED` are the intermediate tables; every file is ordered, so that the same city gives the same bytes.
"""

# Types of canonical columns with which the queries work; all others stay text.
TYPES = {"settled_at": "TIMESTAMP", "moved_at": "TIMESTAMP", "split_pack": "BOOLEAN"}

_TIME = "strftime({}, '%Y-%m-%d %H:%M:%S')"
_FLAG = "CASE WHEN {} THEN '1' ELSE '0' END"
_SEX = "CASE {} WHEN 'M' THEN '1' WHEN 'F' THEN '2' END"
_CERT = "CASE c.kind WHEN 'e_credential' THEN '01' WHEN 'id_card' THEN '02' WHEN 'social_card' THEN '03' END"

PREPARED = {
    # Lines as the platform numbers them, unique within the payment; the lot as printed.
    "numbered": """
        SELECT l.*, s.person_id, s.institution_id, s.settled_at, s.medical_type = '41' AS at_pharmacy,
            (row_number() OVER (PARTITION BY l.settlement_id ORDER BY l.place))::VARCHAR AS sn,
            l.settlement_id || '/' || sn AS platform_line
        FROM lines l JOIN settlements s USING (settlement_id)""",
    # Two lots of one drug that share a number are told apart by a suffix: the platform knows a lot by drug and number.
    "lots": """
        SELECT *, coalesce(lot_number, batch_id) || CASE WHEN same = 1 THEN '' ELSE '-' || same END AS printed FROM (
            SELECT *, row_number() OVER (PARTITION BY drug_id, lot_number ORDER BY place) AS same FROM batches)""",
    "paid": f"""
        SELECT s.*, p.name, {_SEX.format("p.sex")} AS gend, p.birth_date, p.id_number, i.name AS institution_name,
            {_CERT} AS cert,
            CASE WHEN c.kind = 'social_card' THEN s.card_id WHEN c.kind = 'id_card' THEN p.id_number END AS cert_no,
            s.medical_type = '41' AS at_pharmacy, {_TIME.format("s.settled_at")} AS setl_time
        FROM settlements s LEFT JOIN persons p USING (person_id) LEFT JOIN cards c USING (card_id)
            LEFT JOIN institutions i ON i.institution_id = s.institution_id""",
    "moved": f"""
        SELECT m.*, lots.drug_id, lots.printed, lots.manufacturer, lots.made_on, lots.expires_on,
            u.name AS supplier, u.licence_number AS licence, {_TIME.format("m.moved_at")} AS time
        FROM stock_moves m LEFT JOIN lots USING (batch_id) LEFT JOIN suppliers u USING (supplier_id)""",
}

_HEAD = (
    "institution_id AS fixmedins_code, institution_name AS fixmedins_name, terminal_id AS dev_no, operator_id AS opter"
)
_PAYER = """person_id AS psn_no, name AS psn_name, gend, birth_date AS brdy, id_number AS certno,
    cert AS mdtrt_cert_type, cert_no AS mdtrt_cert_no"""
_AMOUNTS = """total_amount AS medfee_sumamt, fund_amount AS fund_pay_sumamt, account_amount AS acct_pay,
    cash_amount AS psn_cash_pay"""
_DETAIL = f"""person_id AS psn_no, institution_id AS fixmedins_code, sn AS feedetl_sn,
    prescription_id AS rxno,
    {_FLAG.format("circulates")} AS rx_circ_flag, {_TIME.format("settled_at")} AS fee_ocur_time,
    drug_id AS med_list_codg, '101' AS list_type, amount AS det_item_fee_sumamt, quantity AS cnt, unit_price AS pric,
    days_supply AS prd_days, doctor_id AS bilg_dr_codg, doctor_name AS bilg_dr_name"""
_DETAILED = """(
    SELECT n.*, d.name AS doctor_name,
        n.prescription_id IS NOT NULL AND r.institution_id <> n.institution_id AS circulates
    FROM numbered n LEFT JOIN doctors d USING (doctor_id) LEFT JOIN prescriptions r USING (prescription_id))"""
_STOCK = """institution_id AS fixmedins_code, drug_id AS med_list_codg, drug_id AS fixmedins_hilist_id,
    move_id AS fixmedins_bchno, printed AS manu_lotnum, made_on AS manu_date, expires_on AS expy_end"""
_BOUGHT = """supplier AS spler_name, licence AS spler_pmtno, manufacturer AS prodentp_name,
    quantity AS purc_retn_cnt, invoice_number AS purc_invo_no, time AS purc_retn_stoin_time, '1' AS vali_flag"""
_CHANGES = {"transfer_in": "101", "transfer_out": "102", "damage": "105", "opening": "108"}
_CHANGE_TYPE = " ".join(f"WHEN '{kind}' THEN '{code}'" for kind, code in _CHANGES.items())
_CHANGE_KINDS = ", ".join(f"'{kind}'" for kind in _CHANGES)
_REGISTER = """address AS addr, longitude AS lnt, latitude AS lat, region_code AS admdvs,
    legal_representative AS legrep_name, opened_on AS begntime, '1' AS vali_flag"""

FILES = {
    "1101.csv": f"""
        SELECT person_id AS psn_no, '01' AS psn_cert_type, p.id_number AS certno, p.name AS psn_name,
            {_SEX.format("p.sex")} AS gend, p.birth_date AS brdy, p.region_code AS insuplc_admdvs,
            p.employer AS emp_name,
            {_CERT} AS mdtrt_cert_type,
            CASE c.kind WHEN 'id_card' THEN p.id_number WHEN 'social_card' THEN c.card_id END AS mdtrt_cert_no
        FROM persons p LEFT JOIN cards c USING (person_id) ORDER BY p.place, c.place""",
    "psn_info_b.csv": f"""
        SELECT person_id AS psn_no, name AS psn_name, {_SEX.format("sex")} AS gend, birth_date AS brdy,
            id_number AS certno, region_code AS live_admdvs, address AS live_addr, phone AS mob,
            household_id AS resdbook_no,
            death_date AS die_date, '1' AS vali_flag
        FROM persons ORDER BY place""",
    "1201.csv": """
        SELECT institution_id AS fixmedins_code, name AS fixmedins_name,
            CASE kind WHEN 'pharmacy' THEN '2' ELSE '1' END AS fixmedins_type,
            CASE level WHEN '三级' THEN '02' WHEN '二级' THEN '05' WHEN '一级' THEN '08' ELSE '11' END AS hosp_lv
        FROM institutions ORDER BY place""",
    "medins_info_b.csv": f"""
        SELECT institution_id AS medins_code, name AS medins_name, {_REGISTER}
        FROM institutions WHERE kind <> 'pharmacy' ORDER BY place""",
    "rtal_phac_b.csv": f"""
        SELECT institution_id AS rtal_phac_code, name AS rtal_phac_name, chain AS prnt_rtal_phac_code, {_REGISTER}
        FROM institutions WHERE kind = 'pharmacy' ORDER BY place""",
    "5102.csv": """
        SELECT doctor_id AS prac_psn_code, name AS prac_psn_name, institution_id AS fixmedins_code,
            department AS dept_name, title AS pro_tech_duty
        FROM doctors ORDER BY place""",
    "1301.csv": """
        SELECT drug_id AS med_list_codg, trade_name AS drug_prodname, generic_name AS drug_genname,
            strength AS drug_spec, '1' AS vali_flag
        FROM drugs ORDER BY place""",
    "1318.csv": """
        SELECT drug_id AS hilist_code, unit_price AS hilist_pric, '1' AS vali_flag
        FROM drugs WHERE unit_price IS NOT NULL ORDER BY place""",
    "drug_knowledge.csv": """
        SELECT drug_id, atc_code, days_per_pack, chronic, sex_limit, resale_risk FROM drugs ORDER BY place""",
    "2102.csv": f"""
        SELECT settlement_id AS setl_id, {_HEAD}, {_PAYER}, setl_time, medical_type AS med_type, {_AMOUNTS},
            '0' AS refd_setl_flag, '1' AS vali_flag
        FROM paid WHERE at_pharmacy AND reverses IS NULL ORDER BY place""",
    "2102_drugdetail.csv": f"""
        SELECT settlement_id AS setl_id, {_DETAIL} FROM {_DETAILED} WHERE at_pharmacy ORDER BY place""",
    "2102_drug_trac_info.csv": f"""
        SELECT settlement_id AS setl_id, sn AS feedetl_sn, trace_code AS drug_trac_codg,
            {_FLAG.format("split_pack")} AS trdn_flag
        FROM scans c JOIN numbered n USING (line_id) WHERE at_pharmacy ORDER BY c.place""",
    "2103.csv": f"""
        SELECT settlement_id AS setl_id, reverses AS init_setl_id, {_HEAD}, {_PAYER}, setl_time,
            medical_type AS med_type, {_AMOUNTS}
        FROM paid WHERE at_pharmacy AND reverses IS NOT NULL ORDER BY place""",
    "2204.csv": f"""
        SELECT settlement_id AS mdtrt_id, {_DETAIL} FROM {_DETAILED} WHERE NOT at_pharmacy ORDER BY place""",
    "2207.jsonl": f"""
        SELECT settlement_id AS setl_id, settlement_id AS mdtrt_id, {_HEAD}, {_PAYER}, setl_time,
            medical_type AS med_type, {_AMOUNTS}, '0' AS refd_setl_flag, drug_trac_info
        FROM paid LEFT JOIN (
            SELECT settlement_id, list({{'feedetl_sn': sn, 'drug_trac_codg': trace_code,
                'trdn_flag': {_FLAG.format("split_pack")}}} ORDER BY c.place) AS drug_trac_info
            FROM scans c JOIN numbered n USING (line_id) WHERE NOT at_pharmacy GROUP BY settlement_id
        ) USING (settlement_id)
        WHERE NOT at_pharmacy AND reverses IS NULL ORDER BY place""",
    "2208.csv": f"""
        SELECT settlement_id AS setl_id, reverses AS init_setl_id, reverses AS mdtrt_id, {_HEAD}, {_PAYER}, setl_time,
            medical_type AS med_type, {_AMOUNTS}
        FROM paid WHERE NOT at_pharmacy AND reverses IS NOT NULL ORDER BY place""",
    "7101.csv": f"""
        SELECT DISTINCT ON (r.place) prescription_id AS hi_rxno, r.person_id AS psn_no,
            r.institution_id AS fixmedins_code, replace(r.issued_at, 'T', ' ') AS prsc_time
        FROM prescriptions r JOIN {_DETAILED} n USING (prescription_id) WHERE circulates ORDER BY r.place""",
    "mdtrt_d.csv": """
        SELECT stay_id AS mdtrt_id, person_id AS psn_no, institution_id AS fixmedins_code, '21' AS med_type,
            replace(admitted_at, 'T', ' ') AS begntime, replace(discharged_at, 'T', ' ') AS endtime, '1' AS vali_flag
        FROM inpatient_stays ORDER BY place""",
    "3501.csv": f"""
        SELECT {_STOCK}, quantity AS inv_cnt, moved_at::DATE AS invdate, '1' AS vali_flag
        FROM moved WHERE kind = 'stocktake' ORDER BY place""",
    "3502.csv": f"""
        SELECT {_STOCK}, CASE kind {_CHANGE_TYPE} END AS inv_chg_type, quantity AS cnt, time AS inv_chg_time,
            '1' AS vali_flag
        FROM moved WHERE kind IN ({_CHANGE_KINDS}) ORDER BY place""",
    "3503.csv": f"SELECT {_STOCK}, {_BOUGHT} FROM moved WHERE kind = 'purchase' ORDER BY place",
    "3504.csv": f"SELECT {_STOCK}, {_BOUGHT} FROM moved WHERE kind = 'purchase_return' ORDER BY place",
    "3505.csv": f"""
        SELECT setl_id, mdtrt_sn, psn_no, mdtrt_setl_type, {_STOCK}, trdn_flag, sel_retn_cnt, sel_retn_time,
            '1' AS vali_flag
        FROM (
            SELECT settlement_id AS setl_id, settlement_id AS mdtrt_sn, person_id AS psn_no, '1' AS mdtrt_setl_type,
                institution_id, n.drug_id, line_id AS move_id, printed, made_on, expires_on,
                {_FLAG.format("split_pack")} AS trdn_flag, quantity AS sel_retn_cnt,
                {_TIME.format("settled_at")} AS sel_retn_time, 0 AS part, n.place
            FROM numbered n JOIN lots USING (batch_id)
            UNION ALL
            SELECT NULL, NULL, NULL, '2', institution_id, drug_id, move_id, printed, made_on, expires_on, '0',
                quantity, time, 1, place
            FROM moved WHERE kind = 'self_pay_sale')
        ORDER BY part, place""",
}
