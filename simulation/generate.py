"""`ringtrace generate`: world, honest trade, look-alikes, crimes, stock, noise, files."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np

from simulation.cast import write_crimes, write_lookalikes
from simulation.clashes import mute_clashes
from simulation.codes import read_codes
from simulation.counters import fill_counters
from simulation.entities import write_entities
from simulation.files import TableFile
from simulation.hiding import LEVELS
from simulation.honest import write_honest_trade
from simulation.ledger import Ledger
from simulation.lenders import write_single_lenders
from simulation.moves import write_moves
from simulation.national_platform import export
from simulation.noise import add_reversals
from simulation.prices import price_everything
from simulation.randomness import Array, generator
from simulation.scene import Ring
from simulation.stock import fill_shelves
from simulation.truth import write_truth
from simulation.world import make_city
from simulation.writer import give_ids, write_trade
from workspace.errors import RingtraceError

FORMATS = ("canonical", "national-platform")
FILE_TYPES = ("csv", "parquet")
TRUTH_FILE = "truth.json"
Progress = Callable[[str, float], None]


def generate_city(
    out: Path,
    *,
    persons: int,
    months: int,
    seed: int,
    level: str,
    format: str = "canonical",
    file_type: str = "csv",
    progress: Progress | None = None,
) -> Path:
    """Write a city's tables and `truth.json` into the folder `out` and return it.

    The same arguments give the same bytes. An earlier city in `out` is replaced once the new one is whole.

    Raises:
        RingtraceError: an argument is out of range, or `out` holds something that is not an earlier city.
    """
    _check(persons, months, level, format, file_type)
    refuse_foreign(out)
    making = out.parent / f".making-{out.name}"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    _write_city(making, persons, months, seed, level, file_type, progress or (lambda step, share: None))
    if format == "national-platform":
        making = _as_national_platform(making)
    earlier = out.parent / f".earlier-{out.name}"
    shutil.rmtree(earlier, ignore_errors=True)
    if out.exists():
        out.rename(earlier)
    making.rename(out)
    shutil.rmtree(earlier, ignore_errors=True)
    return out


def refuse_foreign(out: Path) -> None:
    """Refuse a folder that holds anything but an earlier city.

    Raises:
        RingtraceError: it does.
    """
    if out.is_file():
        raise RingtraceError(f"{out} is a file: name a folder for the city.")
    if out.is_dir() and any(out.iterdir()) and not (out / TRUTH_FILE).is_file():
        raise RingtraceError(f"{out} is not empty and holds no earlier city: name an empty or a new folder.")


def _check(persons: int, months: int, level: str, format: str, file_type: str) -> None:
    if not 500 <= persons <= 5_000_000:
        raise RingtraceError(f"A city has 500 to 5,000,000 people, not {persons}.")
    if not 1 <= months <= 36:
        raise RingtraceError(f"A city is watched for 1 to 36 months, not {months}.")
    for value, choices, what in (
        (level, LEVELS, "level"),
        (format, FORMATS, "format"),
        (file_type, FILE_TYPES, "file type"),
    ):
        if value not in choices:
            raise RingtraceError(f"There is no {what} {value!r}: choose one of {', '.join(choices)}.")


def _write_city(
    folder: Path, persons: int, months: int, seed: int, level: str, file_type: str, progress: Progress
) -> None:
    progress("people and places", 0.0)
    city = make_city(persons, months, seed)
    ledger = Ledger()
    progress("honest trade", 0.03)
    write_honest_trade(city, ledger)
    progress("look-alikes", 0.15)
    groups = write_lookalikes(city, ledger)
    mute_clashes(city, ledger)
    progress("rings", 0.2)
    rings = write_crimes(city, ledger, level)
    lenders = write_single_lenders(city, ledger, level)
    ledger.settle_muted()
    progress("reversals", 0.25)
    fill_counters(city, ledger, generator(seed, "counters"))
    _extend(rings, *add_reversals(city, ledger))
    progress("stock and codes", 0.3)
    shelves = fill_shelves(city, ledger)
    scans = read_codes(city, ledger, shelves)
    write_moves(city, ledger, shelves)
    del shelves
    progress("prices", 0.45)
    bills = price_everything(city, ledger)
    keys = give_ids(city, ledger)
    progress("files", 0.55)
    file = TableFile(folder, file_type, city.days)
    write_entities(file, city, keys)
    write_trade(file, city, ledger, bills, keys, scans)
    write_truth(folder / TRUTH_FILE, city, ledger, bills, keys, level, rings, groups, lenders)
    progress("done", 1.0)


def _extend(rings: list[Ring], sources: Array, copies: Array) -> None:
    """A false bill that was billed again is false again."""
    for ring in rings:
        found = np.isin(sources, ring.false_lines)
        ring.false_lines = np.concatenate([ring.false_lines, copies[found]])


def _as_national_platform(folder: Path) -> Path:
    """The city's files under the national platform's names, in a folder beside; the first is removed."""
    written = folder.with_name(f"{folder.name}-as-platform")
    shutil.rmtree(written, ignore_errors=True)
    export(folder, written)
    shutil.rmtree(folder)
    return written
