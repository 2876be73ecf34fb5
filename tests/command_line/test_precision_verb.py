"""The verb "precision"."""

import json


def test_verdicts_tell_how_often_a_signal_was_right(ringtrace, searched):
    assert "0 verdicts" in ringtrace("precision", "-w", searched).stdout
    for ring, verdict in (("R-AAAA01", "confirmed"), ("R-AAAB02", "innocent")):
        for status in ("reviewing", verdict):
            ringtrace("decide", ring, "--status", status, "--reason", "seen", "-w", searched)
    told = json.loads(ringtrace("precision", "-w", searched, "--json").stdout)
    assert told["verdicts"] == 2
    [row] = [one for one in told["precision"] if one["kind"] == "signal"]
    assert (row["name"], row["right"], row["decided"], row["share"]) == ("co_swipe", 1, 2, 0.5)
    assert 0.09 < row["low"] < 0.1
    assert "co swipe" in ringtrace("precision", "-w", searched).stdout
