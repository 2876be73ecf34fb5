"""How the findings came about, what they cannot say, what the words mean, and what proves the files."""

from importlib.metadata import version

from evidence.report.blocks import Block, Bullets, Table, Text
from evidence.report.wording import Wording
from evidence.source import Row, Source
from workspace.inert import plain


def method(run: Row, say: Wording) -> tuple[Block, ...]:
    """The way from records to findings, its limits, the settings, and what was not searched."""
    steps = (
        say(
            "Signals: each compares what was recorded with what chance would give under a stated null model; many "
            "tests are corrected together (false discovery rate)."
        ),
        say("Groups: people, cards and places that validated findings tie together, by Leiden communities."),
        say("Innocent explanations: each is tried on the same records; a likely one keeps a ring from red and yellow."),
        say("Score: the families of signals add up, bounded, so that none of them alone makes a ring red."),
    )
    limits = (
        say("The records may be wrong or incomplete; rows that could not be read were left out and are listed."),
        say("Findings tell who is tied to what, not who knew or meant what."),
        say(
            "The loss is what insurance paid of the lines behind the findings about people, and of lines of the same "
            "payment or of the same drug at the same place: an estimate to be examined line by line."
        ),
        say("The law that is named is a pointer for the office in charge, no legal opinion."),
    )
    settings = tuple((plain(name), plain(value)) for name, value in run["settings"].items())
    blocks: list[Block] = [Bullets(steps), Text(say("Limits")), Bullets(limits)]
    if settings:
        blocks += [Text(say("Settings of the run")), Table((say("Setting"), say("Value")), settings, (50, 50))]
    if run["skipped"]:
        skipped = tuple(f"{say.signal(one['detector'])}: {plain(one['because'])}" for one in run["skipped"])
        blocks += [Text(say("Not searched for")), Bullets(skipped)]
    return tuple(blocks)


def glossary(say: Wording) -> tuple[Block, ...]:
    """The report's terms."""
    terms = (
        ("Ring", "A group of people, cards and places that several independent signs tie together."),
        ("Signal", "A statement about records that chance hardly explains, with the lines on which it rests."),
        ("Null model", "What would be expected if nothing but ordinary trade went on."),
        ("p-value", "How often the null model would give as much as was seen, or more."),
        ("False discovery rate", "The share of false findings that is accepted among the validated ones."),
        ("Innocent explanation", "An ordinary course of things that can look like a ring."),
        ("Level", "Red, yellow or watch, by score; a lead's urgency, no verdict."),
        ("Settlement", "One payment with an insurance card at an institution; its lines are the drugs."),
        ("Trace code", "The code on a box, read when it is sold."),
        ("Snapshot", "The records as they were loaded, unchangeable; its id is a digest of the source files."),
        ("Run", "One search of a snapshot; the same snapshot and settings give the same findings."),
        ("Masked", "Names and contacts are cut down to what tells people apart in a list."),
    )
    rows = tuple((say(term), say(meaning)) for term, meaning in terms)
    return (Table((say("Term"), say("Meaning")), rows, (26, 74)),)


def hashes(source: Source, run: Row, files: dict[str, str], say: Wording) -> tuple[Block, ...]:
    """Snapshot, run and software; sha256 of the source files and of the bundle's other files."""
    about = (
        (say("Snapshot"), plain(run["snapshot"])),
        (say("Run"), plain(run["run"])),
        (say("Run made at"), plain(run["generated_at"])),
        ("Ringtrace", version("ringtrace")),
    )
    sources = tuple((plain(one["file"]), plain(one["sha256"])) for one in source.snapshot.manifest.get("sources", []))
    header = (say("File"), "sha256")
    return (
        Table((say("What"), say("Value")), about, (30, 70)),
        Text(say("Source files")),
        Table(header, sources, (30, 70)),
        Text(say("Files of the bundle; `ringtrace verify` compares them all with the manifest.")),
        Table(header, tuple(sorted(files.items())), (30, 70)),
    )
