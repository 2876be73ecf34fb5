"""Store of settlements and lines, filled by blocks (honest) and one by one (groups, crimes)."""

import numpy as np

SF = ["p", "i", "t", "mt", "doc", "agent", "term", "oper", "src", "grp", "card"]
LF = ["s", "d", "q", "ring", "stock", "cm", "aux", "split", "false"]
SD = dict(mt=41, doc=-1, agent=-1, term=-1, oper=-1, src=0, grp=-1, card=-1)
LD = dict(q=1, ring=-1, stock=0, cm=0, aux=-1, split=0, false=0)


class Ev:
    def __init__(self):
        self.S = {k: [] for k in SF}
        self.L = {k: [] for k in LF}
        self.ns = 0
        self.nl = 0
        self.buf = None
        self.bs = []
        self.bl = []

    def block(self, n, **k):
        if self.bs or self.bl:
            self.flush()
        for f in SF:
            v = k.get(f, SD.get(f))
            self.S[f].append(np.broadcast_to(np.asarray(v), (n,)).astype(np.int64).copy())
        a = self.ns
        self.ns += n
        return np.arange(a, a + n)

    def lines(self, s, d, **k):
        if self.bs or self.bl:
            self.flush()
        n = len(s)
        k.update(s=s, d=d)
        for f in LF:
            v = k.get(f, LD.get(f))
            self.L[f].append(np.broadcast_to(np.asarray(v), (n,)).astype(np.int64).copy())
        a = self.nl
        self.nl += n
        return np.arange(a, a + n)

    def one(self, p, i, t, items, lk=None, **k):
        """items: list of (drug, qty); lk: line attributes for all."""
        row = [p, i, int(t)] + [k.get(f, SD[f]) for f in SF[3:]]
        self.bs.append(row)
        s = self.ns
        self.ns += 1
        out = []
        for d, q in items:
            r = dict(LD)
            r.update(lk or {})
            self.bl.append([s, d, q] + [r[f] for f in LF[3:]])
            out.append(self.nl)
            self.nl += 1
        return s, out

    def line1(self, s, d, q, **k):
        r = dict(LD)
        r.update(k)
        self.bl.append([s, d, q] + [r[f] for f in LF[3:]])
        self.nl += 1
        return self.nl - 1

    def flush(self):
        if self.bs:
            a = np.array(self.bs, np.int64)
            for j, f in enumerate(SF):
                self.S[f].append(a[:, j])
        if self.bl:
            a = np.array(self.bl, np.int64)
            for j, f in enumerate(LF):
                self.L[f].append(a[:, j])
        self.bs, self.bl = [], []
        for f in SF:
            self.S[f] = [np.concatenate(self.S[f])] if self.S[f] else []
        for f in LF:
            self.L[f] = [np.concatenate(self.L[f])] if self.L[f] else []

    def get(self):
        self.flush()
        return {f: self.S[f][0] for f in SF}, {f: self.L[f][0] for f in LF}

    def put(self, S, L):
        self.S = {f: [S[f]] for f in SF}
        self.L = {f: [L[f]] for f in LF}
        self.ns = len(S["p"])
        self.nl = len(L["s"])
        self.bs, self.bl = [], []
