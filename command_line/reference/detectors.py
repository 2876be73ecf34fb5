"""The reference of signals and explanations, from their declarations."""

import importlib

from command_line.reference.generated import table
from detection.explanation import Explanation, all_explanations
from detection.signal import Signal, all_signals

_PATTERNS = {"card_lending": "card lending", "shop_collusion": "shop–patient collusion", "resale": "resale"}


def signals() -> str:
    """A section for each signal: what it sees, its null model, its sentence."""
    return "\n\n".join(_signal(signal) for signal in all_signals())


def explanations() -> str:
    """A table of the innocent explanations: what each is, how it is judged, which signals it can account for."""
    rows = [
        (f"`{one.name}`", one.title, _judged(one), ", ".join(f"`{name}`" for name in sorted(one.explains)))
        for one in all_explanations()
    ]
    return table(("explanation", "what it is", "how it is judged", "accounts for"), rows)


def _signal(signal: Signal) -> str:
    about = importlib.import_module(f"detection.signals.{signal.name}").__doc__ or ""
    facts = table(
        ("", ""),
        [
            ("pattern", _PATTERNS[signal.pattern]),
            ("kind of evidence", signal.family),
            ("tested", " × ".join(signal.unit)),
            ("chance is", signal.null_model),
            ("needs", ", ".join(sorted(signal.needs))),
            ("after", signal.source),
            ("says", f"“{signal.statement}”"),
            ("one person alone", "gives an alert" if signal.alerts else "gives nothing"),
        ],
    )
    return f"### `{signal.name}`\n\n{about.strip().splitlines()[0]}\n\n{facts}"


def _judged(explanation: Explanation) -> str:
    return (explanation.judge.__doc__ or "").strip().splitlines()[0]
