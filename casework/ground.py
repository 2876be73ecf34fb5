"""What a verdict on a ring rests on, and what has changed of it since.

A verdict carries over to a later run where these are the same: the people, the signals, the verdicts on the innocent
explanations, the pattern, and a loss that has not doubled. More lines of the same signals about the same people are
more of the same, and ask nobody again.
"""

import json
from collections.abc import Mapping
from typing import Any

from detection.identity import people_of

DOUBLED = 2.0  # times the loss at the verdict from which it is asked again
_NAMED = 8  # ids that a sentence names


def ground_of(ring: Mapping[str, Any]) -> str:
    """What a verdict on a ring of `rings.json` rests on, as JSON; the same ground is the same text."""
    ground = {
        "people": sorted(people_of(ring)),
        "signals": sorted({one["signal"] for one in ring["signals"]}),
        "explanations": {one["explanation"]: one["verdict"] for one in ring.get("innocent_explanations", ())},
        "pattern": ring["pattern"],
        "loss": ring["loss_amount"],
    }
    return json.dumps(ground, ensure_ascii=False, sort_keys=True)


def changes(judged: str, now: str) -> tuple[str, ...]:
    """What has changed since a ground was judged, a phrase each; nothing where either is unknown."""
    if not judged or not now or judged == now:
        return ()
    before, after = json.loads(judged), json.loads(now)
    told = [
        _names("joined", set(after["people"]) - set(before["people"])),
        _names("left", set(before["people"]) - set(after["people"])),
        _names("new signal", set(after["signals"]) - set(before["signals"])),
        _names("signal no more", set(before["signals"]) - set(after["signals"])),
        *_explanations(before["explanations"], after["explanations"]),
    ]
    if before["pattern"] != after["pattern"]:
        told.append(f"pattern {before['pattern']} → {after['pattern']}")
    if after["loss"] >= DOUBLED * before["loss"] and after["loss"] > before["loss"]:
        told.append(f"loss ¥ {before['loss']:,.2f} → ¥ {after['loss']:,.2f}")
    return tuple(one for one in told if one)


def _names(what: str, names: set[str]) -> str:
    if not names:
        return ""
    shown = ", ".join(sorted(names)[:_NAMED])
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{what}: {shown}{more}"


def _explanations(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Explanations judged otherwise; one that was not heard before, or is not any more, counts as ruled out."""
    pairs = {
        name: (before.get(name, "ruled_out"), after.get(name, "ruled_out")) for name in sorted(before.keys() | after)
    }
    return [f"{name}: {old} → {new}".replace("_", " ") for name, (old, new) in pairs.items() if old != new]
