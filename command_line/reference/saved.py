"""The reference of the saved queries, from their headers."""

from command_line.reference.generated import table
from queries.library import built_in
from queries.saved_query import GROUPS, Parameter, SavedQuery


def saved_queries() -> str:
    """A table a group: each query with its question, its parameters and where it starts."""
    parts = []
    for group, title in GROUPS.items():
        rows = [_row(query) for query in built_in().values() if query.group == group]
        if rows:
            head = ("query", "question", "parameters", "a row is", "offered on")
            parts.append(f"## {title}\n\n{table(head, rows)}")
    return "\n\n".join(parts)


def _row(query: SavedQuery) -> tuple[str, str, str, str, str]:
    return (
        f"`{query.name}` {query.title_zh}",
        f"{query.question} {query.question_zh}",
        ", ".join(map(_parameter, query.parameters)),
        query.row,
        ", ".join(query.offered_on) or "the whole graph",
    )


def _parameter(parameter: Parameter) -> str:
    default = "" if parameter.default is None else f" = {parameter.default or '(empty)'}"
    return f"`{parameter.name}`{default}"
