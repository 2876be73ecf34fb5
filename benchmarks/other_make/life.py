"""Honest life: refills, acute purchases, visits, stays; and the innocent groups."""

import numpy as np

DAY = 86400
OTC = ["cold", "pain", "abx", "cough", "gi", "alg", "skin", "eye", "gyn", "kid", "sleep", "tonic", "flu"]
# month profile (Jan..Dec)
SEA = {
    "cold": [1.7, 1.4, 1.1, 0.9, 0.7, 0.6, 0.5, 0.6, 0.8, 1.0, 1.4, 1.8],
    "flu": [3, 1.6, 0.8, 0.3, 0.2, 0.1, 0.1, 0.1, 0.2, 0.5, 1.8, 3.2],
    "cough": [1.6, 1.3, 1.2, 1, 0.8, 0.6, 0.5, 0.6, 0.8, 1.1, 1.4, 1.6],
    "gi": [0.8, 0.9, 0.8, 0.9, 1, 1.2, 1.4, 1.4, 1.1, 1, 0.8, 0.9],
    "alg": [0.5, 0.7, 1.5, 1.8, 1.4, 0.8, 0.7, 1, 1.4, 1.1, 0.6, 0.5],
    "skin": [0.6, 0.6, 0.8, 1, 1.2, 1.5, 1.6, 1.5, 1.1, 0.8, 0.7, 0.6],
}
WT = {
    "cold": 0.22,
    "pain": 0.11,
    "abx": 0.10,
    "cough": 0.10,
    "gi": 0.13,
    "alg": 0.06,
    "skin": 0.07,
    "eye": 0.05,
    "gyn": 0.035,
    "kid": 0.05,
    "sleep": 0.03,
    "tonic": 0.08,
    "flu": 0.02,
}


def tod(rng, age, dow, kind, n):
    """minute of day by who goes and when."""
    old = age >= 58
    we = dow >= 5
    u = rng.random(n)
    z = rng.normal(0, 1, n)
    a = np.where(u < 0.55, 9 * 60 + 20 + z * 62, np.where(u < 0.86, 15 * 60 + 30 + z * 75, 18 * 60 + 40 + z * 50))
    b = np.where(
        u < 0.5,
        18 * 60 + 45 + z * 65,
        np.where(u < 0.74, 12 * 60 + 25 + z * 40, np.where(u < 0.88, 9 * 60 + 30 + z * 60, 20 * 60 + 20 + z * 35)),
    )
    c = 8 * 60 + 40 + rng.random(n) * 12.3 * 60
    m = np.where(old, a, np.where(we, c, b))
    h = np.where(u < 0.66, 9 * 60 + 40 + z * 50, 15 * 60 + 5 + z * 55)
    m = np.where(
        kind == "hospital",
        np.clip(h, 7 * 60 + 50, 17 * 60 + 20),
        np.where(
            kind == "pharmacy",
            np.clip(m, 7 * 60 + 40, 21 * 60 + 40),
            np.clip(np.where(we, h, np.where(m > 1080, h, m)), 7 * 60 + 45, 18 * 60),
        ),
    )
    return (m * 60).astype(np.int64) + rng.integers(0, 60, n)


def acute_drug(w, rng, cls, age, sex):
    out = np.zeros(len(cls), int)
    for k, c in enumerate(OTC):
        s = np.where(cls == k)[0]
        if not len(s):
            continue
        cand = w.bytag[c]
        p = w.dw[cand] / (1 + (w.dprice[cand] / 45) ** 1.3)
        p /= p.sum()
        out[s] = cand[rng.choice(len(cand), len(s), p=p)]
    return out


def pick_class(w, rng, month, age, sex):
    """class by calendar month, age, sex."""
    n = len(month)
    P = np.zeros((n, len(OTC)))
    for k, c in enumerate(OTC):
        P[:, k] = WT[c] * (np.array(SEA[c])[month - 1] if c in SEA else 1.0)
    ki = OTC.index("kid")
    gi = OTC.index("gyn")
    kid = age < 12
    for c in ("abx", "sleep", "tonic", "pain", "cold", "cough", "gyn", "flu"):
        P[kid, OTC.index(c)] *= 0.12
    P[kid, ki] = 0.6
    P[~kid, ki] *= np.where((age[~kid] > 25) & (age[~kid] < 45), 0.35, 0.02)
    P[:, gi] *= np.where((sex == 1) & (age > 15), 1.6, 0.012)
    P[:, OTC.index("tonic")] *= np.where(age > 45, 1.6, 0.5)
    P[:, OTC.index("sleep")] *= np.where(age > 40, 1.6, 0.5)
    C = np.cumsum(P, 1)
    u = rng.random(n) * C[:, -1]
    return (u[:, None] > C[:, :-1]).sum(1)


def fills(w, rp, T, dpp, rate):
    pass


def person_trips(w, rng, p, T, done=None):
    """lines for person p on sorted trip times T (days, float); quantity follows need. Returns list per trip of [(drug, qty)]."""
    out = [[] for _ in T]
    a, b = w.rptr[p], w.rptr[p + 1]
    gap = np.median(np.diff(T)) if len(T) > 1 else 30.0
    for r in range(a, b):
        d = w.rd[r]
        rate = w.adh[p] * w.rdose[r] / w.dpp[d]
        prev = None
        t0 = T[0] + rng.uniform(-w.dpp[d], 0)
        st, en = w.rst[r], w.ren[r]
        base = max(t0, st)
        got = 0
        for k, t in enumerate(T):
            if t < st or t >= en:
                continue
            nxt = T[k + 1] if k + 1 < len(T) else t + gap
            need = int(np.ceil((min(nxt, en) - base) * rate))
            q = need - got
            if q > 0:
                q = min(q, 12)
                out[k].append((int(d), q))
                got = need
    return out


