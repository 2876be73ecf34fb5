"""The rings. What a false line does follows from who gains: goods that go to a collector leave the shop's stock,
goods that were only billed do not; boxes that come back into trade are sold without a delivery."""

import numpy as np
from life import DAY, tod, bedded
from ev import Ev


class X:
    def __init__(s, w, ev, level):
        s.w, s.ev = w, ev
        s.lv = ["easy", "mid", "hard"].index(level)
        s.g = np.random.default_rng([w.seed, 50, s.lv])
        s.rings = []
        s.used = set()
        S, L = ev.get()
        s.S, s.L = S, L
        o = np.lexsort((S["t"], S["p"]))
        s.ho = o
        s.hptr = np.searchsorted(S["p"][o], np.arange(w.n + 1))
        s.when = {}
        s.bought = {}
        s.linec = np.bincount(L["s"], minlength=len(S["p"]))
        s.ok = (w.age > 26) & (w.death > w.days + 200) & ~w.far
        s.hot = np.where((w.drisk >= 0.55) & (w.dprice > 38) & (w.dprice < 420))[0]
        s.stay = {}
        for p, a, d in zip(w.sp, w.sa, w.sd):
            s.stay.setdefault(int(p), []).append((a, d))

    def u(s, a, b):
        return s.g.uniform(a, b)

    def ri(s, a, b):
        return int(s.g.integers(a, b + 1))

    def by(s, *v):
        return v[s.lv]

    # ---- may this card be used here and now?
    def fits(s, p, i, t, dead=False, bed=None):
        w = s.w
        d = t // DAY
        if not (0 <= d < w.days) or w.iopen[i] > d or (not dead and d >= w.death[p]):
            return False
        if bed is None:
            bed = s.lv < 2
        if not bed and any(a - DAY <= t < e for a, e in s.stay.get(p, ())):
            return False
        for t2, i2 in s.when.get(p, ()):
            if abs(t - t2) < (900 if i2 != i else 25) + (
                0 if i2 == i else np.hypot(*(w.ixy[i] - w.ixy[i2])) / 30 * 3600
            ):
                return False
        z = s.ho[s.hptr[p] : s.hptr[p + 1]]
        if len(z) and s.lv > 0:
            near = (np.abs(s.S["t"][z] - t) < s.by(0, 2400, 3 * 3600)) & ((s.S["i"][z] != i) | (s.lv == 2))
            if near.any() and (s.lv == 2 or s.g.random() < 0.7):
                return False
        return True

    def clip(s, i, t):
        d, x = divmod(int(t), DAY)
        k = s.w.ikind[i]
        hi = 21.4 if k == "pharmacy" else 17.2
        if x > hi * 3600:
            x = int((hi - s.u(0, 2.0)) * 3600)
        return d * DAY + max(x, int((8.1 + s.u(0, 0.3)) * 3600)) if x < 8.1 * 3600 else d * DAY + x

    def use(s, r, p, i, t, items, dead=False, bed=None, own=None, **k):
        p, i = int(p), int(i)
        t = s.clip(i, t)
        if not items or not s.fits(p, i, t, dead, bed):
            return []
        lk = {x: k.pop(x) for x in ("stock", "cm", "aux") if x in k}
        lk.update(ring=r["k"], false=1)
        lk["aux"] = r["k"] if lk.get("cm") == 2 else -1
        m = {}
        for d, q in items:
            m[int(d)] = max(m.get(int(d), 0), int(q))
        if (
            "doc" not in k
            and s.w.isph[i]
            and "mt" not in k
            and any(s.w.dchr[d] for d in m)
            and s.g.random() < s.by(0.1, 0.3, 0.4)
        ):
            # papers: a prescription from the clinic of the district, or one written to order
            di = int(s.w.pclin[p]) if s.g.random() < 0.6 else int(s.w.phosp[p])
            k["doc"] = int(s.w.ds[di] + (p * 7919) % s.w.dn[di])
            k["mt"] = 14 if s.g.random() < 0.5 else 41
        z, ls = s.ev.one(p, i, t, list(m.items()), lk=lk, src=20, **k)
        if own:
            for d, q in own:
                if d not in m:
                    s.ev.line1(z, d, q, ring=-1)
        s.when.setdefault(p, []).append((t, i))
        for d in m:
            s.bought.setdefault((p, d), []).append(t)
        return [(l, d, q, t, i) for l, (d, q) in zip(ls, m.items())]

    # ---- what to bill
    def good(s, p, d):
        return s.w.dsex[d] < 0 or s.w.dsex[d] == s.w.sex[p]

    def pick(s, r, p, t, n, maxq=None):
        """n drugs for one visit: careless ones take what sells, careful ones what the card's owner could need."""
        w, g = s.w, s.g
        out = []
        pool = r["pool"]
        for _ in range(n * 6):
            if len(out) >= n:
                break
            if s.lv == 2 and w.haschr[p] and g.random() < 0.6 and not r.get("fixed"):
                tags = set(w.dtag[w.rd[w.rptr[p] : w.rptr[p + 1]]])
                c = [d for d in r["wide"] if w.dtag[d] in tags]
                d = int(g.choice(c)) if c else int(g.choice(pool))
            else:
                d = int(g.choice(pool))
            if d in [x[0] for x in out]:
                continue
            if s.lv > 0 and not s.good(p, d):
                continue
            last = s.bought.get((p, d), [])
            if s.lv == 2 and any(abs(t - x) < 24 * DAY for x in last):
                continue
            if s.lv == 1 and any(abs(t - x) < 7 * DAY for x in last):
                continue
            lim = max(1, int(s.by(62, 45, 31) // w.dpp[d]))
            q = min(lim, s.by(s.ri(1, 6), s.ri(1, 3), s.ri(1, 3)))
            if w.dprice[d] > 250:
                q = min(q, s.by(3, 2, 1))
            if maxq:
                q = min(q, maxq)
            out.append((d, q))
        return out

    # ---- people
    def recruit(s, k, nb=None, lo=30, hi=92, mask=None, near=10):
        w, g = s.w, s.g
        m = s.ok & (w.age > lo) & (w.age < hi)
        if mask is not None:
            m = m & mask
        c = np.where(m)[0]
        c = c[[int(x) not in s.used for x in c]]
        if len(c) < 4:
            return []
        if nb is None:
            nb = int(w.pnb[g.choice(c)])
        # friends of friends: near homes, some from anywhere
        d = np.hypot(*(w.nbxy[w.pnb[c]] - w.nbxy[nb]).T)
        p = np.exp(-d / s.by(1.2, 2.0, 3.5)) + 0.004
        p *= np.where(w.age[c] > 55, 1.6, 1.0)
        out = g.choice(c, min(k, len(c)), replace=False, p=p / p.sum())
        if s.lv == 2:  # not two from one household
            _, u = np.unique(w.hh[out], return_index=True)
            out = out[np.sort(u)]
        s.used.update(int(x) for x in out)
        return [int(x) for x in out]

    def boss(s, lo=28, hi=62):
        c = np.where(s.ok & (s.w.age > lo) & (s.w.age < hi))[0]
        x = int(s.g.choice(c))
        s.used.add(x)
        return x

    def shops(s, nb, n, skip=0):
        w = s.w
        o = [int(w.phar[j]) for j in np.argsort(-w.shopw[nb]) if w.iopen[w.phar[j]] < 0]
        return o[skip : skip + n]

    def size(s, a=5, b=26):
        return int(np.clip(s.g.lognormal(np.log(11), 0.5), a, b))

    # ---- when
    def days(s, r, k, gap=0):
        """k days in the ring's life: ramp, pause, end."""
        w = s.w
        a, b = int(w.mstart[r["a"]]), int(w.mstart[r["b"] + 1])
        x = np.arange(a, b)
        z = np.clip((x - a + 12) / 50.0, 0.2, 1)
        if r["pause"]:
            z = np.where((x >= r["pause"][0]) & (x < r["pause"][1]), 0, z)
        z = z * np.where(w.hol[x], 0.5, 1)
        if gap == 0:
            return np.sort(s.g.choice(x, min(k, (z > 0).sum()), replace=False, p=z / z.sum()))
        out = []
        for _ in range(k * 12):
            d = int(s.g.choice(x, p=z / z.sum()))
            if all(abs(d - e) >= gap for e in out):
                out.append(d)
            if len(out) >= k:
                break
        return np.sort(np.array(out, int))

    def hour(s, kind="day"):
        g = s.g
        if s.lv == 2 and kind == "day":  # the careful one comes when everybody comes
            m = g.choice([g.normal(9.5, 1.1), g.normal(15.6, 1.3), g.normal(18.7, 1.0)], p=[0.42, 0.3, 0.28])
            return float(np.clip(m, 8.1, 21.2)) * 3600
        return {
            "day": lambda: s.u(8.8, 19.0),
            "quiet": lambda: g.choice([s.u(12.6, 14.6), s.u(19.6, 21.2)]),
            "morning": lambda: s.u(8.3, 11.0),
            "evening": lambda: s.u(17.3, 20.8),
        }[kind]() * 3600

    def visits(s, r, mem, per, lpv, hour="day", burst=True, gap=None, gaps=None):
        """list of (day*DAY+sec, session no, place in session, person)"""
        g = s.g
        V = max(2, int(round(per / lpv)))
        out = []
        if s.lv == 2 or not burst:
            mg = s.by(3, 6, 11) if gap is None else gap
            for p in mem:
                k = max(2, V + s.ri(-1, 1))
                for d in s.days(r, k, mg):
                    out.append([int(d) * DAY + s.hour(hour), s.ri(0, 10**6), 0, p])
        else:
            frac = s.by(0.8, 0.35)
            ns = max(3, int(round(V / frac)))
            for z, d in enumerate(s.days(r, ns)):
                sub = [p for p in mem if g.random() < frac * s.u(0.7, 1.3)]
                g.shuffle(sub)
                sub = sub[: s.by(14, 6)]
                t = int(d) * DAY + s.hour(hour)
                for j, p in enumerate(sub):
                    out.append([t, z, j, p])
                    t += (g.exponential(70) + 30) if s.lv == 0 else g.uniform(*(gaps or (240, 1800)))
        out.sort(key=lambda x: x[0])
        return out

    def per(s):
        return s.by(s.ri(14, 34), s.ri(8, 16), s.ri(6, 10))

    def lpv(s):
        return s.by(2.3, 1.6, 1.35)

    def nl(s):
        return s.by(s.ri(1, 4), s.ri(1, 2), 1 + (s.g.random() < 0.35))

    def phones(s, r, mem, org, share):
        r["phones"] = [(p, org) for p in mem if s.g.random() < share]

    # a shop that only bills: how careful with codes and papers
    def ghost(s):
        """line attributes of a sale that never was"""
        z = s.g.random()
        if s.lv == 0:
            return dict(stock=1, cm=2 if z < 0.7 else 1)
        if s.lv == 1:
            return dict(stock=1, cm=2 if z < 0.35 else (1 if z < 0.5 else 5))
        return dict(stock=1, cm=5)

    def papers(s, r, lines, i):
        """purchases invented to cover what was billed"""
        share = s.by(0.0, 0.45, 0.97)
        agg = {}
        for l, d, q, t, _ in lines:
            if s.g.random() < share:
                agg.setdefault((d, t // (30 * DAY)), []).append((l, q, t))
        for (d, m), v in agg.items():
            t0 = min(x[2] for x in v)
            ghostsup = s.w.n // 8000 + 9**6 if False else None
            sup = -2 if s.g.random() < s.by(1, 0.6, 0.1) else -3
            for l, q, _ in v[:1]:
                s.w.moves.append(
                    dict(
                        line=l,
                        i=i,
                        kind="purchase",
                        q=sum(x[1] for x in v),
                        t=max(0, t0 // DAY * DAY - s.ri(1, 4) * DAY + s.ri(7, 17) * 3600 + s.ri(0, 3500)),
                        sup=sup,
                        inv=s.ri(10**6, 10**9),
                    )
                )

    # ================= card lending
    def courier(s, r):
        w = s.w
        mem = s.recruit(s.size())
        nb = int(w.pnb[mem[0]])
        org = s.boss()
        r["org"] = [org]
        sh = s.shops(nb, s.by(s.ri(1, 3), s.ri(4, 6), s.ri(7, 11)))
        tonic = w.bytag["tonic"]
        r["pool"] = np.r_[
            s.g.choice(s.hot, s.by(5, 8, 14)),
            s.g.choice(tonic[w.dprice[tonic] < 320], 2),
            s.g.choice(w.bytag["eye"], 1),
        ]
        s.phones(r, mem, org, s.by(0.35, 0.15, 0))
        for t, z, j, p in s.visits(r, mem, s.per(), s.lpv()):
            i = sh[(z * 7 + (0 if s.lv == 0 else j // 2 if s.lv == 1 else 0)) % len(sh)]
            if s.lv == 0 and s.g.random() < 0.07:  # used where the owner, at that hour, is not
                h = s.ho[s.hptr[p] : s.hptr[p + 1]]
                if len(h):
                    t = int(s.S["t"][s.g.choice(h)]) + s.ri(-500, 900)
                    i = s.shops(nb, 6)[-1]
                if not (w.mstart[r["a"]] * DAY <= t < w.mstart[r["b"] + 1] * DAY):
                    continue
            s.use(r, p, i, t, s.pick(r, p, t, s.nl()), card=0)

    def kept(s, r):
        w = s.w
        i = s.anyshop()
        mem = s.recruit(s.size(6, 40), nb=int(w.I[i]["nb"]))
        r["org"] = [int(w.owner[i])]
        r["inst"] = [i]
        r["pool"] = s.g.choice(s.hot, s.by(4, 8, 14))
        op = s.ri(0, w.nop[i] - 1)
        out = []
        for t, z, j, p in s.visits(r, mem, s.per(), s.lpv(), hour=["quiet", "day", "day"][s.lv], burst=False):
            out += s.use(
                r,
                p,
                i,
                t,
                s.pick(r, p, t, s.nl()),
                card=0,
                oper=op if s.g.random() < s.by(1, 0.8, 0.4) else -1,
                **s.ghost(),
            )
        s.papers(r, out, i)

    def rotating(s, r):
        w = s.w
        k = r["b"] - r["a"] + 1
        mem = s.recruit(int(np.clip(k * s.ri(3, 5), 8, 40)))
        nb = int(w.pnb[mem[0]])
        org = s.boss()
        r["org"] = [org]
        sh = s.shops(nb, s.by(2, 4, 8))
        r["pool"] = s.g.choice(s.hot, s.by(5, 8, 14))
        per = max(4, s.per() // 2 + 1)
        for x, p in enumerate(mem):
            m = r["a"] + x % k
            n = max(2, int(per / s.lpv()) + 1)
            a, b = int(w.mstart[m]), int(w.mstart[min(m + (2 if s.lv else 1), r["b"] + 1)])
            ds = s.g.choice(np.arange(a, b), min(n, b - a), replace=False)
            for d in ds:
                if s.lv == 0:
                    d = a + (int(d) - a) // 6 * 6 + 2
                    d = min(d, b - 1)
                t = d * DAY + (s.hour() if s.lv else 36000 + (d * 977 % 7) * 4000 + x * 130)
                s.use(r, p, sh[(d if s.lv == 0 else s.ri(0, 99)) % len(sh)], t, s.pick(r, p, t, s.nl()), card=0)

    def relatives(s, r):
        w = s.w
        org = s.boss(34, 60)
        k = s.size(6, 18)
        hh = [
            int(x)
            for x in np.where(((w.hh == w.hh[org]) | (w.child == org)) & (w.death > w.days))[0]
            if x != org and w.age[x] > 16
        ][: k // 2]
        s.used.update(hh)
        mem = hh + s.recruit(k - len(hh), nb=int(w.pnb[org]))
        r["org"] = [org]
        nb = int(w.pnb[org])
        sh = s.shops(nb, s.by(1, 3, 6))
        r["pool"] = s.g.choice(s.hot, s.by(4, 7, 12))
        for p in hh:
            if p not in w.agents:
                w.agents[p] = (org, "family")
        for t, z, j, p in s.visits(r, mem, s.per(), s.lpv(), gaps=(120, 900)):
            s.use(
                r, p, sh[z % len(sh)], t, s.pick(r, p, t, s.nl()), agent=org if (p in hh and s.g.random() < 0.7) else -1
            )

    def deadbed(s, r):
        w = s.w
        a, b = w.mstart[r["a"]], w.mstart[r["b"] + 1]
        dd = np.where((w.death > a - 60) & (w.death < b - 40) & (w.age > 50) & ~w.far)[0]
        dd = s.g.permutation([x for x in dd if int(x) not in s.used])
        nd = min(len(dd), s.by(7, 4, 2))
        mem = [int(x) for x in dd[:nd]]
        s.used.update(mem)
        inp = [
            p
            for p, v in s.stay.items()
            if w.age[p] > 60
            and any(e - x > 12 * DAY and a * DAY <= x < b * DAY for x, e in v)
            and p not in s.used
            and s.ok[p]
        ]
        inp = [int(x) for x in s.g.permutation(inp)[: s.by(5, 3, 0)]]
        s.used.update(inp)
        old = s.recruit(s.by(3, 5, 9), lo=79, hi=99)
        org = s.boss()
        r["org"] = [org]
        nb = int(w.pnb[(old + mem)[0]])
        sh = s.shops(nb, s.by(1, 3, 6))
        r["pool"] = s.g.choice(s.hot, s.by(4, 7, 12))
        for p in mem + inp + old:
            n = max(3, int(s.per() / s.lpv()))
            for _ in range(n):
                if p in mem:
                    t0 = max(int(w.death[p]) + 1, a)
                    t1 = min(b, t0 + s.by(200, 90, 28))
                    t1 = max(t1, t0 + 1)
                elif p in inp:
                    x, e = max(s.stay[p], key=lambda v: v[1] - v[0])
                    t0, t1 = int(x // DAY), int(e // DAY) + 15
                else:
                    t0, t1 = a, b
                t = s.ri(t0, max(t0, min(t1, b) - 1)) * DAY + s.hour()
                c = w.card_rev[w.card_p == p]
                if p in mem and len(c) and t // DAY >= c.max():
                    continue
                s.use(r, p, sh[s.ri(0, 99) % len(sh)], t, s.pick(r, p, t, s.nl()), dead=True, bed=s.lv < 2, card=-1)

    def onepatient(s, r):
        w = s.w
        tag = str(s.g.choice(["hbv", "onc", "ra", "tx", "ckd", "dm"]))
        c = w.bytag[tag]
        c = c[(w.dprice[c] > 90) & (w.dprice[c] < 2000)]
        d = int(s.g.choice(c))
        q = np.where(w.cond[tag] & s.ok)[0]
        org = int(s.g.choice(q)) if len(q) else s.boss()
        s.used.add(org)
        mem = s.recruit(
            s.ri(5, 12), nb=int(w.pnb[org]), mask=None if s.lv == 0 or w.dsex[d] < 0 else w.sex == w.dsex[d]
        )
        r["org"] = [org]
        sh = s.shops(int(w.pnb[org]), s.by(1, 2, 4))
        r["pool"] = np.array([d])
        r["fixed"] = True
        step = s.by(5, 9, 12)
        a, b = w.mstart[r["a"]], w.mstart[r["b"] + 1]
        t = a
        j = 0
        need = s.by(12, 8, 6) * len(mem)
        step = max(1, min(step, (b - a) / need))
        while t < b:
            p = mem[j % len(mem)]
            j += 1
            x = int(t) * DAY + s.hour(["morning", "day", "day"][s.lv])
            s.use(
                r,
                p,
                sh[j * 3 % len(sh) if s.lv else 0],
                x,
                [(d, s.by(2, 1, 1))] + ([(int(s.g.choice(s.hot)), 1)] if s.lv == 0 and s.g.random() < 0.3 else []),
            )
            t += step * s.u(0.6, 1.4)

    def contractor(s, r):
        w = s.w
        cnt = np.bincount(w.emp[s.ok & (w.emp >= 0)], minlength=w.ne)
        e = int(s.g.choice(np.argsort(-cnt)[: max(6, w.ne // 3)]))
        mem = s.recruit(s.size(6, 30), nb=int(w.empnb[e]), lo=20, hi=61, mask=w.emp == e)
        if len(mem) < 4:
            return False
        org = s.boss()
        r["org"] = [org]
        sh = s.shops(int(w.empnb[e]), s.by(1, 3, 6))
        tn = w.bytag["tonic"]
        r["pool"] = np.r_[s.g.choice(s.hot, s.by(3, 5, 8)), s.g.choice(tn[(w.dprice[tn] > 50)], 3)]
        V = max(3, int(s.per() / s.lpv()))
        ms = list(range(r["a"], r["b"] + 1))
        for p in mem:
            for x in range(V):
                m = ms[x % len(ms)]
                d = int(w.mstart[m]) + (
                    9 + 3 * (x // len(ms)) if s.lv == 0 else s.ri(8, 13) if s.lv == 1 else s.ri(2, 26)
                )
                d = min(d, w.days - 1)
                t = d * DAY + (18.4 * 3600 + mem.index(p) * 100 + s.ri(0, 60) if s.lv == 0 else s.hour("evening"))
                s.use(r, p, sh[s.ri(0, 99) % len(sh)], t, s.pick(r, p, t, s.nl()), card=0)

    def remoteqr(s, r):
        """codes of the e-credential are sent by phone; the owners stay where they are"""
        w = s.w
        mem = s.recruit(
            s.size(6, 30), lo=24, hi=70, mask=w.c_e >= 0, nb=int(s.g.integers(0, w.nb)) if s.lv == 0 else None
        )
        org = s.boss(22, 45)
        r["org"] = [org]
        nb = int(s.g.integers(0, w.nb))
        sh = s.shops(nb, s.by(2, 4, 8))
        tn = w.bytag["tonic"]
        r["pool"] = np.r_[s.g.choice(s.hot, s.by(4, 7, 12)), s.g.choice(tn[w.dprice[tn] > 60], 2)]
        for t, z, j, p in s.visits(
            r, mem, s.per(), s.lpv(), gaps=(150, 1200), hour="evening" if s.g.random() < 0.5 else "day"
        ):
            s.use(r, p, sh[(z * 3 + (j // 3 if s.lv else 0)) % len(sh)], t, s.pick(r, p, t, s.nl()), card=1)

    # ================= shop and patients
    def anyshop(s, small=True):
        w = s.w
        c = [int(i) for i in w.phar if w.iopen[i] < 0 and int(i) not in s.used_shops and w.miss[i] < 1]
        c = c or [int(i) for i in w.phar if w.iopen[i] < 0]
        p = np.array([2.0 if not w.ichain[i] else 1.0 for i in c])
        i = int(s.g.choice(c, p=p / p.sum()))
        s.used_shops.add(i)
        return i

    def phantom(s, r):
        w = s.w
        i = s.anyshop()
        mem = s.recruit(s.size(6, 36), nb=int(w.I[i]["nb"]))
        r["org"] = [int(w.owner[i])]
        r["inst"] = [i]
        r["pool"] = s.g.choice(s.hot, s.by(3, 6, 12))
        out = []
        for t, z, j, p in s.visits(r, mem, s.per(), s.lpv(), hour="day", burst=s.lv == 0 and s.g.random() < 0.5):
            out += s.use(r, p, i, t, s.pick(r, p, t, s.nl()), **s.ghost())
        s.papers(r, out, i)

    def groceries(s, r):
        w = s.w
        i = s.anyshop()
        mem = s.recruit(s.size(8, 40), nb=int(w.I[i]["nb"]), lo=40)
        r["org"] = [int(w.owner[i])]
        r["inst"] = [i]
        tn = w.bytag["tonic"]
        r["pool"] = np.r_[
            s.g.choice(s.hot, s.by(3, 6, 10)), s.g.choice(tn[(w.dprice[tn] > 60) & (w.dprice[tn] < 320)], 2)
        ]
        out = []
        ob = [int(x) for x in np.r_[w.bytag["cold"], w.bytag["gi"], w.bytag["pain"]]]
        for t, z, j, p in s.visits(
            r, mem, s.per(), 1.2, hour=["day", "day", "day"][s.lv], burst=False, gap=s.by(3, 6, 9)
        ):
            own = [(int(s.g.choice(ob)), 1)] if s.g.random() < s.by(0.05, 0.25, 0.4) else None
            out += s.use(
                r, p, i, t, s.pick(r, p, t, 1 + (s.g.random() < 0.3), maxq=s.by(4, 2, 2)), own=own, **s.ghost()
            )
        s.papers(r, out, i)

    def template(s, r):
        w = s.w
        i = s.anyshop()
        mem = s.recruit(s.size(8, 40), nb=int(w.I[i]["nb"]))
        r["org"] = [int(w.owner[i])]
        r["inst"] = [i]
        b0 = [int(x) for x in s.g.choice(s.hot, s.ri(3, 5), replace=False)]
        tpl = [(d, s.ri(1, s.by(4, 2, 2))) for d in b0]
        r["pool"] = np.array(b0)
        out = []
        n = max(2, int(s.per() / s.by(len(tpl), 2.4, 1.7)))
        V = s.visits(r, mem, n, 1, burst=s.lv < 2, gaps=(300, 2400), hour="day")
        for t, z, j, p in V:
            if s.lv == 0:
                it = list(tpl)
            elif s.lv == 1:
                it = [(d, max(1, q + int(s.g.integers(-1, 2)))) for d, q in tpl if s.g.random() < 0.75]
            else:
                it = [(d, q) for d, q in s.pick(r, p, t, 2)]
            if s.lv and not it:
                it = [tpl[0]]
            if s.lv:
                it = [x for x in it if s.good(p, x[0])]
            out += s.use(r, p, i, t, it, **s.ghost())
        s.papers(r, out, i)

    def padded(s, r):
        w, S = s.w, s.S
        a, b = w.mstart[r["a"]] * DAY, w.mstart[r["b"] + 1] * DAY
        best = None
        for _ in range(6):
            i = s.anyshop()
            z = np.where((S["i"] == i) & (S["t"] >= a) & (S["t"] < b) & np.isin(S["src"], (1, 2, 3)))[0]
            c = np.bincount(S["p"][z], minlength=w.n)
            k = s.by(6, 4, 4)
            c[~s.ok] = 0
            c[list(s.used)] = 0
            cand = np.where(c >= k)[0]
            if len(cand) >= 5:
                break
        if len(cand) < 4:
            return False
        mem = [int(x) for x in s.g.choice(cand, min(len(cand), s.size(6, 36)), replace=False)]
        s.used.update(mem)
        r["org"] = [int(w.owner[i])]
        r["inst"] = [i]
        r["pool"] = s.g.choice(s.hot, s.by(4, 8, 12))
        out = []
        zz = z[np.isin(S["p"][z], mem)]
        lin = {}
        for l in np.where(np.isin(s.L["s"], zz))[0]:
            lin.setdefault(int(s.L["s"][l]), set()).add(int(s.L["d"][l]))
        for x in zz[np.argsort(S["t"][zz])]:
            if s.g.random() > s.by(0.95, 0.85, 0.8):
                continue
            p = int(S["p"][x])
            t = int(S["t"][x])
            for d, q in s.pick(r, p, t, s.by(s.ri(1, 3), s.ri(1, 2), 1), maxq=s.by(4, 2, 2)):
                if d in lin[int(x)]:
                    continue
                gh = s.ghost()
                l = s.ev.line1(int(x), d, q, ring=r["k"], false=1, aux=r["k"] if gh["cm"] == 2 else -1, **gh)
                s.bought.setdefault((p, d), []).append(t)
                out.append((l, d, q, t, i))
        s.papers(r, out, i)

    def doctorshop(s, r):
        w = s.w
        h = int(s.g.choice(np.r_[w.hosp, w.clin]))
        i = w.nextdoor.get(h) if s.lv == 0 and h in w.nextdoor else None
        i = s.anyshop() if i is None else int(i)
        doc = int(w.ds[h] + s.ri(0, w.dn[h] - 1))
        far = np.hypot(*(w.xy - w.ixy[i]).T) > 7
        mem = s.recruit(s.size(6, 36), mask=far, lo=42)
        r["docs"] = [doc]
        r["inst"] = [i, h]
        r["org"] = [int(w.owner[i])]
        r["pool"] = s.g.choice(s.hot, s.ri(4, 8))
        out = []
        for t, z, j, p in s.visits(r, mem, s.per(), s.lpv(), gaps=(300, 2000)):
            out += s.use(r, p, i, t, s.pick(r, p, t, s.nl()), doc=doc, mt=14, **s.ghost())
        s.papers(r, out, i)

    def loops(s, r):
        w = s.w
        i = s.anyshop()
        mem = s.recruit(s.size(5, 24), nb=int(w.I[i]["nb"]))
        r["org"] = [int(w.owner[i])]
        r["inst"] = [i]
        r["pool"] = s.g.choice(s.hot, s.by(3, 6, 10))
        out = []
        for t, z, j, p in s.visits(r, mem, s.per(), s.lpv(), burst=False):
            out += s.use(
                r,
                p,
                i,
                t,
                s.pick(r, p, t, s.nl()),
                grp=77 if s.g.random() < s.by(0.9, 0.6, 0.3) else -1,
                **(dict(stock=1, cm=2) if s.lv < 2 else s.ghost()),
            )
        s.papers(r, out, i)

    def cashsales(s, r):
        """goods sold to passers-by for cash are billed on lent cards: stock and codes are in order"""
        w, S, L = s.w, s.S, s.L
        i = s.anyshop()
        mem = s.recruit(s.size(8, 34), nb=int(w.I[i]["nb"]))
        r["org"] = [int(w.owner[i])]
        r["inst"] = [i]
        ll = np.where((S["i"][L["s"]] == i))[0]
        dear = ll[w.dprice[L["d"][ll]] > s.by(45, 40, 40)]
        r["pool"] = L["d"][dear] if len(dear) > 20 else s.hot
        r["wide"] = s.hot
        for t, z, j, p in s.visits(r, mem, s.per(), s.lpv(), burst=False, gap=s.by(2, 5, 8)):
            s.use(r, p, i, t, s.pick(r, p, t, s.nl(), maxq=2), card=0)

    def clerk(s, r):
        """a clerk puts more on the cards of old customers who do not look, and takes the goods home"""
        w, S = s.w, s.S
        a, b = w.mstart[r["a"]] * DAY, w.mstart[r["b"] + 1] * DAY
        for _ in range(6):
            i = s.anyshop()
            z = np.where(
                (S["i"] == i) & (S["t"] >= a) & (S["t"] < b) & np.isin(S["src"], (1, 2)) & (w.age[S["p"]] > 60)
            )[0]
            c = np.bincount(S["p"][z], minlength=w.n)
            c[~s.ok] = 0
            c[list(s.used)] = 0
            cand = np.where(c >= 5)[0]
            if len(cand) >= 5:
                break
        if len(cand) < 4:
            return False
        mem = [int(x) for x in s.g.choice(cand, min(len(cand), s.size(6, 30)), replace=False)]
        s.used.update(mem)
        r["inst"] = [i]
        st = w.staff.get(i, [])
        r["org"] = [int(st[1])] if len(st) > 1 else []
        r["pool"] = s.g.choice(np.r_[s.hot, w.bytag["tonic"][w.dprice[w.bytag["tonic"]] < 320]], s.by(5, 9, 14))
        op = s.ri(0, w.nop[i] - 1)
        real = s.g.random() < 0.6
        zz = z[np.isin(S["p"][z], mem)]
        for x in zz[np.argsort(S["t"][zz])]:
            if s.g.random() > s.by(0.9, 0.8, 0.75):
                continue
            t = int(S["t"][x]) + int(s.by(s.u(40, 200), s.u(60, 900), s.u(1200, 9000)))
            p = int(S["p"][x])
            s.use(
                r,
                p,
                i,
                t,
                s.pick(r, p, t, s.by(s.ri(1, 3), s.ri(1, 2), 1), maxq=s.by(4, 2, 2)),
                oper=op,
                bed=True,
                **({} if real else s.ghost()),
            )

    def village(s, r):
        w = s.w
        c = [int(v) for v in w.vcl if int(v) not in s.used_shops] or [int(v) for v in w.vcl]
        i = int(s.g.choice(c))
        s.used_shops.add(i)
        nb = int(w.I[i]["nb"])
        mem = s.recruit(s.ri(14, 40), nb=nb, lo=20, mask=np.hypot(*(w.xy - w.ixy[i]).T) < 6)
        doc = int(w.ds[i])
        r["org"] = [int(w.owner[i])]
        r["docs"] = [doc]
        r["inst"] = [i]
        if len(mem) < 4:
            return False
        c = np.where((w.dprice > 22) & (w.dprice < 75) & (w.drisk > 0.1))[0]
        r["pool"] = s.g.choice(c, s.by(6, 12, 20))
        out = []
        for t, z, j, p in s.visits(r, mem, s.per() * 1.1, 1.8, hour="morning", burst=s.lv < 2, gaps=(200, 1500)):
            out += s.use(
                r,
                p,
                i,
                t,
                s.pick(r, p, t, s.ri(1, 3), maxq=3),
                doc=doc,
                mt=11,
                bed=True if s.lv < 2 else False,
                **s.ghost(),
            )
        s.papers(r, out, i)

    def stored(s, r):
        w = s.w
        i = s.anyshop()
        mem = s.recruit(s.size(10, 40), nb=int(w.I[i]["nb"]), lo=38)
        r["org"] = [int(w.owner[i])]
        r["inst"] = [i]
        r["pool"] = s.g.choice(np.r_[s.hot, w.bytag["tonic"][w.dprice[w.bytag["tonic"]] > 100]], s.by(6, 9, 14))
        out = []
        ev_ = s.days(r, s.by(3, 3, 4), 20)
        lp = s.by(5, 4, 2)
        for e in ev_:
            for p in mem:
                if s.g.random() < 0.78:
                    t = (int(e) + int(s.g.integers(0, s.by(1, 3, 12)))) * DAY + s.hour("day")
                    out += s.use(r, p, i, t, s.pick(r, p, t, lp, maxq=s.by(4, 3, 2)), **s.ghost())
        s.papers(r, out, i)

    # ================= resale
    def haul(s, r, shops, narrow=True, **k):
        """members' cards or members themselves bring the drug"""
        out = []
        for t, z, j, p in s.visits(r, r["mem"], s.per(), 1.25, gaps=(200, 1200)):
            i = shops[(z * 5 + (j // 3 if s.lv == 0 else j if s.lv == 1 else 0)) % len(shops)]
            out += s.use(r, p, i, t, s.pick(r, p, t, 1 + (s.g.random() < 0.25)), **k)
        return out

    def setup(s, r, nshop, nd=None, size=(6, 30)):
        w = s.w
        org = s.boss()
        r["org"] = [org]
        r["lend"] = s.g.random() < 0.6
        nd = nd or s.by(2, 3, 5)
        L, S = s.L, s.S
        # drugs that others take too: there is a market
        ph = w.isph[S["i"][L["s"]]]
        vol = np.bincount(L["d"][ph], minlength=w.nd)
        c = s.hot
        p = (vol[c] + 1.0) * w.dprice[c]
        r["pool"] = s.g.choice(c, nd, replace=False, p=p / p.sum())
        r["fixed"] = True
        tags = set(w.dtag[r["pool"]])
        m = np.zeros(w.n, bool)
        for t in tags:
            if t in w.cond:
                m |= w.cond[t]
        share = s.by(0.2, 0.5, 0.75)
        k = s.size(*size)
        a = s.recruit(max(2, int(k * share)), mask=m, lo=38)
        r["mem"] = a + s.recruit(max(2, k - len(a)), nb=int(w.pnb[a[0]]) if a else None, lo=38)
        nb = int(w.pnb[r["mem"][0]])
        s.phones(r, r["mem"], org, s.by(0.2, 0.08, 0))
        return nb, s.shops(nb, nshop)

    def route(s, r):
        w = s.w
        nb, sh = s.setup(r, s.by(5, 7, 12))
        nearh = sorted(w.hosp, key=lambda h: np.hypot(*(w.ixy[h] - w.nbxy[nb])))[:2]
        inst = sh + [int(h) for h in nearh] + [int(w.nbclin[nb])]
        V = max(2, int(s.per() / s.by(4, 3, 2)))
        for p in r["mem"]:
            for d0 in s.days(r, V, s.by(6, 12, 20)):
                k = s.by(s.ri(3, 5), s.ri(2, 4), 2)
                st = s.ri(0, len(inst) - 1)
                t = int(d0) * DAY + s.hour("morning")
                d = int(s.g.choice(r["pool"]))
                if not s.good(p, d) and s.lv:
                    continue
                for x in range(k):
                    i = inst[(st + x) % len(inst)]
                    hosp = not w.isph[i]
                    lim = max(1, int(30 // w.dpp[d]))
                    s.use(
                        r,
                        p,
                        i,
                        t,
                        [(d, lim if w.dprice[d] < 160 else 1)],
                        doc=int(w.ds[i] + (p % w.dn[i])) if hosp else -1,
                        mt=14 if hosp else 41,
                    )
                    t += s.by(s.u(1500, 4000), s.u(3000, 9000), s.u(2, 9) * DAY)

    def sell(s, r, lines, sink, cm, share, second=-1, lag=(3, 25)):
        """boxes come back into trade at the sink: honest buyers, no delivery. Ordinary purchases of the drug by people who live around are led to it."""
        w, S, L, g = s.w, s.S, s.L, s.g
        n = 0
        if not lines:
            return
        shop = second if second >= 0 else sink
        for d in sorted({x[1] for x in lines}):
            src = sorted([x for x in lines if x[1] == d], key=lambda x: x[3])
            st = S["t"][L["s"]]
            c = np.where(
                (L["d"] == d)
                & (L["stock"] == 0)
                & (L["cm"] == 0)
                & w.isph[S["i"][L["s"]]]
                & np.isin(S["src"][L["s"]], (1, 2))
                & (L["ring"] < 0)
                & (L["q"] <= 3)
                & ~s.moved[L["s"]]
            )[0]
            here = S["i"][L["s"][c]] == shop
            dist = np.hypot(*(w.xy[S["p"][L["s"][c]]] - w.ixy[shop]).T)
            keep = here | ((dist < 8) & (g.random(len(c)) < 0.8))
            c = c[keep]
            c = c[np.argsort(st[c])]
            j = 0
            free = np.ones(len(c), bool)
            for l, _, q, t, i in src:
                if g.random() > share:
                    continue
                t1 = t + s.u(*lag) * DAY
                left = q
                for z in np.where(free & (st[c] > t1) & (st[c] < t1 + 100 * DAY) & (L["q"][c] <= q))[0][:8]:
                    x = c[z]
                    sx = L["s"][x]
                    p = int(S["p"][sx])
                    if L["q"][x] > left or s.moved[sx]:
                        continue
                    free[z] = False
                    if S["i"][sx] != shop:
                        h = s.ho[s.hptr[p] : s.hptr[p + 1]]
                        if (np.abs(S["t"][h] - S["t"][sx]) < 5400).sum() > 1:
                            continue
                        S["i"][sx] = shop
                        S["doc"][sx] = -1
                        S["mt"][sx] = 41
                    s.moved[sx] = True
                    L["stock"][x] = 1
                    L["cm"][x] = 4
                    L["aux"][x] = l + (q - left) * 10**8
                    left -= int(L["q"][x])
                    n += 1
                    if cm != 4:
                        s.swap.append((int(x), cm, r["k"]))
                    if second >= 0:
                        q_ = int(L["q"][x])
                        tm = int((t + t1) // 2)
                        w.moves.append(dict(line=l, i=sink, kind="transfer_out", q=q_, t=tm, cp=second))
                        w.moves.append(dict(line=l, i=second, kind="transfer_in", q=q_, t=tm + 5000, cp=sink))
                    elif s.lv == 2 or (s.lv == 1 and g.random() < 0.5):
                        w.moves.append(
                            dict(
                                line=l,
                                i=sink,
                                kind="purchase",
                                q=int(L["q"][x]),
                                t=int((t + t1) // 2),
                                sup=-2 if g.random() < 0.5 else -3,
                                inv=s.ri(10**6, 10**9),
                            )
                        )
        r["inst"] = r.get("inst", []) + [sink] + ([second] if second >= 0 else [])
        r["sold_on"] = n

    def sinkkept(s, r):
        nb, sh = s.setup(r, s.by(3, 5, 9))
        sink = s.anyshop()
        s.sell(r, s.haul(r, [x for x in sh if x != sink]), sink, 4, s.by(0.9, 0.6, 0.35))

    def sinkswap(s, r):
        nb, sh = s.setup(r, s.by(3, 5, 9))
        sink = s.anyshop()
        s.sell(r, s.haul(r, [x for x in sh if x != sink]), sink, s.by(2, 1, 5), s.by(0.9, 0.7, 0.5))

    def chain(s, r):
        w = s.w
        nb, sh = s.setup(r, s.by(3, 5, 9))
        cs = [c for c in set(w.ichain[w.phar]) - {""} if (w.ichain[w.phar] == c).sum() > 1]
        if not cs:
            return False
        c = str(s.g.choice(sorted(cs)))
        ab = s.g.choice(
            [int(i) for i in w.phar if w.ichain[i] == c and w.iopen[i] < 0] or [int(w.phar[0])] * 2, 2, replace=False
        )
        a, b = int(ab[0]), int(ab[1])
        s.sell(r, s.haul(r, [x for x in sh if x not in (a, b)]), a, 4, s.by(0.9, 0.6, 0.4), second=b)

    def dochub(s, r):
        w = s.w
        nb, sh = s.setup(r, 2)
        h = int(s.g.choice(w.hosp))
        doc = int(w.ds[h] + s.ri(0, w.dn[h] - 1))
        r["docs"] = [doc]
        r["inst"] = [h]
        for t, z, j, p in s.visits(r, r["mem"], s.per(), 1.4, hour="morning", gaps=(180, 1500)):
            it = s.pick(r, p, t, 1 + (s.g.random() < 0.4))
            if s.lv == 0:
                it = [(d, min(8, q + 2)) for d, q in it]
            elif s.lv == 1:
                it = [(d, min(q + 1, int(84 // w.dpp[d]) or 1)) for d, q in it]
            s.use(r, p, h, t, it, doc=doc, mt=14)

    def surplus(s, r):
        """true patients who draw more than they take and sell the rest to one who comes by"""
        w = s.w
        g = s.g
        elig = np.zeros(w.n, bool)
        byp = {}
        rs = np.where(
            (w.drisk[w.rd] >= 0.4) & (w.dprice[w.rd] > 40) & (w.dprice[w.rd] < 600) & (w.rst < -100) & (w.ren > w.days)
        )[0]
        for x in rs:
            elig[w.rp[x]] = True
            byp.setdefault(int(w.rp[x]), []).append(int(w.rd[x]))
        mem = s.recruit(s.size(6, 26), mask=elig, lo=35)
        if len(mem) < 4:
            return False
        org = s.boss()
        r["org"] = [org]
        r["pool"] = s.hot
        nv = s.by(14, 10, 8)
        buy = s.days(r, max(4, nv), s.by(4, 7, 9))
        nb = int(w.pnb[mem[0]])
        for p in mem:
            sh = [int(w.u1[p]), int(w.u2[p]), int(w.u3[p])] + s.shops(nb, 3)
            for b in buy:
                for _ in range(s.by(s.ri(1, 2), 1, 1)):
                    if g.random() > s.by(0.95, 0.85, 0.75):
                        continue
                    d = int(g.choice(byp[p]))
                    q = max(1, int(s.by(56, 35, 28) // w.dpp[d]))
                    q = min(q, s.by(6, 3, 2))
                    t = (int(b) - s.ri(0, s.by(2, 4, 6))) * DAY + s.hour("day")
                    i = sh[s.ri(0, 99) % s.by(2, 4, 6)]
                    s.use(r, p, i, t, [(d, q)])

    def controlled(s, r):
        """medicines that addicts pay for: cheap on the list, dear in the street"""
        w = s.w
        nb, sh = s.setup(r, s.by(4, 6, 10), size=(6, 24))
        r["pool"] = np.r_[w.bytag["neur"], w.bytag["cough2"]]
        for t, z, j, p in s.visits(r, r["mem"], s.per() * 1.2, 1.2, gaps=(200, 1500)):
            i = sh[(z * 5 + j) % len(sh)]
            c = int(w.nbclin[nb])
            s.use(
                r,
                p,
                i,
                t,
                s.pick(r, p, t, 1 + (s.g.random() < 0.2)),
                doc=int(w.ds[c] + (z + j) % w.dn[c]) if s.g.random() < 0.8 else -1,
            )

    def bulk(s, r):
        """a bulk buyer takes one costly drug from many lent cards, every few weeks, and it leaves the city"""
        w = s.w
        nb, sh = s.setup(r, s.by(3, 6, 10), nd=1, size=(10, 40))
        c = w.bytag["dm"]
        tn = w.bytag["tonic"]
        dear = [int(x) for x in s.hot if w.dprice[x] > 55 and w.dsex[x] < 0]
        r["pool"] = s.g.choice(dear, s.by(1, 2, 4), replace=False)
        s.haul(r, sh, card=0)

    VAR = [
        ("card_lending", "courier_many_cards", "courier"),
        ("shop_collusion", "phantom_billing_stock_gap", "phantom"),
        ("resale", "sink_codes_kept", "sinkkept"),
        ("card_lending", "shop_keeps_cards", "kept"),
        ("shop_collusion", "dear_billed_groceries_given", "groceries"),
        ("resale", "collector_route_export", "route"),
        ("card_lending", "rotating_lenders", "rotating"),
        ("shop_collusion", "template_basket", "template"),
        ("resale", "sink_codes_swapped", "sinkswap"),
        ("card_lending", "relatives_and_strangers", "relatives"),
        ("shop_collusion", "padded_purchases", "padded"),
        ("resale", "chain_transfer_laundering", "chain"),
        ("card_lending", "dead_and_bedridden_cards", "deadbed"),
        ("shop_collusion", "doctor_shop_far_patients", "doctorshop"),
        ("resale", "doctor_hub_resale", "dochub"),
        ("card_lending", "one_patient_many_cards", "onepatient"),
        ("shop_collusion", "pay_refund_pay", "loops"),
        ("resale", "surplus_sellers_street_buyer", "surplus"),
        ("card_lending", "labour_contractor_cards", "contractor"),
        ("shop_collusion", "cash_sales_billed_to_cards", "cashsales"),
        ("resale", "bulk_buyer_export", "bulk"),
        ("shop_collusion", "village_quota_drain", "village"),
        ("shop_collusion", "stored_value_event", "stored"),
        ("card_lending", "remote_qr_codes", "remoteqr"),
        ("shop_collusion", "clerk_skims_old_customers", "clerk"),
        ("resale", "controlled_medicine_diversion", "controlled"),
    ]


def commit(w, ev, level):
    x = X(w, ev, level)
    g = x.g
    x.used_shops = set()
    x.moved = np.zeros(len(x.S["p"]), bool)
    x.swap = []
    n = max(4, int(round(g.uniform(42, 56) * w.n / 1e5)))
    order = []
    while len(order) < n:
        order += [X.VAR[j] for j in g.permutation(len(X.VAR))]
    for pat, var, fn in order[:n]:
        M = w.months
        dur = min(M, x.ri(*x.by((4, 12), (4, 11), (6, 12))))
        a = x.ri(0, M - dur)
        b = a + dur - 1
        pause = None
        if dur >= 6 and g.random() < 0.3:
            q = x.ri(a + 2, b - 2)
            pause = (int(w.mstart[q]), int(w.mstart[q + 1]))
        r = dict(k=len(x.rings), pattern=pat, variant=var, a=a, b=b, pause=pause, wide=x.hot)
        x.rings.append(r)
        getattr(x, fn)(r)
    # lone lenders: one card, one friend
    for _ in range(max(2, int(40 * w.n / 1e5))):
        m = x.recruit(1)
        if not m:
            break
        p = m[0]
        r = dict(k=-2, pool=x.hot, wide=x.hot)
        k = x.by(x.ri(5, 12), x.ri(4, 8), x.ri(3, 5))
        nb = int(g.integers(0, w.nb))
        sh = x.shops(nb, 3)
        done = 0
        d0 = int(g.integers(0, max(1, w.days - 120)))
        for _ in range(k):
            t = (d0 + x.ri(0, 119)) * DAY + x.hour()
            if x.lv == 0 and g.random() < 0.4:
                h = x.ho[x.hptr[p] : x.hptr[p + 1]]
                if len(h):
                    t = int(x.S["t"][g.choice(h)]) + x.ri(-900, 900)
            done += len(x.use(r, p, sh[x.ri(0, 2) % len(sh)], t, x.pick(r, p, t, 1)))
        if done:
            w.lone.append(p)
    # honest arrays were led to sinks: put them back with the crimes behind them
    S, L = ev.get()
    for f in ("i", "doc", "mt"):
        S[f][: len(x.S["p"])] = x.S[f]
    for f in ("stock", "cm", "aux"):
        L[f][: len(x.L["s"])] = x.L[f]
    ev.put(S, L)
    w.swap = x.swap
    return x.rings
