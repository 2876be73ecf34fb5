import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

MAIN = "from command_line.app import main; main()"


def test_a_port_that_is_taken_is_refused_in_a_line(ringtrace, searched):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        answer = ringtrace("app", "-w", searched, "--port", taken.getsockname()[1])
    assert answer.exit_code == 1
    assert "cannot be used" in answer.output


def test_settings_that_do_not_fit_are_refused_before_the_app_starts(ringtrace, tmp_path):
    (tmp_path / "ringtrace.toml").write_text("colour = 1\n", encoding="utf-8")
    answer = ringtrace("app", "-w", tmp_path)
    assert answer.exit_code == 1
    assert "colour" in answer.output


@pytest.mark.slow
def test_the_app_tells_its_address_answers_there_and_ends_when_told(searched):
    command = [sys.executable, "-c", MAIN, "app", "--port", "0", "--json", "-w", str(searched)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=os.environ)
    try:
        text = b""
        while not text.rstrip().endswith(b"}"):
            text += process.stdout.readline()
        address = json.loads(text)["address"]
        assert urllib.request.urlopen(f"{address}/_stcore/health", timeout=5).read() == b"ok"
        assert address.startswith("http://127.0.0.1:")
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 128 + signal.SIGTERM
    with pytest.raises(OSError):
        urllib.request.urlopen(f"{address}/_stcore/health", timeout=2)