def honest(w, ev):
    rng = np.random.default_rng([w.seed, 2])
    n = w.n
    days = w.days
    w.inn = []
    w.agents = {}
    ingroup = groups(w, ev, np.random.default_rng([w.seed, 3]))
    # ---------- chronic
    pp = np.where(w.haschr & ~ingroup & ~(w.far & ~(w.cond["rare"] | w.cond["onc"])))[0]
    rid_ptr = w.rptr
    for C in np.unique(w.cad):
        ps = pp[w.cad[pp] == C]
        if not len(ps):
            continue
        K = int(days / C) + 5
        sd = np.minimum(w.cadsd[ps], C * 0.3)[:, None]
        steps = np.maximum(C + rng.normal(0, 1, (len(ps), K)) * sd * 0.7, 4)
        T = -C * rng.random(len(ps))[:, None] - C + np.cumsum(steps, 1) + rng.normal(0, 1, (len(ps), K)) * sd * 0.4
        T = np.maximum.accumulate(T, 1) + np.arange(K) * 1e-3
        # habit: weekday
        hab = rng.integers(0, 7, len(ps))
        snap = rng.random(len(ps)) < 0.35
        D = np.floor(T).astype(int)
        Dm = D - ((D % 7) - hab[:, None] + 3) % 7 + 3
        D = np.where(snap[:, None], Dm, D)
        D = np.maximum.accumulate(D, 1) + 0
        # avoid holidays a bit: move forward
        inwin = (D >= 0) & (D < days)
        first = D[:, 0]
        tid = np.full(D.shape, -1)
        # need a line for each regimen
        cnt = w.rptr[ps + 1] - w.rptr[ps]
        rr = np.concatenate([np.arange(w.rptr[p], w.rptr[p + 1]) for p in ps])
        ri = np.repeat(np.arange(len(ps)), cnt)
        rate = w.adh[ps][ri] * w.rdose[rr] / w.dpp[w.rd[rr]]
        base = np.maximum(first[ri] - rng.random(len(rr)) * w.dpp[w.rd[rr]], w.rst[rr])
        nxt = np.concatenate([D[:, 1:], D[:, -1:] + int(C)], 1)[ri]
        Dr = D[ri]
        act = (Dr >= w.rst[rr][:, None]) & (Dr < w.ren[rr][:, None])
        N = np.where(
            act, np.maximum(np.ceil((np.minimum(nxt, w.ren[rr][:, None]) - base[:, None]) * rate[:, None]), 0), 0
        )
        N = np.maximum.accumulate(N, 1)
        q = np.diff(np.concatenate([np.zeros((len(rr), 1)), N], 1), axis=1)
        ok = (q > 0) & act & inwin[ri] & (np.arange(K)[None] > 0)
        # now and then forgets one
        ok &= rng.random(ok.shape) > 0.03
        li, lk = np.where(ok)
        key = ri[li] * K + lk
        uk, inv = np.unique(key, return_inverse=True)
        p = ps[uk // K]
        d = D[uk // K, uk % K]
        u = rng.random(len(uk))
        pl = w.place[p]
        usual = np.where(pl == 0, w.u1[p], np.where(pl == 1, w.pclin[p], w.phosp[p]))
        usual = np.where(w.far[p], w.phosp[p], usual)
        inst = np.where(
            u < 0.86, usual, np.where(u < 0.94, w.u2[p], np.where(u < 0.98, w.u3[p], w.pick_shop(w.pnb[p], rng)))
        )
        t = d * DAY + tod(rng, w.age[p], w.dow[d], w.ikind[inst], len(p))
        isph = w.isph[inst]
        docinst = np.where(isph, np.where(rng.random(len(p)) < 0.6, w.pclin[p], w.phosp[p]), inst)
        doc = w.ds[docinst] + (p * 7919) % np.maximum(w.dn[docinst], 1)
        doc = np.where(isph & (rng.random(len(p)) < 0.6), -1, doc)
        mt = np.where(
            isph, np.where((doc >= 0) & (rng.random(len(p)) < 0.5), 14, 41), np.where(rng.random(len(p)) < 0.6, 14, 11)
        )
        s = ev.block(len(p), p=p, i=inst, t=t, mt=mt, doc=doc, src=1)
        ev.lines(s[inv], w.rd[rr[li]], q=np.minimum(q[li, lk], 12))
        # something for the cold, picked up on the way
        ex = np.where(isph & (rng.random(len(p)) < 0.07))[0]
        cl = pick_class(w, rng, w.cal[d[ex]], w.age[p[ex]], w.sex[p[ex]])
        ev.lines(s[ex], acute_drug(w, rng, cl, w.age[p[ex]], w.sex[p[ex]]))
    # ---------- acute
    het = rng.gamma(1.6, 1 / 1.6, n)
    w.het = het
    lam = (
        4.1
        * het
        * np.where(w.age < 6, 0.8, np.where(w.age < 18, 0.55, np.where(w.age < 45, 0.85, 1.15)))
        * np.where(w.far, 0.05, 1)
        * days
        / 365
    )
    k = rng.poisson(lam)
    p = np.repeat(np.arange(n), k)
    seas = np.array([1.25, 1.1, 1.05, 1, 0.95, 0.9, 0.85, 0.88, 0.95, 1, 1.1, 1.25])[w.cal - 1] * w.dayw
    d = rng.choice(days, len(p), p=seas / seas.sum())
    u = rng.random(len(p))
    inst = np.where(
        u < 0.62,
        w.u1[p],
        np.where(
            u < 0.84,
            w.u2[p],
            np.where(
                u < 0.91,
                w.u3[p],
                w.pick_shop(np.where(rng.random(len(p)) < 0.7, w.pnb[p], rng.integers(0, w.nb, len(p))), rng),
            ),
        ),
    )
    cls = pick_class(w, rng, w.cal[d], w.age[p], w.sex[p])
    t = d * DAY + tod(rng, w.age[p], w.dow[d], w.ikind[inst], len(p))
    s = ev.block(len(p), p=p, i=inst, t=t, src=2)
    q = 1 + (rng.random(len(p)) < 0.13) + (rng.random(len(p)) < 0.025)
    dr = acute_drug(w, rng, cls, w.age[p], w.sex[p])
    ev.lines(s, dr, q=q)
    m = np.where(rng.random(len(p)) < 0.14)[0]
    cl2 = pick_class(w, rng, w.cal[d[m]], w.age[p[m]], w.sex[p[m]])
    d2 = acute_drug(w, rng, cl2, w.age[p[m]], w.sex[p[m]])
    z = d2 != dr[m]
    ev.lines(s[m[z]], d2[z])
    # household: infected together, or shopping together
    hptr = np.searchsorted(w.hh, np.arange(w.hh.max() + 2))
    sz = np.diff(hptr)[w.hh[p]]
    mate = hptr[w.hh[p]] + rng.integers(0, 99, len(p)) % sz
    v = rng.random(len(p))
    tog = (mate != p) & (v < 0.045)
    inf = (mate != p) & (v > 0.93) & np.isin(cls, [OTC.index(x) for x in ("cold", "flu", "cough", "gi", "kid")])
    ii = np.where(tog)[0]
    pm = mate[ii]
    s2 = ev.block(len(ii), p=pm, i=inst[ii], t=t[ii] + rng.integers(35, 240, len(ii)), src=3)
    cl = pick_class(w, rng, w.cal[d[ii]], w.age[pm], w.sex[pm])
    ev.lines(s2, acute_drug(w, rng, cl, w.age[pm], w.sex[pm]))
    ii = np.where(inf)[0]
    pm = mate[ii]
    d3 = np.minimum(d[ii] + rng.integers(0, 4, len(ii)), days - 1)
    s2 = ev.block(
        len(ii), p=pm, i=inst[ii], t=d3 * DAY + tod(rng, w.age[pm], w.dow[d3], w.ikind[inst[ii]], len(ii)), src=2
    )
    ev.lines(s2, dr[ii])
    # ---------- visits to hospital, clinic; some prescriptions are filled next door
    lam = (
        1.75
        * rng.gamma(1.2, 1 / 1.2, n)
        * np.where(w.age < 8, 1.3, np.where(w.age < 50, 0.65, 1.4))
        * np.where(w.far, 0.12, 1)
        * days
        / 365
    )
    k = rng.poisson(lam)
    p = np.repeat(np.arange(n), k)
    hw = w.dayw * np.where(w.dow >= 5, 0.45, 1.15)
    d = rng.choice(days, len(p), p=hw / hw.sum())
    inst = np.where(
        (rng.random(len(p)) < 0.52) & ~w.far[p],
        w.pclin[p],
        np.where(rng.random(len(p)) < 0.82, w.phosp[p], w.hosp[rng.integers(0, len(w.hosp), len(p))]),
    )
    doc = w.ds[inst] + rng.integers(0, 10**6, len(p)) % np.maximum(w.dn[inst], 1)
    t = d * DAY + tod(rng, w.age[p], w.dow[d], w.ikind[inst], len(p))
    s = ev.block(len(p), p=p, i=inst, t=t, mt=11, doc=doc, src=4)
    nd_ = np.array([w.nextdoor.get(i, -1) for i in range(w.ni)])[inst]
    out = (nd_ >= 0) & (rng.random(len(p)) < 0.2)
    for r in range(3):
        m = np.where(rng.random(len(p)) < (1, 0.2, 0.05)[r])[0]
        cl = pick_class(w, rng, w.cal[d[m]], w.age[p[m]], w.sex[p[m]])
        dd = acute_drug(w, rng, cl, w.age[p[m]], w.sex[p[m]])
        bad = np.isin(w.dtag[dd], ["tonic"])
        dd[bad] = w.bytag["gi"][0]
        ev.lines(s[m], dd, q=1 + (rng.random(len(m)) < 0.15))
    m = np.where(out)[0]
    s = ev.block(len(m), p=p[m], i=nd_[m], t=t[m] + rng.integers(300, 2400, len(m)), mt=41, doc=doc[m], src=5)
    cl = pick_class(w, rng, w.cal[d[m]], w.age[p[m]], w.sex[p[m]])
    ev.lines(s, acute_drug(w, rng, cl, w.age[p[m]], w.sex[p[m]]))
    # ---------- discharge drugs
    ok = np.where((w.sd >= 0) & (w.sd < days * DAY) & (w.sd // DAY < w.death[w.sp]))[0]
    s = ev.block(
        len(ok),
        p=w.sp[ok],
        i=w.sinst[ok],
        t=w.sd[ok] + 600,
        mt=21,
        doc=w.ds[w.sinst[ok]] + rng.integers(0, 10**6, len(ok)) % w.dn[w.sinst[ok]],
        src=6,
    )
    for r in range(2):
        m = np.where(rng.random(len(ok)) < (1, 0.5)[r])[0]
        pm = w.sp[ok[m]]
        cl = pick_class(w, rng, w.cal[np.minimum(w.sd[ok[m]] // DAY, days - 1)], w.age[pm], w.sex[pm])
        dd = acute_drug(w, rng, cl, w.age[pm], w.sex[pm])
        h = w.haschr[pm]
        dd = np.where(h & (r == 0), w.rd[np.minimum(w.rptr[pm], len(w.rd) - 1)], dd)
        ev.lines(s[m], dd)
    specials(w, ev, np.random.default_rng([w.seed, 4]))
    moves_and_second_thoughts(w, ev, np.random.default_rng([w.seed, 6]))
    clean(w, ev, np.random.default_rng([w.seed, 5]))


def groups(w, ev, rng):
    n = w.n
    days = w.days
    f = n / 1e5
    busy = np.zeros(n, bool)
    alive = w.death > days
    far = w.far
    byn = [np.where((w.pnb == k) & ~far)[0] for k in range(w.nb)]
    ok = w.haschr & alive & ~far

    def num(x):
        return int(x * f) + (rng.random() < (x * f) % 1)

    def sched(cad, sd, day0=None, span=None, dowfix=None):
        t0 = rng.uniform(0, cad) if day0 is None else day0
        T = []
        t = t0
        while t < (days if span is None else min(days, span)):
            d = int(np.clip(t + rng.normal(0, sd), 0, days - 1))
            if dowfix is not None:
                d = int(np.clip(d - ((w.dow[d] - dowfix + 3) % 7) + 3, 0, days - 1))
            T.append(d)
            t += cad
        return sorted(set(T))

    hourshop = lambda: int(rng.normal(9.3, 0.8) * 3600) if rng.random() < 0.6 else int(rng.uniform(14, 19.5) * 3600)

    def otc(p, d):
        a = np.array([p])
        c = pick_class(w, rng, np.array([w.cal[d]]), w.age[a], w.sex[a])
        return [(int(acute_drug(w, rng, c, w.age[a], w.sex[a])[0]), 1)]

    def run(
        kind,
        mem,
        T,
        shop,
        hour,
        gap,
        join=0.9,
        agent=-1,
        reg=0.0,
        shops=None,
        drift=20 * 60,
        otcp=0.35,
        mt=41,
        doc=-1,
        solo=True,
        term=-2,
        keep_inn=True,
    ):
        """members go (or are collected for) on days T at shop; chronic needs follow these trips, so nobody gets more than needed."""
        mem = [int(x) for x in mem]
        plan = {}
        ix = {}
        for p in mem:
            if busy[p]:
                continue
            on = [k for k in range(len(T)) if rng.random() < join]
            busy[p] = True
            ix[p] = on
            if not on:
                continue
            if w.haschr[p]:
                # own trips between when sessions are rare for the need
                plan[p] = dict(zip(on, person_trips(w, rng, p, [float(T[k]) for k in on])))
            else:
                plan[p] = {k: (otc(p, T[k]) if rng.random() < otcp else []) for k in on}
        for k, d in enumerate(T):
            i = shop if shops is None else int(shops[rng.integers(0, len(shops))])
            t = d * DAY + hour + int(rng.normal(0, drift))
            t = max(t, d * DAY + 7 * 3600 + 2400)
            tm = int(rng.integers(0, w.nterm[i])) if term == -2 else term
            order = rng.permutation(mem)
            for p in order:
                it = plan.get(int(p), {}).get(k)
                if not it:
                    continue
                if d >= w.death[p]:
                    continue
                t += int(rng.exponential(gap) + 22)
                ag = agent if (agent >= 0 and agent != p and rng.random() < reg) else -1
                ev.one(
                    int(p),
                    i,
                    min(t, d * DAY + 21 * 3600 + 2700),
                    it[:6],
                    mt=mt,
                    doc=doc,
                    agent=ag,
                    src=7 if agent < 0 else 8,
                    term=tm if rng.random() < 0.85 else -1,
                )
        w.inn.append(dict(kind=kind, persons=mem, shop=shop if shops is None else int(shops[0])))

    def nbgroup(size, minage, need=0.75, nb=None):
        for _ in range(30):
            k = int(rng.integers(0, w.nb)) if nb is None else nb
            c = byn[k]
            c = c[(w.age[c] >= minage) & ~busy[c] & alive[c]]
            c1 = c[w.haschr[c]]
            c0 = c[~w.haschr[c]]
            if len(c1) >= size * need:
                a = rng.choice(c1, min(len(c1), int(np.ceil(size * need))), replace=False)
                b = rng.choice(c0, min(len(c0), size - len(a)), replace=False) if size > len(a) else []
                return k, np.r_[a, b].astype(int)
            if nb is not None:
                break
        return None, None

    def near(k, j=0):
        o = np.argsort(-w.shopw[k])
        return int(w.phar[o[j]])

    # care homes: residents live there
    for h in np.where(w.ikind == "care_home")[0]:
        c = np.where((w.age > 72) & ~busy & alive & ~far & w.haschr)[0]
        if len(c) < 20:
            continue
        mem = rng.choice(c, min(len(c) // 6 + 5, int(rng.integers(16, 42))), replace=False)
        w.xy[mem] = w.ixy[h]
        w.pnb[mem] = w.I[h]["nb"]
        if not hasattr(w, "inhome"):
            w.inhome = {}
        for x in mem:
            w.inhome[int(x)] = int(h)
        st = np.where((w.age > 25) & (w.age < 58) & ~far & (w.emp < 0))[0]
        carer = int(rng.choice(st))
        regd = rng.random() < 0.55
        if regd:
            for x in mem:
                w.agents[int(x)] = (carer, "care_home")
        run(
            "care_home",
            mem,
            sched(30.4, 1.5),
            near(w.I[h]["nb"], int(rng.integers(0, 2))),
            9 * 3600 + 1800,
            45,
            join=0.96,
            agent=carer,
            reg=0.9 if regd else 0.0,
        )
    # registered and unregistered children who collect
    par = rng.permutation(np.where((w.child >= 0) & ok & (w.age > 64))[0])
    a, b = num(700), num(560)
    used = set()
    for j, p in enumerate(par[: a + b]):
        c = int(w.child[p])
        if busy[p] or busy[c] and c not in used:
            continue
        mates = (
            [q for q in np.where(w.hh == w.hh[p])[0] if q != p and ok[q] and not busy[q]][:1]
            if rng.random() < 0.6
            else []
        )
        mem = [int(p)] + [int(q) for q in mates]
        reg = j < a
        if reg:
            for x in mem:
                w.agents[x] = (c, "child")
        own = [c] if (w.haschr[c] and not busy[c]) else []
        shop = int(w.u1[c] if rng.random() < 0.5 else (w.u2[c] if rng.random() < 0.4 else w.u1[p]))
        run(
            "agent" if reg else "collected_parents",
            mem + own,
            sched(max(21, w.cad[p]), 3, dowfix=int(rng.integers(5, 7)) if rng.random() < 0.5 else None),
            shop,
            int(rng.uniform(9, 20) * 3600),
            50,
            agent=c,
            reg=0.85 if reg else 0.04,
            join=0.95,
        )
        used.add(c)
    # couples
    hs = np.unique(w.hh[ok & ~busy])
    rng.shuffle(hs)
    cnt = 0
    hp = np.searchsorted(w.hh, np.arange(w.hh.max() + 2))
    for h in hs:
        if cnt >= num(900):
            break
        m = np.arange(hp[h], hp[h + 1])
        m = m[ok[m] & ~busy[m]]
        if len(m) < 2:
            continue
        run(
            "family",
            m,
            sched(w.cad[m[0]], 3),
            int(w.u1[m[0]]),
            hourshop(),
            40,
            join=0.9,
            shops=[w.u1[m[0]]] * 6 + [w.u2[m[0]]],
            drift=50 * 60,
        )
        cnt += 1

    def many(
        kind,
        x,
        smin,
        smax,
        minage,
        cads,
        gap,
        join,
        need=0.75,
        dow=None,
        hour=None,
        roam=0,
        sd=1.5,
        agent=False,
        reg=0.0,
        span=False,
        near_j=0,
    ):
        for _ in range(num(x)):
            k, mem = nbgroup(int(rng.integers(smin, smax + 1)), minage, need)
            if mem is None:
                continue
            c = float(rng.choice(cads))
            a = 0
            T = sched(c, sd, dowfix=int(rng.integers(0, 7)) if dow else None)
            if span and rng.random() < 0.4:
                lo = rng.integers(0, days // 2)
                T = [t for t in T if t >= lo] if rng.random() < 0.5 else [t for t in T if t <= days - lo]
            if len(T) < 2:
                continue
            o = [near(k, j) for j in range(min(4, len(w.phar)))]
            ag = int(mem[0]) if agent else -1
            run(
                kind,
                mem,
                T,
                o[int(rng.integers(0, near_j + 1))],
                (hour if hour else hourshop()),
                gap,
                join=join,
                agent=ag,
                reg=reg,
                shops=(o[:roam] if roam else None),
            )

    many("neighbours", 75, 3, 8, 50, [7, 14, 28, 30.4], 60, 0.85, roam=0, span=True, agent=True, reg=0.05)
    many("neighbours_accompany", 60, 2, 6, 50, [14, 28, 30.4], 70, 0.85, span=True)
    many("friends", 55, 3, 6, 45, [14, 30.4], 90, 0.85, roam=3, span=True)
    many("square_dance", 28, 4, 12, 50, [7, 14, 30.4], 50, 0.55, need=0.6, hour=9 * 3600)
    many("canteen", 22, 5, 16, 62, [7, 14, 30.4], 60, 0.5, hour=12 * 3600 + 2100)
    many("church_group", 7, 5, 14, 50, [7, 28], 70, 0.5, dow=True, hour=11 * 3600)
    many("volunteer_round", 14, 6, 14, 68, [30.4], 60, 0.9, agent=True, reg=0.3)
    many("errand_rider", 8, 10, 28, 65, [10, 15], 240, 0.8, roam=4, agent=True, reg=0.3, sd=2)
    many("senior_university", 8, 8, 20, 58, [7, 14], 50, 0.35, dow=True, hour=16 * 3600)
    # village shuttle / pickups / home visit rounds
    vk = np.where(w.nbk == 2)[0]
    for _ in range(num(12)):
        k, mem = nbgroup(int(rng.integers(12, 34)), 45, 0.85, nb=int(rng.choice(vk)))
        if mem is None:
            continue
        tp = [j for j in w.phar if np.hypot(*(w.ixy[j] - w.towns[w.nbtown[k]])) < 3]
        shop = int(rng.choice(tp)) if tp else near(k, 0)
        run(
            "village_shuttle",
            mem,
            sched(30.4, 1, dowfix=int(rng.integers(0, 6))),
            shop,
            9 * 3600 + int(rng.integers(0, 3600)),
            55,
            join=0.75,
        )
    for _ in range(num(9)):
        k, mem = nbgroup(int(rng.integers(8, 22)), 60, 0.9, nb=int(rng.choice(vk)))
        if mem is None:
            continue
        run("village_pickup", mem, sched(30.4, 2), near(k, 0), 15 * 3600, 40, join=0.85, agent=int(mem[0]), reg=0.15)
    for _ in range(num(26)):
        i = int(rng.choice(w.vcl))
        k, mem = nbgroup(int(rng.integers(6, 20)), 60, 0.9, nb=int(w.I[i]["nb"]))
        if mem is None:
            continue
        run("home_visit_round", mem, sched(30.4, 3), i, 10 * 3600, 150, join=0.85, mt=14, doc=int(w.ds[i]))
    for _ in range(num(14)):
        k, mem = nbgroup(int(rng.integers(15, 40)), 55, 0.8)
        if mem is None:
            continue
        run("outreach", mem, sched(15.2, 1), near(k, int(rng.integers(0, 3))), 9 * 3600, 45, join=0.4, term=int(0))
    # colleagues, shifts
    for _ in range(num(40)):
        e = int(rng.integers(0, w.ne))
        c = np.where((w.emp == e) & ~busy & alive)[0]
        if len(c) < 4:
            continue
        ch = c[w.haschr[c]]
        z = int(rng.integers(3, 11))
        mem = np.r_[rng.permutation(ch)[: z - 1], rng.permutation(c[~w.haschr[c]])[: max(1, z // 3)]]
        shop = near(int(w.empnb[e]), int(rng.integers(0, 2)))
        run(
            "colleagues",
            mem,
            sched(float(rng.choice([7, 14, 30.4])), 1.5),
            shop,
            int(rng.choice([7.8, 12.4, 17.4, 20.2]) * 3600),
            45,
            join=0.6,
            otcp=0.25,
            drift=15 * 60,
        )
    # payday at the factory gate: same day every month
    for _ in range(num(8)):
        e = int(rng.integers(0, w.ne))
        c = rng.permutation(np.where((w.emp == e) & ~busy & alive)[0])[: int(rng.integers(8, 22))]
        if len(c) < 5:
            continue
        run(
            "payday_shoppers",
            c,
            [int(x) + 9 for x in w.mstart[:-1]],
            near(int(w.empnb[e]), 0),
            18 * 3600,
            70,
            join=0.55,
            otcp=0.45,
            drift=1800,
        )
    # dialysis: three times a week at hospital, buying next door every fortnight
    for _ in range(num(7) + 1):
        c = rng.permutation(np.where(w.cond["ckd"] & ok & ~busy & (w.age > 30))[0])[: int(rng.integers(5, 13))]
        if len(c) < 4:
            continue
        h = int(rng.choice(w.hosp))
        run(
            "dialysis_shift",
            c,
            sched(14, 0.5, dowfix=int(rng.integers(0, 6))),
            w.nextdoor.get(h, near(0)),
            int(rng.choice([11.8, 17.2]) * 3600),
            80,
            join=0.85,
            doc=int(w.ds[h] + rng.integers(0, w.dn[h])),
        )
    # patients' clubs: one disease, one shop, one evening
    for _ in range(num(13)):
        cnd = rng.choice(["dm", "htn", "copd", "gout"])
        k = int(rng.integers(0, w.nb))
        o = np.argsort(((w.nbxy - w.nbxy[k]) ** 2).sum(1))[:6]
        c = rng.permutation(np.where(w.cond[cnd] & ok & ~busy & np.isin(w.pnb, o))[0])[: int(rng.integers(8, 22))]
        if len(c) < 6:
            continue
        run("patients_club", c, sched(30.4, 0.6, dowfix=5), near(k, 0), 14 * 3600, 60, join=0.8)
    # specialists: dear drugs, patients from afar, the designated shop next door
    hs_ = [h for h in w.hosp if h in w.nextdoor] or [int(w.hosp[0])]
    for _ in range(num(6) + 1):
        h = int(hs_[int(rng.integers(0, len(hs_)))])
        doc = int(w.ds[h] + rng.integers(0, w.dn[h]))
        shop = w.nextdoor.get(h, near(0))
        tag = rng.choice(["onc", "rare", "tx", "ra", "hbv"])
        cand = w.bytag[tag]
        dear = cand[w.dprice[cand] > 120]
        if not len(dear):
            dear = cand
        pool = np.r_[
            rng.permutation(w.far_idx[~busy[w.far_idx]])[: int(rng.integers(8, 24))],
            rng.permutation(np.where(w.cond[tag] & ok & ~busy)[0])[:10],
        ]
        pool = pool[alive[pool]]
        hits = []
        main = int(rng.choice(dear))
        for p in pool:
            p = int(p)
            d = main if rng.random() < 0.6 else int(rng.choice(dear))
            if w.dsex[d] >= 0 and w.dsex[d] != w.sex[p]:
                continue
            busy[p] = True
            hits.append(p)
            dow = int(rng.choice([1, 3]))
            c = max(w.dpp[d], 28.0)
            k = max(1, round(c / w.dpp[d]))
            for dd in sched(c * rng.uniform(1, 1.06), 1.5, dowfix=dow):
                if rng.random() < 0.94:
                    t = dd * DAY + int(rng.normal(10.6, 0.9) * 3600)
                    t = max(t, dd * DAY + 9 * 3600)
                    ev.one(p, shop, t, [(d, int(k))], mt=14, doc=doc, src=7)
            if w.haschr[p] and not far[p]:
                sx = sched(w.cad[p], 3)
                for dd, it in zip(sx, person_trips(w, rng, p, [float(x) for x in sx])):
                    it = [x for x in it if w.dtag[x[0]] != tag]
                    if it:
                        ev.one(p, int(w.u1[p]), dd * DAY + hourshop(), it, src=7)
        if hits:
            w.inn.append(dict(kind="specialist", persons=hits, shop=shop))
    # pharmacy staff and their kin buy where they work
    sh = list(w.staff)
    rng.shuffle(sh)
    for i in sh[: num(60)]:
        s = w.staff[i]
        s = s[~busy[s]]
        if not len(s):
            continue
        x = int(s[0])
        m = np.arange(hp[w.hh[x]], hp[w.hh[x] + 1])
        kin = np.where(w.child == x)[0]
        m = [int(q) for q in np.r_[m, kin] if not busy[q] and alive[q]][:6]
        if m:
            run(
                "pharmacy_staff_family",
                m,
                sched(float(rng.choice([14, 21, 30.4])), 4),
                int(i),
                int(rng.choice([8.3, 13.5, 20.8]) * 3600),
                60,
                agent=x,
                reg=0.1,
                otcp=0.3,
                drift=3000,
            )
    # domestic helpers who collect for the family they work for
    for _ in range(num(45)):
        p = int(rng.choice(np.where(ok & (w.age > 70))[0]))
        if busy[p]:
            continue
        m = [int(q) for q in np.arange(hp[w.hh[p]], hp[w.hh[p] + 1]) if ok[q] and not busy[q]]
        run(
            "domestic_helper",
            m,
            sched(w.cad[p], 3),
            int(w.u1[p]),
            int(rng.uniform(8.5, 11) * 3600),
            45,
            agent=int(rng.choice(np.where((w.age > 40) & (w.age < 60) & ~far)[0])),
            reg=0.05,
        )
    return busy


def specials(w, ev, rng):
    """things that befall shops and the city: they move or add ordinary purchases."""
    S, L = ev.get()
    days = w.days
    n = w.n
    f = n / 1e5
    day = S["t"] // DAY
    plain = (S["src"] == 1) | (S["src"] == 2)
    isph = w.isph[S["i"]]

    def num(x):
        return int(x * f) + (rng.random() < (x * f) % 1)

    # member days at some shops: purchases wait for them
    for i in w.phar[rng.random(len(w.phar)) < 0.35]:
        every = rng.choice([1, 1, 2, 3])
        dm = int(rng.integers(0, 27))
        ii = np.where(plain & (S["i"] == i))[0]
        dd = day[ii]
        for m in range(0, w.months, every):
            P = int(w.mstart[m]) + dm
            if P >= days:
                continue
            near = ii[(dd >= P - 4) & (dd <= P + 6)]
            mv = near[rng.random(len(near)) < 0.4]
            if len(mv) < 3:
                continue
            S["t"][mv] = P * DAY + (
                np.clip(rng.choice([9.2, 10.2, 15.5, 18.7], len(mv)) + rng.normal(0, 0.7, len(mv)), 7.8, 21.4) * 3600
            ).astype(int)
            w.inn.append(dict(kind="promotion", persons=sorted(set(S["p"][mv].tolist())), shop=int(i)))
    # chronic people fill before the Spring Festival and buy out of town during holidays
    hol = w.hol[np.clip(S["t"] // DAY, 0, days - 1)]
    tr = np.where(plain & isph & hol & (rng.random(len(hol)) < 0.18))[0]
    S["i"][tr] = w.phar[rng.integers(0, len(w.phar), len(tr))]
    # a drug short in the city: only two shops have it
    for _ in range(num(3) + 1):
        d = int(rng.choice(np.where((w.dchr) & (w.dprice < 120))[0]))
        a = int(rng.integers(0, max(1, days - 50)))
        b = a + int(rng.integers(25, 60))
        two = rng.choice(w.phar, 2, replace=False)
        lm = L["d"] == d
        ss = np.unique(L["s"][lm])
        z = ss[plain[ss] & isph[ss] & (S["t"][ss] >= a * DAY) & (S["t"][ss] < b * DAY)]
        z = z[rng.random(len(z)) < 0.7]
        S["i"][z] = two[(rng.random(len(z)) < 0.35).astype(int)]
        if len(z):
            w.inn.append(dict(kind="shortage_run", persons=sorted(set(S["p"][z].tolist())), shop=int(two[0])))
    # shops opened during the year: before, people went elsewhere
    for i in np.where(w.iopen > 0)[0]:
        z = np.where((S["i"] == i) & (S["t"] < (w.iopen[i] + 0) * DAY))[0]
        alt = w.u2[S["p"][z]]
        alt = np.where((alt == i) | (w.iopen[alt] > 0), w.phar[np.where(w.iopen[w.phar] < 0)[0][0]], alt)
        # nearest old shop
        old = w.phar[w.iopen[w.phar] < 0]
        dd = ((w.ixy[old] - w.ixy[i]) ** 2).sum(1)
        alt = np.where(rng.random(len(z)) < 0.8, old[np.argmin(dd)], alt)
        S["i"][z] = alt
    ev.put(S, L)
    # a run on cold remedies
    for _ in range(2):
        c = int(rng.integers(5, days - 12))
        c = c if w.cal[c] in (1, 2, 3, 11, 12) else int(rng.integers(0, min(60, days - 12)))
        drug = int(rng.choice(np.r_[w.bytag["cold"][:2], w.bytag["flu"][:1]]))
        k = int(n * 0.022)
        p = rng.choice(np.where((w.age > 18) & ~w.far)[0], k, replace=False)
        d = np.minimum(c + rng.geometric(0.25, k), days - 1)
        i = np.where(rng.random(k) < 0.7, w.u1[p], w.u2[p])
        s = ev.block(k, p=p, i=i, t=d * DAY + tod(rng, w.age[p], w.dow[d], w.ikind[i], k), src=2)
        ev.lines(s, np.full(k, drug), q=rng.choice([1, 2, 3], k, p=[0.6, 0.3, 0.1]))
        w.inn.append(dict(kind="panic_buying", persons=[], shop=-1, drug=drug, day=c))
    # year end: the account is spent
    if (w.cal == 12).any():
        p = rng.choice(np.where((w.age > 30) & ~w.far)[0], int(n * 0.022), replace=False)
        k = rng.integers(1, 4, len(p))
        pp = np.repeat(p, k)
        dd = rng.choice(np.where(w.cal == 12)[0], len(pp))
        i = np.where(rng.random(len(pp)) < 0.8, w.u1[pp], w.u2[pp])
        s = ev.block(len(pp), p=pp, i=i, t=dd * DAY + tod(rng, w.age[pp], w.dow[dd], w.ikind[i], len(pp)), src=2)
        tn = w.bytag["tonic"]
        pr = 1 / (1 + w.dprice[tn] / 150)
        ev.lines(s, tn[rng.choice(len(tn), len(pp), p=pr / pr.sum())], q=rng.integers(1, 4, len(pp)))
        m = rng.random(len(pp)) < 0.4
        ev.lines(s[m], rng.choice(np.r_[w.bytag["pain"], w.bytag["eye"]], m.sum()), q=rng.integers(1, 3, m.sum()))
        w.inn.append(dict(kind="account_spenders", persons=[int(x) for x in p], shop=-1))
    # outbreaks: kindergarten, workplace
    for j in range(num(18)):
        if j % 2 == 0:
            k = int(rng.integers(0, w.nb))
            o = np.argsort(((w.nbxy - w.nbxy[k]) ** 2).sum(1))[:5]
            c = np.where((w.age < 9) & np.isin(w.pnb, o) & ~w.far)[0]
            tag = "kid"
        else:
            e = int(rng.integers(0, w.ne))
            c = np.where(w.emp == e)[0]
            tag = "flu"
            k = int(w.empnb[e])
        c = rng.permutation(c)[: int(rng.integers(8, 26))]
        if len(c) < 5:
            continue
        d0 = int(rng.integers(3, days - 9))
        dr = int(rng.choice(w.bytag[tag]))
        sh = w.phar[np.argsort(-w.shopw[k])[:2]]
        for p in c:
            d = min(days - 1, d0 + int(rng.integers(0, 5)))
            ev.one(
                int(p),
                int(sh[int(rng.random() < 0.3)]),
                d * DAY + int(rng.choice([8.2, 12.4, 17.8]) * 3600 + rng.integers(0, 4000)),
                [(dr, 1)],
                src=2,
            )
        w.inn.append(
            dict(
                kind="kindergarten_outbreak" if tag == "kid" else "workplace_outbreak",
                persons=[int(x) for x in c],
                shop=int(sh[0]),
            )
        )
    S, L = ev.get()
    # a shop has too few of a dear drug: the patient goes on to the next
    dear = np.where((L["q"] >= 2) & (w.dprice[L["d"]] > 45) & (S["src"][L["s"]] == 1) & w.isph[S["i"][L["s"]]])[0]
    dear = dear[rng.random(len(dear)) < 0.06]
    s0 = L["s"][dear]
    _, u = np.unique(s0, return_index=True)
    dear = dear[u]
    s0 = s0[u]
    p = S["p"][s0]
    alt = np.where(w.u2[p] != S["i"][s0], w.u2[p], w.u3[p])
    g = (alt != S["i"][s0]) & (S["t"][s0] % DAY < 19 * 3600) & (w.iopen[alt] < 0)
    dear, s0, p, alt = dear[g], s0[g], p[g], alt[g]
    mv = L["q"][dear] // 2
    L["q"][dear] -= mv
    ev.put(S, L)
    s = ev.block(
        len(p), p=p, i=alt, t=S["t"][s0] + rng.integers(2400, 6000, len(p)), mt=S["mt"][s0], doc=S["doc"][s0], src=9
    )
    ev.lines(s, L["d"][dear], q=mv)
    w.inn.append(dict(kind="split_fill", persons=sorted(set(p.tolist())), shop=-1))


def moves_and_second_thoughts(w, ev, rng):
    S, L = ev.get()
    n = w.n
    days = w.days
    # some move house: other shops from then on
    mv = rng.random(n) < 0.03
    md = rng.integers(20, days, n)
    nn = rng.integers(0, w.nb, n)
    n1, n2 = w.pick_shop(nn, rng), w.pick_shop(nn, rng)
    z = np.where(mv[S["p"]] & (S["t"] // DAY >= md[S["p"]]) & w.isph[S["i"]] & np.isin(S["src"], (1, 2)))[0]
    p = S["p"][z]
    S["i"][z] = np.where(rng.random(len(z)) < 0.7, n1[p], n2[p])
    # the costly drugs are held by one or two special shops (direct-to-patient)
    old = w.phar[w.iopen[w.phar] < 0]
    dist = np.hypot(*w.ixy[old].T)
    dtp = old[np.argsort(dist)[:6]]
    dtp = rng.choice(dtp, 2, replace=False)
    l = np.where((w.dprice[L["d"]] > 330) & (w.dtag[L["d"]] != "tonic"))[0]
    ss = np.unique(L["s"][l])
    ss = ss[w.isph[S["i"][ss]] & np.isin(S["src"][ss], (1, 2)) & (rng.random(len(ss)) < 0.85)]
    S["i"][ss] = dtp[(S["p"][ss] % 3 == 0).astype(int)]
    w.inn.append(dict(kind="dtp_pharmacy", persons=sorted(set(S["p"][ss].tolist())), shop=int(dtp[0])))
    ev.put(S, L)
    # forgot something: back at the till after minutes
    a = np.where((S["src"] == 2) & w.isph[S["i"]] & (rng.random(len(S["p"])) < 0.012))[0]
    p = S["p"][a]
    s = ev.block(len(a), p=p, i=S["i"][a], t=S["t"][a] + rng.integers(50, 500, len(a)), src=3, term=-1)
    cl = pick_class(w, rng, w.cal[np.clip(S["t"][a] // DAY, 0, days - 1)], w.age[p], w.sex[p])
    ev.lines(s, acute_drug(w, rng, cl, w.age[p], w.sex[p]))
    # one bill paid as two (a limit per payment, two accounts)
    S, L = ev.get()
    cnt = np.bincount(L["s"], minlength=len(S["p"]))
    a = np.where((cnt >= 2) & np.isin(S["src"], (1, 2)) & w.isph[S["i"]] & (rng.random(len(cnt)) < 0.04))[0]
    new = ev.block(
        len(a),
        p=S["p"][a],
        i=S["i"][a],
        t=S["t"][a] + rng.integers(30, 150, len(a)),
        mt=S["mt"][a],
        doc=S["doc"][a],
        src=3,
    )
    S, L = ev.get()
    to = np.full(len(S["p"]), -1)
    to[a] = new
    last = np.full(len(S["p"]), -1)
    last[L["s"]] = np.arange(len(L["s"]))
    L["s"][last[a]] = new
    ev.put(S, L)
    # the same bottle is bought by a pair of strangers: cough syrup with codeine, by prescription, honest users
    k = int(n * 0.012)
    p = rng.integers(0, n, k)
    p = p[(w.age[p] > 18) & ~w.far[p]]
    d = rng.choice(days, len(p), p=w.dayw / w.dayw.sum())
    i = w.u1[p]
    s = ev.block(
        len(p), p=p, i=i, t=d * DAY + tod(rng, w.age[p], w.dow[d], w.ikind[i], len(p)), doc=w.ds[w.pclin[p]], src=2
    )
    ev.lines(s, rng.choice(w.bytag["cough2"], len(p)))


def bedded(w, p, t):
    """in a hospital bed at t?"""
    B = 10**9
    key = w.sp * B + w.sa + 10**7
    j = np.searchsorted(key, p * B + t + 10**7, side="right") - 1
    j0 = np.maximum(j, 0)
    return (j >= 0) & (w.sp[j0] == p) & (t < w.sd[j0])


def take(S, L, keep):
    new = np.cumsum(keep) - 1
    lk = keep[L["s"]]
    L = {k: v[lk] for k, v in L.items()}
    L["s"] = new[L["s"]]
    S = {k: v[keep] for k, v in S.items()}
    return S, L


def clean(w, ev, rng):
    """dead buy nothing; in bed only kin may collect; nobody is in two places."""
    S, L = ev.get()
    day = S["t"] // DAY
    keep = (S["t"] >= 0) & (day < w.days) & (day < w.death[S["p"]]) & (w.iopen[S["i"]] <= day)
    bed = bedded(w, S["p"], S["t"]) & (S["src"] != 6)
    kin = bed & (S["src"] == 8) & (rng.random(len(bed)) < 0.25)
    keep &= ~bed | kin
    S, L = take(S, L, keep)
    # conflicts
    for _ in range(3):
        o = np.lexsort((S["t"], S["p"]))
        p, t, i, c = S["p"][o], S["t"][o], S["i"][o], S["src"][o]
        dist = np.hypot(*(w.ixy[i[1:]] - w.ixy[i[:-1]]).T)
        bad = (p[1:] == p[:-1]) & (i[1:] != i[:-1]) & (t[1:] - t[:-1] < np.maximum(600, 420 + dist / 25 * 3600))
        if not bad.any():
            break
        a, b = o[:-1][bad], o[1:][bad]
        drop = np.where(S["src"][b] >= 6, np.where(S["src"][a] >= 6, b, a), b)
        keep = np.ones(len(p), bool)
        keep[drop] = False
        S, L = take(S, L, keep)
    # merge same drug twice in one settlement
    key = L["s"] * 10**4 + L["d"]
    _, u, inv = np.unique(key, return_index=True, return_inverse=True)
    q = np.bincount(inv, L["q"]).astype(np.int64)
    L = {k: v[u] for k, v in L.items()}
    L["q"] = np.minimum(q, 12)
    has = np.zeros(len(S["p"]), bool)
    has[L["s"]] = True
    S, L = take(S, L, has)
    ev.put(S, L)
