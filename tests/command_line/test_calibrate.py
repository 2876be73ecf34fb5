"""The verb "calibrate"."""

import json


def test_too_few_verdicts_are_told_and_no_version_is_made(ringtrace, searched):
    refused = ringtrace("calibrate", "-w", searched)
    assert refused.exit_code != 0
    assert "needs 30" in " ".join(refused.output.split())
    assert json.loads(ringtrace("calibrate", "--list", "-w", searched, "--json").stdout)["calibrations"] == []
    assert "No calibration" in ringtrace("calibrate", "--list", "-w", searched).stdout
