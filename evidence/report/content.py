"""What the report of a ring says, in the order in which a reader asks."""

from dataclasses import dataclass
from functools import cached_property

from evidence.formats import svg
from evidence.report import findings, method
from evidence.report.blocks import Block, Bullets, Picture, Report, Section, Table, Text
from evidence.report.wording import Wording
from evidence.source import Row, Source
from evidence.subgraph import Subgraph, drawn_of
from workspace.inert import plain


@dataclass(frozen=True)
class Facts:
    """What a report is written from. `hashes` are sha256 of the bundle's other files, by name."""

    source: Source
    run: Row
    nodes: list[Row]
    graph: Subgraph
    hashes: dict[str, str]

    @cached_property
    def picture(self) -> bytes:
        """The graph as SVG, drawn once for all formats."""
        return svg.render(self.graph)


def report(facts: Facts, *, lines: int) -> Report:
    """The report, with at most so many `lines` in its loss table."""
    source = facts.source
    ring, language = source.ring, source.options.language
    say = Wording(language)
    sections = (
        Section(say("Summary"), _summary(facts, say)),
        Section(say("Members and roles"), _members(facts, say)),
        Section(
            say("The graph"),
            _picture(facts, say),
        ),
        Section(say("Timeline"), _timeline(source, say)),
        Section(say("Findings"), findings.signals(ring, say)),
        Section(say("Innocent explanations"), findings.explanations(ring, say)),
        Section(say("Loss by line"), _losses(source, say, lines)),
        Section(say("Law"), (Bullets(tuple(say.sentence(text) for text in ring["legal_basis"])),)),
        Section(say("Method and limits"), method.method(facts.run, say)),
        Section(say("Glossary"), method.glossary(say)),
        Section(say("Hashes"), method.hashes(source, facts.run, facts.hashes, say)),
    )
    title = say("Ring {ring}", ring=ring["ring_id"])
    return Report(title, say.headline(ring), language, facts.run["generated_at"], sections)


def _picture(facts: Facts, say: Wording) -> tuple[Block, ...]:
    ties, drawn = len(facts.graph.edges), len(drawn_of(facts.graph).edges)
    picture = Picture(facts.picture, say("Members and what ties them; red: seen together by a signal."))
    if drawn == ties:
        return (picture,)
    told = say(
        "The strongest {shown} of {all} ties are drawn; the tables have them all.",
        shown=f"{drawn:,}",
        all=f"{ties:,}",
    )
    return (picture, Text(told))


def _summary(facts: Facts, say: Wording) -> tuple[Block, ...]:
    source = facts.source
    ring, options = source.ring, source.options
    [count] = source.rows(
        "SELECT count(*) AS lines, count(DISTINCT settlement_id) AS settlements FROM ring_lines WHERE signals <> ''"
    )
    shown = say("in clear") if options.full else say("masked")
    rows = (
        (say("Pattern"), say.pattern(ring["pattern"])),
        (say("Level"), f"{say.level(ring['level'])} ({ring['score']:.2f})"),
        (say("People"), str(len(source.members("person")))),
        (say("Places"), str(len(source.members("institution")))),
        (say("Loss"), say.yuan(ring["loss_amount"])),
        (say("First and last seen"), f"{ring['first_seen'][:10]} – {ring['last_seen'][:10]}"),
        (say("Lines behind the findings"), f"{count['lines']:,} ({count['settlements']:,} {say('settlements')})"),
        (say("Names"), shown),
        (say("Made by"), plain(options.by)),
        (say("Purpose"), plain(options.why) or "–"),
    )
    return (
        Text(say.headline(ring)),
        Text(say("This is a lead for people to examine. It is no decision and no proof of guilt.")),
        Table((say("What"), say("Value")), rows, (30, 70)),
    )


def _members(facts: Facts, say: Wording) -> tuple[Block, ...]:
    order = {"person": 0, "institution": 1, "doctor": 2, "card": 3, "drug": 4, "batch": 5}
    ranked = sorted(facts.nodes, key=lambda one: (order.get(one["kind"], 9), -one["weight"], one["id"]))
    rows = tuple(
        (say.kind(one["kind"]), plain(one["name"]), plain(one["id"]), say.role(one["role"]), float(one["weight"]))
        for one in ranked
    )
    header = (say("Kind"), say("Name"), say("Id"), say("Role"), say("Part"))
    return (
        Table(header, rows, (16, 30, 26, 18, 10)),
        Text(say("Part: the share of a member's lines on which the findings rest, 0 to 1.")),
    )


