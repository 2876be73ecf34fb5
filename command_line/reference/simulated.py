"""The reference of the look-alikes of the synthetic city, from their modules."""

from command_line.reference.generated import table
from workspace.folders import modules_of


def lookalikes() -> str:
    """A row for each look-alike: its file, its kind in truth.json, what it is, how often."""
    rows = [
        (
            f"`{module.__name__.rpartition('.')[2]}`",
            f"`{module.KIND}`",
            module.TITLE,
            f"{module.PER_100_000:g}",
        )
        for module in modules_of("simulation.lookalikes")
    ]
    return table(("file", "kind in the truth", "what it is", "per 100,000 people"), rows)
