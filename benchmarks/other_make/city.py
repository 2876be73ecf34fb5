"""python city.py --people 100000 --months 12 --seed N --level easy|mid|hard|none --out FOLDER"""

import argparse, time, numpy as np, world, life, stock, ev


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--people", type=int, default=100000)
    a.add_argument("--months", type=int, default=12)
    a.add_argument("--seed", type=int, default=1)
    a.add_argument("--level", choices=["easy", "mid", "hard", "none"], default="mid")
    a.add_argument("--out", required=True)
    a = a.parse_args()
    t = time.time()
    w = world.build(a.people, a.months, a.seed)
    e = ev.Ev()
    life.honest(w, e)
    print("honest %.0fs" % (time.time() - t))
    w.moves = []
    w.lone = []
    rings = []
    if a.level != "none":
        import crime

        rings = crime.commit(w, e, a.level)
    S, L = e.get()
    S, L = stock.tills(w, S, L, np.random.default_rng([a.seed, 7]))
    print("tills %.0fs" % (time.time() - t))
    r = stock.make(w, S, L, np.random.default_rng([a.seed, 8]))
    print("stock %.0fs" % (time.time() - t))
    print(stock.write(w, *r, a.out, a.level, rings), "%.0fs" % (time.time() - t))


if __name__ == "__main__":
    main()
