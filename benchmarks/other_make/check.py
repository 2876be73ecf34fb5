"""python check.py FOLDER: own rules on the written tables."""

import sys, json, pandas as pd, numpy as np

F = sys.argv[1]
T = {
    k: pd.read_parquet("%s/%s.parquet" % (F, k))
    for k in "persons cards institutions doctors drugs batches settlements lines scans stock_moves suppliers prescriptions inpatient_stays agents".split()
}
tr = json.load(open(F + "/truth.json"))
bad = 0


def chk(name, n, tol=0):
    global bad
    if n > tol:
        bad += 1
    print(("ok   " if n <= tol else "BAD  ") + name, n)


pk = dict(
    persons="person_id",
    cards="card_id",
    institutions="institution_id",
    doctors="doctor_id",
    drugs="drug_id",
    batches="batch_id",
    settlements="settlement_id",
    lines="line_id",
    stock_moves="move_id",
    suppliers="supplier_id",
    prescriptions="prescription_id",
    inpatient_stays="stay_id",
)
for t, c in pk.items():
    chk("unique " + c, T[t][c].duplicated().sum())
ref = [
    ("cards", "person_id", "persons"),
    ("settlements", "card_id", "cards"),
    ("settlements", "person_id", "persons"),
    ("settlements", "institution_id", "institutions"),
    ("settlements", "collected_by", "persons"),
    ("settlements", "reverses", "settlements"),
    ("lines", "settlement_id", "settlements"),
    ("lines", "drug_id", "drugs"),
    ("lines", "batch_id", "batches"),
    ("lines", "prescription_id", "prescriptions"),
    ("lines", "doctor_id", "doctors"),
    ("scans", "line_id", "lines"),
    ("batches", "drug_id", "drugs"),
    ("doctors", "institution_id", "institutions"),
    ("prescriptions", "person_id", "persons"),
    ("prescriptions", "doctor_id", "doctors"),
    ("prescriptions", "institution_id", "institutions"),
    ("stock_moves", "institution_id", "institutions"),
    ("stock_moves", "batch_id", "batches"),
    ("stock_moves", "supplier_id", "suppliers"),
    ("stock_moves", "counterparty_id", "institutions"),
    ("inpatient_stays", "person_id", "persons"),
    ("inpatient_stays", "institution_id", "institutions"),
    ("agents", "person_id", "persons"),
    ("agents", "agent_person_id", "persons"),
]
for t, c, u in ref:
    col = T[t][c]
    col = col[col != ""]
    chk("ref %s.%s" % (t, c), (~col.isin(T[u][[k for k in pk.items() if k[0] == u][0][1]])).sum())
