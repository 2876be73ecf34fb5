from datetime import UTC, date, datetime

from casework.grades.appeals import Appeal
from casework.grades.grading import Ground
from casework.grades.rules import read_rules
from dashboards.grades import _ground
from tests.dashboards.conftest import HARM
from workspace.settings import Settings
from workspace.snapshots import Workspace


def test_a_ground_tells_case_rule_points_verdict_and_appeal_with_hostile_words_inert(tmp_path):
    rule = read_rules(Workspace(tmp_path, Settings())).rule[0]
    at = datetime(2026, 5, 1, tzinfo=UTC)
    appeal = Appeal("person", "P1", "C-1", at, "P1", HARM, "", None, "", "")
    ground = Ground("C-1", "R-1", rule, "seller", date(2026, 4, 1), date(2029, 4, 1), "seen", "Li", "suspended", appeal)
    told = _ground(ground)
    assert "-60" in told
    assert "suspended by an appeal" in told
    assert "Confirmed by Li" in told
    assert "Appeal by P1" in told
    assert HARM not in told