def _timeline(source: Source, say: Wording) -> tuple[Block, ...]:
    months = source.rows(
        """
        SELECT strftime(settled_at, '%Y-%m') AS month, count(DISTINCT settlement_id) AS settlements,
               count(DISTINCT person_id) AS people, count(*) AS lines, sum(insured) AS amount
        FROM ring_lines JOIN ring_settlements USING (settlement_id) WHERE counted GROUP BY 1 ORDER BY 1
        """
    )
    rows = tuple(
        (one["month"], one["settlements"], one["people"], one["lines"], float(one["amount"] or 0)) for one in months
    )
    header = (say("Month"), say("Settlements"), say("People"), say("Lines"), say("Yuan"))
    return (Table(header, rows, (24, 19, 19, 19, 19)), Text(say("Of the lines that count for the loss.")))


def _losses(source: Source, say: Wording, most: int) -> tuple[Block, ...]:
    found = source.rows(
        f"""
        SELECT s.settled_at, s.person_id, coalesce(i.name, s.institution_id) AS place,
               coalesce(d.generic_name, l.drug_id) AS drug, l.quantity, l.insured, l.signals,
               l.source_file AS file, l.source_row AS row
        FROM ring_lines l JOIN ring_settlements s USING (settlement_id)
        LEFT JOIN institutions i USING (institution_id) LEFT JOIN drugs d USING (drug_id)
        WHERE l.counted ORDER BY s.settled_at, l.line_id LIMIT {most:d}
        """
    )
    [whole] = source.rows(
        "SELECT count(*) FILTER (counted) AS lines, sum(insured) FILTER (counted) AS amount, "
        "count(*) FILTER (NOT counted AND signals <> '') AS of_stock FROM ring_lines"
    )
    rows = tuple(
        (
            f"{one['settled_at']:%Y-%m-%d %H:%M}",
            plain(one["person_id"]),
            plain(one["place"]),
            plain(one["drug"]),
            _packs(float(one["quantity"])),
            float(one["insured"]),
            ", ".join(say.signal(name) for name in one["signals"].split()),
            f"{plain(one['file'])}:{one['row']}",
        )
        for one in found
    )
    header = tuple(
        say(word)
        for word in (
            "Settled at",
            "Insured person",
            "Place",
            "Drug",
            "Packs",
            "Insured yuan",
            "Signals",
            "File and row",
        )
    )
    blocks: list[Block] = [Text(_total(source.ring, whole, say))]
    if whole["of_stock"]:
        blocks.append(
            Text(say("{lines} more lines are about stock alone and do not count.", lines=f"{whole['of_stock']:,}"))
        )
    blocks.append(Table(header, rows, (13, 13, 15, 14, 7, 9, 15, 14)))
    if whole["lines"] > len(rows):
        blocks.append(
            Text(
                say("The first {shown} are shown; tables/lines.csv in the bundle has them all.", shown=f"{len(rows):,}")
            )
        )
    return tuple(blocks)


def _packs(quantity: float) -> int | float:
    """Whole packs as such; parts of packs with their fraction."""
    return int(quantity) if quantity.is_integer() else quantity


def _total(ring: Row, whole: Row, say: Wording) -> str:
    """What the listed lines add up to, and between what the loss lies."""
    amount = float(whole["amount"] or 0)
    told = say(
        "{lines} lines, {yuan} in all; a line counts once however many findings rest on it.",
        lines=f"{whole['lines']:,}",
        yuan=say.yuan(amount),
    )
    if "loss" in ring:
        between = say(
            "Which of a ring's lines are false is uncertain: between {low} and {high}.",
            low=say.yuan(ring["loss"]["low"]),
            high=say.yuan(ring["loss"]["high"]),
        )
        return f"{told} {between}"
    rest = say(
        "The run, of an earlier version, tells the ring's loss as {loss}: the whole amounts of the lines of findings.",
        loss=say.yuan(ring["loss_amount"]),
    )
    return f"{told} {rest}"