S, L = T["settlements"], T["lines"]
cp = T["cards"].set_index("card_id").person_id
chk("card of other person", (S.card_id.map(cp) != S.person_id).sum())
S["t"] = pd.to_datetime(S.settled_at)
L = L.merge(S[["settlement_id", "person_id", "institution_id", "t", "collected_by"]], on="settlement_id")
false = {x for r in tr["rings"] for x in r["false_lines"]}
L["false"] = L.line_id.isin(false)
chk(
    "batch of other drug",
    ((L.batch_id != "") & (L.batch_id.map(T["batches"].set_index("batch_id").drug_id) != L.drug_id)).sum(),
)
rvd = set(S.reverses) - {""}
cancelled = L.settlement_id.isin(rvd)
am = L.groupby("settlement_id").amount.sum().round(2)
n = S.set_index("settlement_id")
own = n[n.reverses == ""]
chk("total is not the sum of lines", ((own.total_amount - am.reindex(own.index).fillna(-1)).abs() > 0.011).sum())
chk("amount is not quantity x price", ((L.quantity * L.unit_price - L.amount).abs() > 0.011).sum())
chk("parts do not add up", ((S.total_amount - S.fund_amount - S.account_amount - S.cash_amount).abs() > 0.011).sum())
chk("negative parts", (own[["fund_amount", "account_amount", "cash_amount"]] < -0.001).any(axis=1).sum())
b = n.loc[n.reverses[n.reverses != ""]]
a = n[n.reverses != ""]
chk("reversal before the payment", (a.t.values < b.t.values).sum())
chk(
    "reversal of other person/shop/card",
    (
        (a.person_id.values != b.person_id.values)
        | (a.institution_id.values != b.institution_id.values)
        | (a.card_id.values != b.card_id.values)
    ).sum(),
)
P = T["persons"].set_index("person_id")
dd = pd.to_datetime(P.death_date.replace("", None))
d = S.person_id.map(dd)
lone = set(tr["lenders"])
crim = S.settlement_id.isin(set(L[L["false"]].settlement_id))
ringp = {x for r in tr["rings"] for x in r["persons"]}
inr = S.person_id.isin(ringp | lone)
chk("honest dead buy", ((S.t >= d) & ~inr).sum())
bd = pd.to_datetime(P.birth_date)
chk("not yet born", (S.t < S.person_id.map(bd)).sum())
C = T["cards"].set_index("card_id")
chk("card not issued yet", (S.t < pd.to_datetime(S.card_id.map(C.issued_on))).sum())
chk(
    "card revoked",
    (
        (S.t >= pd.to_datetime(S.card_id.map(C.revoked_on).replace("", None)) + pd.Timedelta(days=1))
        & (S.reverses == "")
    ).sum(),
    3 + len(S) // 40000,
)
I = T["institutions"].set_index("institution_id")
chk("shop not open yet", (S.t < pd.to_datetime(S.institution_id.map(I.opened_on))).sum())
chk("care home sells", (S.institution_id.map(I.kind) == "care_home").sum())
h = S.t.dt.hour
chk("night sales", ((h < 7) | (h >= 23)).sum())
o = S.sort_values(["person_id", "t"])
sm = (
    (o.person_id == o.person_id.shift())
    & (o.institution_id != o.institution_id.shift())
    & ((o.t - o.t.shift()).dt.total_seconds() < 300)
    & ~o.person_id.isin(ringp | lone)
)
chk("honest person in two places within 5 min", sm.sum(), len(S) // 200000 + 1)
chk("one till twice in a second", S.duplicated(["terminal_id", "settled_at"]).sum())
sx = L.drug_id.map(T["drugs"].set_index("drug_id").sex_limit)
ps = L.person_id.map(P.sex)
print(
    "     sex-odd honest lines",
    ((sx != "") & (sx != ps) & ~L["false"]).sum(),
    "false",
    ((sx != "") & (sx != ps) & L["false"]).sum(),
)
st = T["inpatient_stays"]
st["a"] = pd.to_datetime(st.admitted_at)
st["e"] = pd.to_datetime(st.discharged_at.replace("", None))
x = L[["person_id", "t", "false", "collected_by", "line_id"]].merge(st[["person_id", "a", "e"]], on="person_id")
ib = (x.t > x.a) & (x.t < x.e.fillna(pd.Timestamp("2100")))
print("     lines while in bed: honest", (ib & ~x["false"]).sum(), "false", (ib & x["false"]).sum())
# stock
M = T["stock_moves"]
M["s"] = M.quantity * M.kind.map(
    dict(
        opening=1,
        purchase=1,
        transfer_in=1,
        purchase_return=-1,
        transfer_out=-1,
        self_pay_sale=-1,
        damage=-1,
        stocktake=1,
    )
)
inn = M.groupby(["institution_id", "batch_id"]).s.sum()
LL = L[~cancelled & (L.batch_id != "")]
frac = LL[LL.split_pack]
full = LL[~LL.split_pack]
out = (
    full.groupby(["institution_id", "batch_id"])
    .quantity.sum()
    .add((frac.groupby(["institution_id", "batch_id"]).quantity.sum() / 24), fill_value=0)
)
bal = inn.sub(out, fill_value=0)
neg = bal[bal < -1e-6]
crimi = {x for r in tr["rings"] for x in r["institutions"]}
hn = neg[~neg.index.get_level_values(0).isin(crimi)]
chk("honest shop x batch below zero", (hn < -0.99).sum())
print("     any shop x batch below zero", len(neg), "units", neg.sum(), " split rests", len(hn))
Ld = LL.assign()
bdg = T["batches"].set_index("batch_id").drug_id
b2 = bal.groupby([bal.index.get_level_values(0), bal.index.get_level_values(1).map(bdg)]).sum()
chk("honest shop x drug below zero", ((b2 < -0.99) & ~b2.index.get_level_values(0).isin(crimi)).sum())
# running balance, honest
mv = M[["institution_id", "batch_id", "s"]].assign(t=pd.to_datetime(M.moved_at))
sl = full[["institution_id", "batch_id", "t"]].assign(s=-full.quantity)
z = pd.concat([mv, sl])
z = z[~z.institution_id.isin(crimi)].sort_values(["institution_id", "batch_id", "t"], kind="stable")
z["c"] = z.groupby(["institution_id", "batch_id"]).s.cumsum()
r = z.groupby(["institution_id", "batch_id"]).c.min()
print("     honest shop x batch with a passing negative (late upload)", (r < -0.5).sum(), "of", len(r))
# codes
sc = T["scans"].merge(L[["line_id", "false", "institution_id", "t", "settlement_id"]], on="line_id")
sc["c"] = sc.settlement_id.isin(rvd)
g = sc[~sc.c]
dup = g[g.trace_code.duplicated(keep=False)]
print(
    "     scans %d, per line %.2f, repeated codes (not undone): scans %d = %.2f%%, of false lines %d, across shops %d codes"
    % (
        len(sc),
        len(sc) / len(L),
        len(dup),
        100 * len(dup) / len(g),
        dup["false"].sum(),
        (dup.groupby("trace_code").institution_id.nunique() > 1).sum(),
    )
)
idx = pd.Series(L["false"].values, index=L.line_id)
print(
    "persons %d settlements %.2f/person, lines/settlement %.2f, mean total %.1f, self pay share %.2f"
    % (
        len(P),
        len(own) / len(P),
        len(L) / len(own),
        own.total_amount.mean(),
        M[M.kind == "self_pay_sale"].quantity.sum() / L.quantity.sum(),
    )
)
print("innocent", pd.Series([g["kind"] for g in tr["innocent"]]).value_counts().to_dict())
chk("truth lines unknown", len(false - set(L.line_id)))
chk("false line in undone payment", (L["false"] & cancelled).sum())
pid = set(P.index)
chk("truth persons unknown", len(ringp - pid))
lm = L.set_index("line_id")
wrong = sum((lm.loc[r["false_lines"]].person_id.isin(r["persons"]) == False).sum() for r in tr["rings"])
chk("false line of a non-member", wrong)
allp = [x for r in tr["rings"] for x in r["persons"]]
print("rings", len(tr["rings"]), "members", len(allp), "in two rings", len(allp) - len(set(allp)), "lenders", len(lone))
for r in tr["rings"]:
    k = len(r["persons"])
    fl = len(r["false_lines"])
    if k < 4 or fl < 3 * k:
        print("   thin ring", r["variant"], k, fl)
if tr["rings"]:
    print(
        pd.DataFrame(
            [
                dict(
                    pattern=r["pattern"][:8],
                    variant=r["variant"],
                    n=len(r["persons"]),
                    lines=len(r["false_lines"]),
                    per=round(len(r["false_lines"]) / len(r["persons"]), 1),
                    loss=round(r["loss"]),
                    shops=len(r["institutions"]),
                    drugs=len(r["drugs"]),
                    m="%d-%d" % (r["start_month"], r["end_month"]),
                )
                for r in tr["rings"]
            ]
        )
        .sort_values("variant")
        .to_string(index=False)
    )
print("BAD" if bad else "ALL OK", bad)
