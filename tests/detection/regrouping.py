"""Groups that a circle each was found of, judged, for the tests of joining."""

import pandas as pd
from drafts import FIRST_DAY, line, make_draft, strangers

from detection.drafting import drafts
from detection.rings import judge
from detection.signal import Findings
from detection.signals import shared_route
from detection.suspicion import Candidate
from workspace.settings import Settings

SETTINGS = Settings()
DRUGS = pd.DataFrame(
    {"drug_id": [f"D{number}" for number in range(8)], "generic_name": [f"drug {number}" for number in range(8)]}
)


class City:
    """People each of whom buys at some places; `likelihood` is what speaks against each."""

    def __init__(self, goods_of, likelihood=60.0):
        self.lines = [
            line(10 * person + n, person, day=FIRST_DAY + 7 * n, place=place, drug=drug)
            for person, goods in enumerate(goods_of)
            for n, (place, drug) in enumerate(goods)
        ]
        people = strangers(len(goods_of))
        self.facts = make_draft(people, self.lines, {}, drugs=DRUGS).facts
        units = pd.DataFrame({"finding": range(len(people)), "person": range(len(people)), "circle": 0})
        units = units.assign(likelihood=likelihood, p_value=1e-9, times=4.0, expected=0.1)
        evidence = pd.DataFrame(self.lines)[["line", "person"]].assign(finding=lambda row: row["person"])
        self.findings = [Findings(shared_route.signal, units, evidence, 100)]

    def judged(self, *groups):
        cores = [Candidate(tuple(group), (), tuple(2 for _ in group)) for group in groups]
        return [judge(draft, SETTINGS) for draft in drafts(cores, self.findings, self.facts)]

    def regrouped(self, way, *groups, findings=None):
        given = self.findings if findings is None else findings
        found = way(self.judged(*groups), given, self.facts, SETTINGS)
        return sorted(one.draft.candidate.people for one in found)


NORTH = [(2, 0), (3, 1), (4, 0)]
SOUTH = [(5, 2), (6, 3), (7, 2)]
