"""List the rings of the run in force, highest score first."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from command_line.console import output, print_json
from command_line.options import Call, JsonOption, WorkspaceOption

PLACE = 70
EXAMPLES = (
    "ringtrace rings --level red --limit 50",
    "ringtrace rings --pattern resale --region 310104 --json",
)


class Pattern(StrEnum):
    """The three patterns."""

    CARD_LENDING = "card_lending"
    SHOP_COLLUSION = "shop_collusion"
    RESALE = "resale"


class Level(StrEnum):
    """How sure a ring is."""

    RED = "red"
    YELLOW = "yellow"
    WATCH = "watch"


def run(
    context: typer.Context,
    pattern: Annotated[Pattern | None, typer.Option(help="Only this pattern.")] = None,
    level: Annotated[Level | None, typer.Option(help="Only this level.")] = None,
    region: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="Only rings with people or places in this region; 3101 covers 310104."),
    ] = None,
    limit: Annotated[int, typer.Option(metavar="N", min=0, help="Rings to show; 0 shows all.")] = 20,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """List rings."""
    from command_line.show.rings import print_rings
    from detection.history import by_ring, lineage_in_force, mark, went
    from detection.lookup import chosen, run_in_force

    call = Call.of(context, workspace, as_json)
    document = run_in_force(call.workspace)
    rings = chosen(call.workspace, document, pattern=pattern, level=level, region=region)
    shown = rings[: limit or None]
    lineage = lineage_in_force(call.workspace)
    if call.as_json:
        print_json(_json(document, shown, len(rings), lineage))
    else:
        marks = {name: mark(row, lineage) for name, row in by_ring(lineage).items()}
        print_rings(output(), shown, len(rings), marks, went(lineage))


def _json(document: dict[str, Any], shown: list[dict[str, Any]], total: int, lineage: dict[str, Any]) -> dict[str, Any]:
    """The rings with, apart, the lineage of those shown and what became of the rings of the run before."""
    names = {ring["ring_id"] for ring in shown}
    return {
        "snapshot": document["snapshot"],
        "run": document["run"],
        "total": total,
        "rings": shown,
        "lineage": [row for row in lineage["rings"] if row["ring_id"] in names],
        "went": lineage.get("went", []),
    }
