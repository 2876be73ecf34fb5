"""A page that stands by itself: the graph by pyvis, laid out, asking nothing of any network, running nothing of a file.

The page's policy allows the scripts and styles that stand in it by their hashes and nothing else.
"""

import base64
import hashlib
import html
import re

from pyvis.network import Network

from evidence.look import colour, shape
from evidence.subgraph import GraphEdge, GraphNode, Subgraph, drawn_of
from evidence.texts import kind, role, tie, translator
from workspace.inert import plain

SUFFIX = ".html"
_SPREAD = 900.0  # vis-network draws in pixels, from -900 to 900
_LONG = 22
_OPTIONS = """{"physics": {"enabled": false}, "layout": {"improvedLayout": false},
 "interaction": {"hover": true, "tooltipDelay": 120, "navigationButtons": false},
 "edges": {"smooth": {"enabled": true, "type": "continuous"},
  "font": {"size": 9, "color": "#6b7280", "strokeWidth": 3}},
 "nodes": {"font": {"size": 14, "multi": false}}}"""
# pyvis links Bootstrap from another server; the page does without.
_OUTSIDE = re.compile(r"<(?:link|script)\b[^>]*\b(?:href|src)\s*=[^>]*>(?:\s*</script>)?", re.IGNORECASE | re.DOTALL)
_HEADINGS = re.compile(r"<center>\s*<h1>.*?</h1>\s*</center>", re.DOTALL)
_STYLE = """body { margin: 0; font-family: system-ui, sans-serif; color: #1f2937; }
header { padding: .75rem 1rem; border-bottom: 1px solid #d1d5db; } h1 { font-size: 1.05rem; margin: 0 0 .35rem; }
header p { margin: .2rem 0; font-size: .85rem; } .kind { white-space: nowrap; margin-right: 1rem; }
.card { border: 0; } #mynetwork { float: none; border: 0; }
div.vis-tooltip { white-space: pre-line; max-width: 26rem; }"""


def render(graph: Subgraph) -> bytes:
    """The graph as one page of HTML; of very many ties the strongest."""
    whole, graph = graph, drawn_of(graph)
    drawn = Network(height="calc(100vh - 96px)", width="100%", directed=True, cdn_resources="in_line")
    for node in graph.nodes:
        _add_node(drawn, node, graph.language)
    for edge in graph.edges:
        _add_edge(drawn, edge, graph.language)
    drawn.set_options(_OPTIONS)
    page = _HEADINGS.sub("", _OUTSIDE.sub("", drawn.generate_html()))
    return _with_policy(_with_head(page, graph, len(whole.edges))).encode("utf-8", "backslashreplace")


def _add_node(drawn: Network, node: GraphNode, language: str) -> None:
    named = plain(node.name) or plain(node.key)
    drawn.add_node(
        node.id.encode("utf-8", "backslashreplace").decode(),
        label=named if len(named) <= _LONG else f"{named[: _LONG - 1]}…",
        title=_hover(f"{kind(node.kind, language)} {named}\n{plain(node.key)}\n{role(node.role, language)}"),
        shape=shape(node.kind),
        color=colour(node.kind),
        size=10 + 14 * node.weight,
        x=round(node.x * _SPREAD, 1),
        y=round(node.y * _SPREAD, 1),
        physics=False,
        font={"color": "#ffffff" if shape(node.kind) == "box" else "#1f2937"},
    )


def _add_edge(drawn: Network, edge: GraphEdge, language: str) -> None:
    t = translator(language)
    parts = [tie(edge.kind, language), t("times: {times}").format(times=edge.times)]
    parts += [f"¥ {edge.amount:,.2f}"] if edge.amount is not None else []
    parts += [f"{edge.first} – {edge.last}"] if edge.first and edge.last else []
    parts += [plain(edge.statement)] if edge.statement else []
    drawn.add_edge(
        edge.source.encode("utf-8", "backslashreplace").decode(),
        edge.target.encode("utf-8", "backslashreplace").decode(),
        title=_hover("\n".join(parts)),
        width=min(1 + edge.times / 8, 6),
        color="#d1495b" if edge.statement else "#9ca3af",
    )


def _hover(text: str) -> str:
    """Text for a hover; pyvis takes one that has `href` in it for HTML, so that word is parted by a joiner."""
    return re.sub("href", "hre\u2060f", text)


def _with_head(page: str, graph: Subgraph, ties: int) -> str:
    """The page with its language, title, legend and look."""
    t = translator(graph.language)
    title = html.escape(plain(graph.title))
    kinds = list(dict.fromkeys(node.kind for node in graph.nodes))
    marks = "".join(
        f'<span class="kind"><svg width="10" height="10"><rect width="10" height="10" fill="{colour(one)}"/></svg> '
        f"{html.escape(kind(one, graph.language))}</span>"
        for one in kinds
    )
    hint = html.escape(t("A score is a lead for people to examine, no decision. Point at a node or a tie to read it."))
    if ties > len(graph.edges):
        shown = t("The strongest {shown} of {all} ties are drawn; the tables have them all.")
        hint = f"{hint} {html.escape(shown.format(shown=f'{len(graph.edges):,}', all=f'{ties:,}'))}"
    page = page.replace("<html>", f'<!DOCTYPE html>\n<html lang="{graph.language}">', 1)
    page = page.replace("</head>", f"<title>{title}</title><style>{_STYLE}</style></head>", 1)
    return page.replace("<body>", f"<body><header><h1>{title}</h1><p>{marks}</p><p>{hint}</p></header>", 1)


def _with_policy(page: str) -> str:
    """The page with a content security policy that names its own scripts and styles by hash."""
    page = re.sub(r'\sstyle="[^"]*"(?=[^<>]*>\s*<div id="mynetwork")', "", page)
    hashes = {
        tag: " ".join(dict.fromkeys(f"'sha256-{_hash(text)}'" for text in _inline(page, tag)))
        for tag in ("script", "style")
    }
    policy = (
        f"default-src 'none'; script-src {hashes['script']}; style-src {hashes['style']}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return page.replace("<head>", f'<head><meta http-equiv="Content-Security-Policy" content="{policy}">', 1)


def _inline(page: str, tag: str) -> list[str]:
    return re.findall(rf"<{tag}\b[^>]*>(.*?)</{tag}\s*>", page, re.IGNORECASE | re.DOTALL)


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode()
