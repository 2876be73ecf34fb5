"""Known weaknesses of the locked packages, by pip-audit: one that is found fails, a service out of reach is told.

`make audit` asks OSV, else PyPI. Both are on the network: where neither answers for a package that is known to have
weaknesses, nothing can be said, and that is what the one line says. OSV_URL names a mirror of OSV's query address.
"""

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
OSV = os.environ.get("OSV_URL", "https://api.osv.dev/v1/query")
KNOWN = ("jinja2", "2.4.1")  # has weaknesses that everybody knows: who tells of none knows nothing
PYPI = f"https://pypi.org/pypi/{KNOWN[0]}/{KNOWN[1]}/json"
_SECONDS = 10


def answers(service: str) -> bool:
    """Whether a service answers with weaknesses of a package that has them."""
    body = json.dumps({"package": {"name": KNOWN[0], "ecosystem": "PyPI"}, "version": KNOWN[1]}).encode()
    asked = OSV if service == "osv" else PYPI
    try:
        with urllib.request.urlopen(asked, body if service == "osv" else None, timeout=_SECONDS) as answer:  # noqa: S310 - addresses of ours
            told = json.load(answer)
    except (OSError, ValueError):
        return False
    return isinstance(told, dict) and bool(told.get("vulns") or told.get("vulnerabilities"))


def audited(service: str) -> list[dict[str, Any]]:
    """What pip-audit says of each locked package.

    Raises:
        RuntimeError: it ended without an answer.
    """
    locks = [word for lock in LOCKS for word in ("-r", str(ROOT / lock))]
    command = [
        sys.executable, "-m", "pip_audit", "--vulnerability-service", service,
        *(("--osv-url", OSV) if service == "osv" else ()),
        "--disable-pip", "--require-hashes", *locks, "--format", "json", "--progress-spinner", "off",
        "--timeout", str(_SECONDS),
    ]  # fmt: skip
    ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - words of ours
    try:
        found: list[dict[str, Any]] = json.loads(ran.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError) as error:
        said = (ran.stderr.strip().splitlines() or ["nothing"])[-1]
        raise RuntimeError(f"pip-audit ended with {ran.returncode} and said: {said}") from error
    return found


def main() -> int:
    """1 where a weakness is known; 0 where none is, or nobody could be asked, which is told."""
    service = next((one for one in ("osv", "pypi") if answers(one)), None)
    if service is None:
        print("audit: no service that knows weaknesses is in reach (OSV, PyPI); nothing was looked up")
        return 0
    found = audited(service)
    unknown = [one["name"] for one in found if "skip_reason" in one]
    weak = [one for one in found if one.get("vulns")]
    for one in weak:
        for known in one["vulns"]:
            mended = ", ".join(known["fix_versions"]) or "no version yet"
            print(f"{one['name']} {one['version']}: {known['id']}, mended in {mended}")
    if unknown:
        print(f"audit: not looked up: {', '.join(unknown)}")
    print(f"audit: {len(found) - len(unknown)} packages looked up at {service}, {len(weak)} with known weaknesses")
    return 1 if weak else 0


if __name__ == "__main__":
    sys.exit(main())
