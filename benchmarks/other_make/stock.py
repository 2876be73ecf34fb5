"""Tills, reversals, stock, lots, trace codes, and the tables themselves."""

import numpy as np, pandas as pd, json, os, datetime as dt
from life import take, DAY

BIG = 10**9


def late_upload(w, S, rng):
    f = w.n / 1e5
    for _ in range(max(1, int(9 * f))):
        i = int(rng.choice(w.phar))
        d = int(rng.integers(0, w.days))
        z = np.where(
            (S["i"] == i) & (S["t"] >= d * DAY + 14 * 3600) & (S["t"] < d * DAY + 20 * 3600) & (S["src"] <= 7)
        )[0]
        if len(z) < 3:
            continue
        allp = S["p"][(S["t"] >= d * DAY) & (S["t"] < (d + 1) * DAY) & (S["i"] != i)]
        z = z[~np.isin(S["p"][z], allp)]
        z = z[np.argsort(S["t"][z])][-70:]
        S["t"][z] = d * DAY + 20 * 3600 + int(rng.integers(3000, 4500)) + np.cumsum(rng.integers(22, 50, len(z)))
        S["term"][z] = 0
        w.inn.append(dict(kind="late_upload", persons=S["p"][z].tolist(), shop=i))


def tills(w, S, L, rng):
    n = len(S["p"])
    late_upload(w, S, rng)
    nt = w.nterm[S["i"]]
    u = rng.random(n)
    S["term"] = np.where(S["term"] >= 0, np.minimum(S["term"], nt - 1), np.minimum((u**1.35 * nt).astype(int), nt - 1))
    S["rev"] = np.full(n, -1)
    L["alias"] = np.full(len(L["s"]), -1)
    # split packs: some clinics break boxes
    clinic = np.isin(w.ikind, ["clinic", "village_clinic", "hospital"])
    pr = (rng.random((w.ni, w.nd)) < 0.05) & clinic[:, None] & ~w.dchr[None] & (w.dprice < 60)[None]
    sp = pr[S["i"][L["s"]], L["d"]] & (L["q"] == 1) & (L["stock"] == 0) & (L["cm"] == 0) & (L["ring"] < 0)
    L["split"] = np.where(sp, 3 + (L["d"] % 2), 0)
    # operator: by day and shift
    sh = (S["t"] % DAY > 14 * 3600 + 1800).astype(int)
    no = w.nop[S["i"]]
    S["oper"] = np.where(
        S["oper"] >= 0,
        np.minimum(S["oper"], no - 1),
        (S["t"] // DAY * 2 + sh + S["i"] + S["term"] * 3 + ((S["t"] // DAY) % 7 >= 5)) % no,
    )
    lc = np.bincount(L["s"], minlength=n)
    lf = np.full(n, -1)
    lf[L["s"][::-1]] = np.arange(len(L["s"]))[::-1]
    anysp = np.bincount(L["s"], (L["split"] > 0) | (L["cm"] == 4) | (L["stock"] > 0), minlength=n) > 0
    lp = np.argsort(L["s"], kind="stable")
    lptr = np.searchsorted(L["s"][lp], np.arange(n + 1))
    # cashier's retry: paid, undone, paid again
    rt = np.where((rng.random(n) < 0.006) & ~anysp & (S["grp"] != 77))[0]
    aS = {k: [] for k in S}
    aL = {k: [] for k in L}
    cur = n
    curl = len(L["s"])

    def app(s, t, rev, withlines):
        nonlocal cur, curl
        for k in S:
            aS[k].append(S[k][s])
        aS["t"][-1] = t
        aS["rev"][-1] = rev
        cur += 1
        if withlines:
            for l in lp[lptr[s] : lptr[s + 1]]:
                for k in L:
                    aL[k].append(L[k][l])
                aL["s"][-1] = cur - 1
                L["alias"][l] = curl
                curl += 1
                L["false"][l] = 0
        return cur - 1

    for s in rt:
        g = int(rng.integers(25, 120))
        app(s, S["t"][s] + g, s, False)
        app(s, S["t"][s] + g + int(rng.integers(28, 160)), -1, True)
    # returns within days: back on the shelf, sold again
    rs = np.where((rng.random(n) < 0.0025) & (lc == 1) & w.isph[S["i"]] & ~anysp & (S["src"] < 7))[0]
    rs = np.setdiff1d(rs, rt)
    o = np.lexsort((S["t"][L["s"]], L["d"], S["i"][L["s"]]))
    posn = np.empty(len(o), int)
    posn[o] = np.arange(len(o))
    used = set()
    for s in rs:
        t = S["t"][s] + int(rng.choice([3600 * 2, DAY, DAY, 2 * DAY, 3 * DAY])) + int(rng.integers(-1500, 1500))
        tt = t % DAY
        if tt > 21 * 3600 or tt < 8 * 3600:
            t = t - tt + 10 * 3600
        if t >= w.days * DAY or t <= S["t"][s] + 600:
            continue
        l = lf[s]
        app(s, t, s, False)
        L["false"][l] = 0
        for j in range(posn[l] + 1, min(posn[l] + 20, len(o))):
            m = o[j]
            if L["d"][m] != L["d"][l] or S["i"][L["s"][m]] != S["i"][s]:
                break
            if (
                S["t"][L["s"][m]] > t + 60
                and L["q"][m] == L["q"][l]
                and L["alias"][m] < 0
                and L["stock"][m] == 0
                and L["cm"][m] == 0
                and L["split"][m] == 0
                and m not in used
            ):
                L["alias"][l] = m
                used.add(m)
                break
    # pay-refund-pay loops of crooks (asked for by crime.py): grp 77 settlements carry the loop
    for s in np.where(S["grp"] == 77)[0]:
        k = 1 + int(rng.random() < 0.5)
        t = S["t"][s]
        for _ in range(k):
            g = int(rng.integers(60, 900))
            a = app(s, t - g * 2 - 60, -1, False)
            for l in lp[lptr[s] : lptr[s + 1]]:
                for q in L:
                    aL[q].append(L[q][l])
                aL["s"][-1] = a
                aL["alias"][-1] = int(l)
                aL["false"][-1] = 0
                curl += 1
            app(s, t - g - 60, a, False)
            t -= 2 * g + 120
    S = {k: np.r_[S[k], np.array(aS[k], np.int64)] for k in S}
    L = {k: np.r_[L[k], np.array(aL[k], np.int64)] for k in L}
    # one till serves one card at a time
    g = S["i"] * 16 + S["term"]
    o = np.lexsort((S["t"], g))
    gap = 20
    x = g[o] * BIG + S["t"][o] - gap * np.arange(len(o))
    x = np.maximum.accumulate(x)
    S["t"] = S["t"].copy()
    S["t"][o] = x + gap * np.arange(len(o)) - g[o] * BIG
    # a later retry may not follow by alias of an alias
    al = L["alias"]
    while True:
        m2 = (al >= 0) & (al[np.maximum(al, 0)] >= 0)
        if not m2.any():
            break
        al[m2] = al[al[m2]]
    return S, L


def ranges(cnt):
    """0..c-1 for each c"""
    e = np.cumsum(cnt)
    return np.arange(e[-1] if len(e) else 0) - np.repeat(e - cnt, cnt)


class Plan:
    pass


def make(w, S, L, rng):
    nd = w.nd
    nl = len(L["s"])
    li = S["i"][L["s"]]
    lt = S["t"][L["s"]]
    lk = li * nd + L["d"]
    P = np.where(
        w.ikind == "hospital",
        7,
        np.where(w.isph, rng.choice([4, 7, 7, 10, 14], w.ni), np.where(w.ikind == "clinic", 14, 21)),
    )
    off = rng.integers(0, 7, w.ni)
    nsup = max(4, w.n // 8000)
    w.nsup = nsup
    own = np.array([rng.choice(nsup, 3, replace=False) for _ in range(w.ni)])
    z_ = np.where(np.isin(w.ikind, ["pharmacy", "village_clinic"]) & (rng.random(w.ni) < 0.15))[0]
    own[z_, 2] = nsup + z_ % 3
    lanes = 3
    iv = rng.integers(32, 75, nd)
    ph = rng.integers(0, 75, nd)
    w.iv, w.ph = iv, ph

    def lot(d, sup, day, lag=0):
        return (d * lanes + sup % lanes) * 64 + ((day + 200 + ph[d] - lag) // iv[d]).astype(int)

    # split boxes: the head of each box takes it from stock
    demq = L["q"].copy()
    sp = np.where(L["split"] > 0)[0]
    head = np.arange(nl)
    if len(sp):
        o = sp[np.lexsort((lt[sp], lk[sp]))]
        k = lk[o]
        first = np.r_[True, k[1:] != k[:-1]]
        st = np.maximum.accumulate(np.where(first, np.arange(len(o)), 0))
        idx = np.arange(len(o)) - st
        por = L["split"][o]
        box = idx // por
        hd = np.where(idx % por == 0, np.arange(len(o)), 0)
        hd = np.maximum.accumulate(hd)
        head[o] = o[hd]
        demq[o] = (idx % por == 0).astype(int)
    dl = np.where((L["stock"] == 0) & (L["alias"] < 0) & (demq > 0))[0]
    # sales for own money, breakage, returns to the wholesaler, counts
    hp = np.where(w.isph[li] & (L["stock"] == 0) & (L["ring"] < 0) & (L["alias"] < 0))[0]

    def sample(frac, jit):
        m = hp[rng.random(len(hp)) < frac]
        t = lt[m] + rng.integers(-jit, jit + 1, len(m)) * DAY + rng.integers(-1800, 1800, len(m))
        td = t % DAY
        t = np.where((td < 8 * 3600) | (td > 21 * 3600), t - td + 15 * 3600, t)
        ok = (t > 8 * 3600) & (t < w.days * DAY) & (t // DAY >= w.iopen[li[m]])
        return m[ok], t[ok]

    K, T, Q, TY, RF = [lk[dl]], [lt[dl]], [demq[dl]], [np.zeros(len(dl), int)], [dl]
    selfshare = rng.uniform(0.12, 0.5, w.ni)
    m, t = sample(1.0, 6)
    z = rng.random(len(m)) < selfshare[li[m]]
    m, t = m[z], t[z]
    for m, t, q, ty in ((m, t, np.minimum(L["q"][m], 3), 1),) + tuple(
        (*sample(fr, 20), 1, ty) for fr, ty in ((0.0015, 2), (0.0008, 3), (0.0015, 4))
    ):
        K.append(lk[m])
        T.append(t)
        Q.append(np.broadcast_to(q, m.shape))
        TY.append(np.full(len(m), ty))
        RF.append(np.full(len(m), -1))
    uk = np.unique(np.concatenate(K))
    z = uk[rng.random(len(uk)) < 0.8]
    z = z[w.iopen[z // nd] < 0]
    K.append(z)
    T.append(np.zeros(len(z), int))
    Q.append(np.zeros(len(z), int))
    TY.append(np.full(len(z), 9))
    RF.append(np.full(len(z), -1))
    K, T, Q, TY, RF = map(np.concatenate, (K, T, Q, TY, RF))

    def plan():
        o = np.lexsort((T, K))
        k, t, q = K[o], T[o], Q[o]
        i = k // nd
        j = (t // DAY - off[i]) // P[i]
        j0 = (0 - off[i]) // P[i]
        j = np.where(w.iopen[i] < 0, np.maximum(j, j0), j)
        op = (j == j0) & (w.iopen[i] < 0)
        new = np.r_[True, (k[1:] != k[:-1]) | (j[1:] != j[:-1])]
        s = np.where(new)[0]
        D = np.add.reduceat(q, s)
        gk, gj = k[s], j[s]
        gop = op[s]
        kn = np.r_[True, gk[1:] != gk[:-1]]
        ks = np.where(kn)[0]
        kid = np.cumsum(kn) - 1
        A = np.add.reduceat(D, ks)[kid] * 365 / w.days
        c = np.cumsum(D)
        c = c - np.r_[0, c[ks[1:] - 1]][kid] if len(ks) > 1 else c
        m = np.select([A < 12, A < 30, A < 100, A < 400], [1, 2, 5, 10], 20)
        dear = w.dprice[gk % nd] > 300
        m = np.where(dear, 1, m)
        saf = np.round(0.02 * A * (0.5 + ((gk * 2654435761) % 97) / 97.0)).astype(int) + ((A > 8) & ~dear)
        C = np.ceil((c + saf) / m).astype(int) * m
        prev = np.r_[0, C[:-1]]
        prev[ks] = 0
        sq = C - prev
        i = gk // nd
        day = np.where(gop, 0, np.maximum(off[i] + gj * P[i], 0))
        ok = sq > 0
        return dict(k=gk[ok], day=day[ok], q=sq[ok], op=gop[ok])

    pl = plan()
    # transfers inside a chain come out of the chain's main shop
    main = {}
    for c in sorted(set(w.ichain[w.phar]) - {""}):
        s = [i for i in w.phar if w.ichain[i] == c and w.iopen[i] < 0]
        if len(s) > 1:
            main[c] = s[int(np.argmin([np.hypot(*w.ixy[i]) for i in s]))]
    mainof = np.array([main.get(c, -1) for c in w.ichain])
    ismain = np.zeros(w.ni, bool)
    ismain[list(main.values())] = True
    w.mainof = mainof
    i = pl["k"] // nd
    d = pl["k"] % nd
    tr = (
        (~pl["op"])
        & (mainof[i] >= 0)
        & ~ismain[i]
        & (pl["day"] > 1)
        & (((pl["k"] * 7919 + pl["day"] * 104729) % 1000) < 60)
    )
    trk = pl["k"][tr]
    trd = pl["day"][tr]
    trq = pl["q"][tr]
    nt = len(trk)
    n0 = len(K)
    K = np.r_[K, mainof[trk // nd] * nd + trk % nd]
    T = np.r_[T, (trd - 1) * DAY + 20 * 3600 + (trk % 3000)]
    Q = np.r_[Q, trq]
    TY = np.r_[TY, np.full(nt, 5)]
    RF = np.r_[RF, np.arange(nt)]
    pl = plan()
    i = pl["k"] // nd
    d = pl["k"] % nd
    tr = (
        (~pl["op"])
        & (mainof[i] >= 0)
        & ~ismain[i]
        & (pl["day"] > 1)
        & (((pl["k"] * 7919 + pl["day"] * 104729) % 1000) < 60)
    )
    assert tr.sum() == nt and (pl["k"][tr] == trk).all() and (pl["q"][tr] == trq).all()
    ns = len(i)
    sup = own[i, (d * 31) % 3]
    swap = rng.random(ns) < 0.05
    sup = np.where(swap, own[i, rng.integers(0, 3, ns)], sup)
    batch = lot(d, sup, pl["day"], np.where(pl["op"], 12, 4))
    st_t = pl["day"] * DAY + np.where(pl["op"], 3600, 6 * 3600 + rng.integers(600, 5000, ns))
    pl.update(sup=sup, b=batch, t=st_t, tr=np.where(tr, np.cumsum(tr) - 1, -1))

    def fifo(sm, dm):
        """pieces (demand index, batch, qty) of the demand rows in dm from the supply rows given"""
        so = np.lexsort((sm["t"], sm["k"]))
        sk, sb, sq = sm["k"][so], sm["b"][so], sm["q"][so]
        se = np.cumsum(sq)
        o = dm[np.lexsort((T[dm], K[dm]))]
        k, q = K[o], Q[o]
        kf = np.r_[True, k[1:] != k[:-1]]
        ks = np.where(kf)[0]
        cq = np.cumsum(q) - q
        rel = cq - cq[ks][np.cumsum(kf) - 1]
        s0 = np.searchsorted(sk, k)
        base = np.r_[0, se][s0]
        a = base + rel
        ra = np.searchsorted(se, a, side="right")
        rb = np.searchsorted(se, a + np.maximum(q, 1) - 1, side="right")
        assert (sk[rb[q > 0]] == k[q > 0]).all() and (sm["t"][so][rb[q > 0]] <= T[o][q > 0]).all()
        same = ra == rb
        x = o[same & (q > 0)]
        px, pb, pq = x, sb[ra[same & (q > 0)]], Q[x]
        z = np.where(~same & (q > 0))[0]
        if len(z):
            un = np.repeat(z, q[z])
            ua = a[un] + ranges(q[z])
            ub = sb[np.searchsorted(se, ua, side="right")]
            key = o[un] * 10**6 + ub
            uu, c = np.unique(key, return_counts=True)
            px, pb, pq = np.r_[px, uu // 10**6], np.r_[pb, uu % 10**6], np.r_[pq, c]
        return px, pb, pq

    ma = ismain[K // nd]
    sm = ismain[pl["k"] // nd]
    f = lambda m: {x: pl[x][m] for x in ("k", "b", "q", "t")}
    p1 = fifo(f(sm), np.where(ma)[0]) if sm.any() else (np.zeros(0, int),) * 3
    isT = TY[p1[0]] == 5
    tref, tb, tq = RF[p1[0][isT]], p1[1][isT], p1[2][isT]
    tt = T[p1[0][isT]]
    # replace branch rows by the transferred lots
    rows = {x: pl[x] for x in ("k", "b", "q", "t")}
    rest = ~sm & (pl["tr"] < 0)
    trow = np.where(pl["tr"] >= 0)[0]
    inv = trow[np.argsort(pl["tr"][trow])]
    r2 = {
        "k": np.r_[rows["k"][rest], rows["k"][inv[tref]]],
        "b": np.r_[rows["b"][rest], tb],
        "q": np.r_[rows["q"][rest], tq],
        "t": np.r_[rows["t"][rest], rows["t"][inv[tref]]],
    }
    p2 = fifo(r2, np.where(~ma)[0])
    px, pb, pq = (np.r_[a, b] for a, b in zip(p1, p2))
    # ---- moves
    M = dict(i=[], b=[], kind=[], q=[], t=[], sup=[], cp=[], inv=[])

    def mv(i, b, kind, q, t, sup=-1, cp=-1, inv=None):
        n = len(i)
        for k, v in (("i", i), ("b", b), ("kind", kind), ("q", q), ("t", t), ("sup", sup), ("cp", cp)):
            M[k].append(np.broadcast_to(np.asarray(v), (n,)))
        M["inv"].append(np.full(n, -1) if inv is None else inv)

    notr = pl["tr"] < 0
    i = pl["k"] // nd
    inv_ = pl["day"] * 100000 + i * 100 + pl["sup"] % 100
    opn = notr & pl["op"]
    mv(i[opn], pl["b"][opn], "opening", pl["q"][opn], np.zeros(opn.sum(), int))
    pu = notr & ~pl["op"]
    late = np.where((rng.random(w.ni) < 0.2)[i] & (rng.random(ns) < 0.05), rng.integers(1, 6, ns) * DAY, 0)
    tpu = np.minimum((pl["t"] + late)[pu], w.days * DAY - 1)
    mv(i[pu], pl["b"][pu], "purchase", pl["q"][pu], tpu, pl["sup"][pu], -1, inv_[pu])
    src = mainof[rows["k"][inv[tref]] // nd]
    dst = rows["k"][inv[tref]] // nd
    mv(src, tb, "transfer_out", tq, tt, -1, dst)
    mv(dst, tb, "transfer_in", tq, rows["t"][inv[tref]], -1, src)
    for ty, nm in ((1, "self_pay_sale"), (2, "damage"), (3, "purchase_return"), (4, "stocktake")):
        z = TY[px] == ty
        ii = K[px[z]] // nd
        sp_ = np.where(ty == 3, own[ii, (K[px[z]] % nd * 31) % 3], -1)
        mv(ii, pb[z], nm, pq[z] * (-1 if ty == 4 else 1), T[px[z]], sp_)
    # ---- pieces of lines
    isl = TY[px] == 0
    ql, qb, qq = RF[px[isl]], pb[isl], pq[isl]
    fb = np.full(nl, -1)
    fb[ql] = qb
    fb[sp] = fb[head[sp]]
    extra_sp = sp[(demq[sp] == 0)]
    # invented sales: the lot the shop last had
    so = np.lexsort((pl["t"], pl["k"]))
    sk2 = pl["k"][so] * (10**8) + pl["t"][so]
    gh = np.where((L["stock"] == 1) & (L["cm"] != 4) & (L["alias"] < 0))[0]
    j = np.searchsorted(sk2, lk[gh] * (10**8) + lt[gh], side="right") - 1
    hit = (j >= 0) & (pl["k"][so][np.maximum(j, 0)] == lk[gh])
    fb[gh] = np.where(
        hit, pl["b"][so][np.maximum(j, 0)], lot(L["d"][gh], own[li[gh], (L["d"][gh] * 31) % 3], lt[gh] // DAY, 4)
    )
    lkd = np.where((L["cm"] == 4) & (L["alias"] < 0))[0]
    root = np.arange(nl)
    root[L["alias"] >= 0] = L["alias"][L["alias"] >= 0]
    fb[lkd] = fb[root[L["aux"][lkd] % 10**8]]
    assert (fb[L["alias"] < 0] >= 0).all()
    ex = np.r_[extra_sp, gh, lkd]
    ql = np.r_[ql, ex]
    qb = np.r_[qb, fb[ex]]
    qq = np.r_[qq, L["q"][ex]]
    o = np.lexsort((qb, ql))
    ql, qb, qq = ql[o], qb[o], qq[o]
    # aliases copy their target's pieces
    al = np.where(L["alias"] >= 0)[0]
    tg = L["alias"][al]
    a, b = np.searchsorted(ql, tg), np.searchsorted(ql, tg, side="right")
    c = b - a
    assert (c > 0).all()
    src_ = np.repeat(a, c) + ranges(c)
    fb[al] = fb[tg]
    root = np.arange(nl)
    root[al] = tg
    ql = np.r_[ql, np.repeat(al, c)]
    qb = np.r_[qb, qb[src_]]
    qq = np.r_[qq, qq[src_]]
    o = np.lexsort((qb, ql, lt[ql]))
    ql, qb, qq = ql[o], qb[o], qq[o]
    # ---- codes: one a pack
    np_ = len(ql)
    up = np.repeat(np.arange(np_), qq)
    ul = ql[up]
    uno = np.zeros(len(ul), int)
    # running number of the unit within its line
    oo = np.argsort(ul, kind="stable")
    sl = ul[oo]
    fst = np.r_[True, sl[1:] != sl[:-1]]
    stt = np.maximum.accumulate(np.where(fst, np.arange(len(sl)), 0))
    uno[oo] = np.arange(len(sl)) - stt
    ust = np.full(nl, -1)
    ust[sl[fst]] = 0
    qtot = np.bincount(ql, qq, minlength=nl).astype(int)
    base = np.r_[0, np.cumsum(qtot)][:-1]
    w_ = root[ul]
    code = base[w_] + uno
    s_ = L["split"][ul] > 0
    code[s_] = base[head[w_[s_]]]
    # chain of linked codes (resold boxes keep theirs)
    for l_, c_, k_ in getattr(w, "swap", []):
        L["cm"][l_] = c_
        L["aux"][l_] = 100000 + k_
    k4 = L["cm"][w_] == 4
    src4 = L["aux"][w_]
    off4 = src4 // 10**8
    src4 = src4 % 10**8
    code[k4] = base[root[src4[k4]]] + np.minimum(uno[k4] + off4[k4], qtot[src4[k4]] - 1)
    k2 = np.where(L["cm"][w_] == 2)[0]
    if len(k2):
        key = L["aux"][w_[k2]] * 1000 + L["d"][w_[k2]]
        uq, invk = np.unique(key, return_inverse=True)
        o2 = np.lexsort((lt[ul[k2]], invk))
        si = invk[o2]
        f2 = np.r_[True, si[1:] != si[:-1]]
        s2 = np.maximum.accumulate(np.where(f2, np.arange(len(si)), 0))
        rk = np.arange(len(si)) - s2
        # same line and root take the same code: use rank of unit modulo pool size
        pool = 1 + (key[o2] % 4)
        code[k2[o2]] = code[k2[o2]][s2 + rk % pool]
    # makers' duplicates
    ub = qb[up]
    bs, cts = np.unique(ub[w.isph[li[ul]]], return_counts=True)
    c = bs[(cts > 40) & (cts < 900)]
    f_ = max(1, int(4 * w.n / 1e5))
    dupb = rng.choice(c, min(f_, len(c)), replace=False) if len(c) else []
    for b in dupb:
        z = np.where((ub == b) & (L["cm"][w_] == 0) & (L["alias"][ul] < 0))[0]
        z = rng.permutation(z)
        h = int(len(z) * rng.uniform(0.2, 0.45))
        code[z[:h]] = code[z[-h:]] if h else code[z[:0]]
        w.inn.append(dict(kind="maker_duplicate_codes", persons=[], shop=-1, batch=int(b)))
    # goods without own code: the code on the carton is read each time
    for _ in range(max(1, int(5 * w.n / 1e5))):
        i_ = int(rng.choice(np.r_[w.clin, w.vcl, rng.choice(w.phar, 3)]))
        z = np.where((li[ul] == i_) & (L["ring"][ul] < 0) & (L["cm"][w_] == 0))[0]
        if len(z) < 20:
            continue
        ds, cc = np.unique(L["d"][ul[z]], return_counts=True)
        d_ = int(ds[np.argmax(cc * (w.dprice[ds] < 50))])
        z = z[L["d"][ul[z]] == d_]
        mth = lt[ul[z]] // (45 * DAY)
        _, f0, iv_ = np.unique(mth, return_index=True, return_inverse=True)
        code[z] = code[z[f0]][iv_]
        w.inn.append(dict(kind="case_code", persons=[], shop=i_, drug=d_))
    miss = w.miss[li]
    scanned = (rng.random(nl) >= miss) & (lt >= w.scan_from[li] * DAY)
    scanned &= (L["cm"] != 1) & (miss < 1)
    em = scanned[ul]
    # twice the same box for two, a neighbour's box, a mistyped code
    two = np.where((uno == 1) & (rng.random(len(ul)) < 0.004))[0]
    two = two[ul[two - 1] == ul[two]]
    code[two] = code[two - 1]
    nx = np.where(rng.random(len(ul)) < 0.0003)[0]
    o3 = np.lexsort((lt[ul], L["d"][ul], li[ul]))
    p3 = np.empty(len(o3), int)
    p3[o3] = np.arange(len(o3))
    q3 = np.minimum(p3[nx] + 1, len(o3) - 1)
    g3 = (L["d"][ul[o3[q3]]] == L["d"][ul[nx]]) & (li[ul[o3[q3]]] == li[ul[nx]])
    code[nx[g3]] = code[o3[q3[g3]]]
    ser = (code.astype(np.int64) * 7368787 + 1234567) % (10**13)
    bad = rng.random(len(ul)) < 0.0012
    ser[bad] = rng.integers(0, 10**13, bad.sum())
    # asked-for extra moves of crooks
    for m in getattr(w, "moves", []):
        b = fb[m["line"]] if m.get("line", -1) >= 0 else m["b"]
        if b >= 0:
            mv(
                np.array([m["i"]]),
                np.array([b]),
                m["kind"],
                m["q"],
                np.array([m["t"]]),
                {-2: nsup + int(m["i"]) % 3, -3: int(own[m["i"]][0])}.get(m.get("sup", -1), -1),
                m.get("cp", -1),
                np.array([m.get("inv", -1)]),
            )
    M = {k: np.concatenate(v) for k, v in M.items()}
    U = dict(piece=up[em], ser=ser[em], d=L["d"][ul[em]])
    return S, L, dict(l=ql, b=qb, q=qq), M, U


def iso(w, t):
    return np.datetime_as_string(np.datetime64(w.start) + np.asarray(t).astype("timedelta64[s]"), unit="s")


def day(w, d):
    return np.datetime_as_string(np.datetime64(w.start) + np.asarray(d).astype("timedelta64[D]"), unit="D")


def write(w, S, L, PC, M, U, out, level, rings):
    rng = np.random.default_rng([w.seed, 99])
    os.makedirs(out, exist_ok=True)

    def save(table, /, **c):
        pd.DataFrame(c).to_parquet(os.path.join(out, table + ".parquet"), index=False)

    n = w.n
    pf = "P%07d"
    perm = rng.permutation(n) + 1000000
    PID = np.array(["P%d" % x for x in perm], object)
    phone = np.array(
        [
            "1%s%08d" % (a, b)
            for a, b in zip(rng.choice(["39", "38", "36", "57", "58", "51", "80", "98"], n), rng.integers(0, 10**8, n))
        ],
        object,
    )
    kid = w.age < 14
    hp = np.searchsorted(w.hh, w.hh)
    phone[kid] = phone[hp[kid]]
    oc = (w.age > 70) & (w.child >= 0) & (rng.random(n) < 0.3)
    phone[oc] = phone[w.child[oc]]
    sh = (w.age > 65) & (rng.random(n) < 0.3)
    phone[sh] = phone[hp[sh]]
    phone[rng.random(n) < 0.06] = ""
    for h in rings:
        for a, b in h.get("phones", []):
            phone[a] = phone[b]
    bs = np.datetime_as_string(w.birth, unit="D")
    idn = np.array(
        [
            r + b.replace("-", "") + "%02d%d%s" % (x, (y // 2) * 2 + (1 - s), c)
            for r, b, x, y, s, c in zip(
                w.reg, bs, rng.integers(0, 100, n), rng.integers(0, 8, n), w.sex, rng.choice(list("0123456789X"), n)
            )
        ],
        object,
    )
    hno = rng.integers(1, 40, w.hh.max() + 1)
    rno = rng.integers(1, 28, w.hh.max() + 1) * 100 + rng.integers(1, 5, w.hh.max() + 1)
    st = rng.integers(0, len(STREET_), w.nb)
    addr = np.array(
        [
            ("%s外地%s区%d号" % (STREET_[h % 16], r, hno[h]))
            if f
            else "%s%s%d栋%d室" % (STREET_[st[k]], w.nbname[k], hno[h], rno[h])
            for r, f, k, h in zip(w.reg, w.far, w.pnb, w.hh)
        ],
        object,
    )
    for x, h in getattr(w, "inhome", {}).items():
        addr[x] = w.I[h]["name"]
    hperm = rng.permutation(w.hh.max() + 1)
    emp = np.array([w.empname[e] + "%02d" % e if e >= 0 else "" for e in w.emp], object)
    for i, s in w.staff.items():
        emp[s] = w.I[i]["name"]
    o = np.argsort(perm)
    save(
        "persons",
        person_id=PID[o],
        name=np.array(w.name, object)[o],
        sex=np.where(w.sex == 1, "F", "M")[o],
        birth_date=bs[o],
        death_date=np.where(w.death < w.days, day(w, np.minimum(w.death, w.days)), "")[o],
        region_code=w.reg[o],
        address=addr[o],
        phone=phone[o],
        household_id=np.array(["H%06d" % hperm[h] for h in w.hh], object)[o],
        employer=emp[o],
        id_number=idn[o],
    )
    nc = len(w.card_p)
    cperm = rng.permutation(nc)
    CID = np.array(["C%08d" % (x + 10000000) for x in cperm], object)
    co = np.argsort(cperm)
    kinds = np.array(["social_card", "e_credential"])
    save(
        "cards",
        card_id=CID[co],
        person_id=PID[w.card_p][co],
        kind=kinds[w.card_k][co],
        issued_on=day(w, w.card_iss)[co],
        revoked_on=np.where(w.card_rev < w.days, day(w, np.minimum(w.card_rev, w.days)), "")[co],
    )
    IID = np.array(
        [
            "%s%05d"
            % (
                {"pharmacy": "YD", "hospital": "YY", "clinic": "ZS", "village_clinic": "CW", "care_home": "YL"}[k],
                j + 101,
            )
            for j, k in enumerate(w.ikind)
        ],
        object,
    )
    lon, lat = 117.23 + w.ixy[:, 0] / 95.5, 31.82 + w.ixy[:, 1] / 111.0
    nbi = np.argmin(((w.ixy[:, None] - w.nbxy[None]) ** 2).sum(2), 1)
    save(
        "institutions",
        institution_id=IID,
        name=[i["name"] for i in w.I],
        kind=w.ikind,
        level=[i["level"] for i in w.I],
        region_code=w.nbreg[nbi],
        address=["%s%s旁%d号" % (STREET_[st[k]], w.nbname[k], j % 90 + 1) for j, k in enumerate(nbi)],
        longitude=np.round(lon, 6),
        latitude=np.round(lat, 6),
        chain=w.ichain,
        legal_representative=[
            w.name[x] if w.isph[j] or w.ikind[j] == "village_clinic" else "" for j, x in enumerate(w.owner)
        ],
        opened_on=day(w, np.where(w.iopen > 0, w.iopen, -rng.integers(200, 5000, w.ni))),
    )
    DID = np.array(["D%05d" % (j + 1) for j in range(w.ndoc)], object)
    save(
        "doctors",
        doctor_id=DID,
        name=[d[0] for d in w.docs],
        institution_id=IID[[d[1] for d in w.docs]],
        department=[d[2] for d in w.docs],
        title=[d[3] for d in w.docs],
    )
    GID = np.array(["X%s%04d" % ("ABC"[j % 3], j + 1) for j in range(w.nd)], object)
    dr = w.drugs
    save(
        "drugs",
        drug_id=GID,
        generic_name=[x[0] for x in dr],
        trade_name=[x[1] for x in dr],
        atc_code=[x[2] for x in dr],
        strength=[x[3] for x in dr],
        unit_price=w.dprice,
        days_per_pack=w.dpp,
        chronic=w.dchr,
        sex_limit=[x[7] for x in dr],
        resale_risk=w.drisk,
    )
    ub = np.unique(np.r_[PC["b"], M["b"]])
    bd = ub // 64 // 3
    lane = ub // 64 % 3
    idx = ub % 64
    BID = lambda b: np.array(["B%07d" % (x + 1) for x in np.searchsorted(ub, b)], object)
    made = idx * w.iv[bd] - 200 - w.ph[bd] - 30 - (ub % 23)
    mk = np.array(["%s" % MAKERS_[(g * 7 + 3) % len(MAKERS_)] for g in w.dgen[bd]], object)
    save(
        "batches",
        batch_id=BID(ub),
        drug_id=GID[bd],
        lot_number=[d_.replace("-", "")[2:] + "%s%d" % ("ABC"[l], b % 10) for d_, l, b in zip(day(w, made), lane, ub)],
        manufacturer=mk,
        made_on=day(w, made),
        expires_on=day(w, made + 365 * (2 + bd % 2)),
    )
    save(
        "suppliers",
        supplier_id=["W%03d" % (j + 1) for j in range(w.nsup + 3)],
        name=[
            "%s医药有限公司" % a
            for a in [
                "国药控股",
                "华润",
                "九州通",
                "上药",
                "安徽天星",
                "同济堂",
                "瑞康",
                "英特",
                "南京医药",
                "广济",
                "海王",
                "中联",
                "康恩",
                "振兴",
                "百洋",
                "汇达",
                "鸿达",
                "利民",
                "永信",
                "德众",
                "华通",
                "金康",
            ][: w.nsup + 3]
        ]
        + ["医药%d公司" % j for j in range(max(0, w.nsup + 3 - 22))],
        licence_number=["皖AA%08d" % (551000 + j * 37) if j < w.nsup + 1 else "" for j in range(w.nsup + 3)],
    )
    # settlements by time
    ns = len(S["p"])
    so = np.lexsort((rng.random(ns), S["t"]))
    rank = np.empty(ns, int)
    rank[so] = np.arange(ns)
    SID = np.array(["S%09d" % (x + 100000000) for x in rank], object)
    # prescriptions
    hasp = (S["doc"] >= 0) & (S["rev"] < 0)
    isph = w.isph[S["i"]]
    lagm = np.where(
        isph & (S["src"] != 5),
        np.where(rng.random(ns) < 0.5, rng.integers(600, 5400, ns), rng.integers(3600, 3 * DAY, ns)),
        rng.integers(240, 2700, ns),
    )
    rxi = np.where(hasp)[0]
    dinst = np.array([d[1] for d in w.docs])
    RX = np.full(ns, "", object)
    RX[rxi] = ["R%09d" % (x + 500000000) for x in rank[rxi]]
    rt = S["t"][rxi] - lagm[rxi]
    td = rt % DAY
    rt = np.where(
        (td < 7 * 3600 + 2700) | (td > 18 * 3600 + 1800),
        np.minimum(rt - td + np.where(td < 7 * 3600 + 2700, 8 * 3600 + 900, 17 * 3600), S["t"][rxi] - 120),
        rt,
    )
    save(
        "prescriptions",
        prescription_id=RX[rxi],
        person_id=PID[S["p"][rxi]],
        doctor_id=DID[S["doc"][rxi]],
        institution_id=IID[dinst[S["doc"][rxi]]],
        issued_at=iso(w, rt),
    )
    # lines
    pl, pb, pq = PC["l"], PC["b"], PC["q"]
    ls = L["s"][pl]
    o = np.lexsort((np.arange(len(pl)), rank[ls]))
    inv = np.empty(len(o), int)
    inv[o] = np.arange(len(o))
    d = L["d"][pl]
    por = L["split"][pl]
    units = 24
    price = np.round(w.dprice[d] * w.pf[S["i"][ls]], 1)
    # prices of one drug in one shop may change once
    qty = np.where(por > 0, units // np.maximum(por, 1), pq)
    up_ = np.where(por > 0, np.round(price / units, 2), price)
    amt = np.round(qty * up_, 2)
    LID = np.array(["L%09d" % (x + 200000000) for x in inv], object)
    miss = rng.random(len(pl)) < np.where(w.ikind[S["i"][ls]] == "village_clinic", 0.15, 0.006)
    bid = BID(pb)
    bid = np.where(miss, "", bid)
    dose = np.ones(len(pl))
    ds = np.round(np.where(por > 0, w.dpp[d] / np.maximum(por, 1), pq * w.dpp[d])).astype(int)
    rk = w.rp * 1000 + w.rd
    jk = np.minimum(np.searchsorted(rk, S["p"][ls] * 1000 + d), len(rk) - 1)
    hitk = rk[jk] == S["p"][ls] * 1000 + d
    dose = np.where(hitk, w.rdose[jk], 1.0)
    ds = np.where((dose != 1) & (rng.random(len(pl)) < 0.85) & (por == 0), np.round(ds / dose), ds).astype(int)
    nods = rng.random(len(pl)) < 0.04
    sdoc = S["doc"][ls]
    dd = np.where(sdoc >= 0, DID[np.maximum(sdoc, 0)], "") if w.ndoc else np.full(len(pl), "")
    rx = RX[ls]
    dd = np.where(rx == "", "", dd)
    save(
        "lines",
        line_id=LID[o],
        settlement_id=SID[ls][o],
        drug_id=GID[d][o],
        batch_id=bid[o],
        quantity=qty[o].astype(float),
        unit_price=up_[o],
        amount=amt[o],
        days_supply=pd.array(np.where(nods, -1, ds)[o], dtype="Int64").astype("Int64")
        if False
        else pd.Series(ds[o]).where(~nods[o]),
        prescription_id=rx[o],
        doctor_id=dd[o],
        split_pack=(por > 0)[o],
    )
    tot = np.round(np.bincount(ls, amt, minlength=ns), 2)
    rv = S["rev"] >= 0
    acct = rng.gamma(1.5, 900, n)
    fr = np.where(S["mt"] == 21, 0.75, np.where(S["mt"] == 14, 0.7, np.where(S["mt"] == 11, 0.5, 0.0))) * (
        0.9 + 0.2 * rng.random(ns)
    )
    fr = np.minimum(fr, 0.92)
    fund = np.round(tot * fr, 2)
    rest = np.round(tot - fund, 2)
    useacc = rng.random(ns) < np.where(acct[S["p"]] > 300, 0.96, 0.6)
    part = np.where(rng.random(ns) < 0.05, rng.random(ns), 1.0)
    ac = np.where(useacc, np.round(rest * part, 2), 0.0)
    cash = np.round(rest - ac, 2)
    for x in (tot, fund, ac, cash):
        x[rv] = -x[S["rev"][rv]]
    # cards
    e, s1, s2 = w.c_e[S["p"]], w.c_soc[S["p"]], w.c_new[S["p"]]
    soc = np.where((s2 >= 0) & (S["t"] // DAY >= w.lostday[S["p"]]), s2, s1)
    ue = rng.random(ns) < w.prefe[S["p"]]
    ue = np.where(S["card"] == 1, True, np.where(S["card"] == 0, False, ue))
    c = np.where((ue & (e >= 0)) | (soc < 0), e, soc)
    c = np.where(c < 0, soc, c)
    oth = np.where(c == e, soc, e)
    dv = S["t"] // DAY
    sw = (dv >= w.card_rev[c]) & (oth >= 0) & (dv < w.card_rev[np.maximum(oth, 0)])
    c = np.where(sw, oth, c)
    c[rv] = c[S["rev"][rv]]
    assert (c >= 0).all() and (w.card_p[c] == S["p"]).all()
    al_s = np.full(ns, -1)
    ag = np.where(S["agent"] >= 0, PID[np.maximum(S["agent"], 0)], "")
    revs = np.where(rv, SID[np.maximum(S["rev"], 0)], "")
    mts = S["mt"].astype(str)
    save(
        "settlements",
        settlement_id=SID[so],
        card_id=CID[c][so],
        person_id=PID[S["p"]][so],
        institution_id=IID[S["i"]][so],
        settled_at=iso(w, S["t"])[so],
        medical_type=mts[so],
        total_amount=tot[so],
        fund_amount=fund[so],
        account_amount=ac[so],
        cash_amount=cash[so],
        terminal_id=np.array(["%s-T%d" % (IID[i], t + 1) for i, t in zip(S["i"], S["term"])], object)[so],
        operator_id=np.array(["%s-O%02d" % (IID[i], t + 1) for i, t in zip(S["i"], S["oper"])], object)[so],
        collected_by=ag[so],
        reverses=revs[so],
    )
    tc = np.array(["8%06d%013d" % (g * 37 + 10001, s) for g, s in zip(U["d"], U["ser"])], object)
    uo = np.argsort(inv[U["piece"]], kind="stable")
    save("scans", trace_code=tc[uo], line_id=LID[U["piece"]][uo])
    mo = np.argsort(M["t"], kind="stable")
    nm = len(mo)
    save(
        "stock_moves",
        move_id=["M%08d" % (j + 1) for j in range(nm)],
        institution_id=IID[M["i"]][mo],
        batch_id=BID(M["b"])[mo],
        kind=M["kind"][mo],
        quantity=M["q"][mo].astype(float),
        moved_at=iso(w, M["t"])[mo],
        supplier_id=np.array(["W%03d" % (x + 1) if x >= 0 else "" for x in M["sup"]], object)[mo],
        counterparty_id=np.where(M["cp"] >= 0, IID[np.maximum(M["cp"], 0)], "")[mo],
        invoice_number=np.array(["FP%011d" % x if x >= 0 else "" for x in M["inv"]], object)[mo],
    )
    so2 = np.lexsort((w.sa, w.sp))
    ok = so2[w.sd[so2] > 0]
    dis = np.where(w.sd < w.days * DAY, iso(w, w.sd), "")
    save(
        "inpatient_stays",
        stay_id=["Z%07d" % (j + 1) for j in range(len(ok))],
        person_id=PID[w.sp[ok]],
        institution_id=IID[w.sinst[ok]],
        admitted_at=iso(w, w.sa)[ok],
        discharged_at=dis[ok],
    )
    ak = sorted(w.agents)
    fam = []
    g2 = np.random.default_rng([w.seed, 98])
    for p in np.where((w.age > 60) & (w.child >= 0))[0]:
        if p not in w.agents and g2.random() < 0.12:
            fam.append((p, int(w.child[p]), "child"))
    hh0 = np.searchsorted(w.hh, w.hh)
    for p in np.where((w.age < 16) & (g2.random(n) < 0.3))[0]:
        if hh0[p] != p:
            fam.append((p, int(hh0[p]), "guardian"))
    for p in np.where((w.age > 22) & (hh0 != np.arange(n)) & (g2.random(n) < 0.1))[0]:
        fam.append((p, int(hh0[p]), "family"))
    allag = [(p, *w.agents[p]) for p in ak] + fam
    save(
        "agents",
        person_id=PID[[a[0] for a in allag]],
        agent_person_id=PID[[a[1] for a in allag]],
        relation=[a[2] for a in allag],
        since=day(w, -g2.integers(5, 900, len(allag))),
    )
    # ---- truth
    fl = L["false"][pl] > 0
    rr = L["ring"][pl]
    R = []
    lend = set(w.lone)
    for k, r in enumerate(rings):
        z = np.where(fl & (rr == k))[0]
        if not len(z):
            continue
        pr = sorted(set(S["p"][ls[z]].tolist()))
        for x in pr:
            if r["pattern"] == "card_lending" or r.get("lend"):
                lend.add(x)
        mm = np.clip(np.searchsorted(w.mstart, S["t"][ls[z]] // DAY, side="right") - 1, 0, w.months - 1)
        R.append(
            dict(
                pattern=r["pattern"],
                variant=r["variant"],
                persons=[PID[x] for x in pr],
                organizer=[PID[x] for x in r.get("org", []) if x >= 0],
                institutions=[IID[x] for x in sorted(set(r.get("inst", [])) | set(S["i"][ls[z]].tolist()))],
                doctors=[DID[x] for x in r.get("docs", [])],
                drugs=[GID[x] for x in sorted(set(d[z].tolist()))],
                false_lines=LID[z].tolist(),
                loss=round(float(amt[z].sum()), 2),
                start_month=int(mm.min()),
                end_month=int(mm.max()),
            )
        )
    innoc = [
        dict(
            kind=g["kind"],
            persons=[PID[x] for x in g["persons"]],
            shop=(IID[g["shop"]] if g["shop"] >= 0 else ""),
            **({"drug": GID[g["drug"]]} if "drug" in g else {}),
            **({"batch": BID(np.array([g["batch"]]))[0]} if "batch" in g else {}),
        )
        for g in w.inn
    ]
    json.dump(
        dict(seed=w.seed, level=level, rings=R, innocent=innoc, lenders=[PID[x] for x in sorted(lend)]),
        open(os.path.join(out, "truth.json"), "w"),
        ensure_ascii=False,
        indent=0,
    )
    return dict(settlements=ns, lines=len(pl), scans=len(tc), moves=nm, rings=len(R), false=int(fl.sum()))


from world import STREET as STREET_, MAKERS as MAKERS_
