"""The form of a saved query, made from its header: a field a parameter, checked where it is bound."""

import streamlit as st

from dashboards.inert import escaped
from queries.saved_query import Parameter, ParameterType, SavedQuery


def title(query: SavedQuery, language: str) -> str:
    """A query's title in the language."""
    return query.title_zh if language == "zh_CN" else query.title


def question(query: SavedQuery, language: str) -> str:
    """A query's question in the language."""
    return query.question_zh if language == "zh_CN" else query.question


def values(query: SavedQuery) -> dict[str, str]:
    """What was written into the fields; a field left empty takes the query's default."""
    columns = st.columns(min(max(len(query.parameters), 1), 3))
    written = {
        one.name: _field(one, query, columns[place % len(columns)]) for place, one in enumerate(query.parameters)
    }
    return {name: value for name, value in written.items() if value != ""}


def _field(parameter: Parameter, query: SavedQuery, column: "st.delta_generator.DeltaGenerator") -> str:
    begin = parameter.default if parameter.default is not None else ""
    label, key = escaped(parameter.name), f"q_{query.name}_{parameter.name}"
    if parameter.type == ParameterType.BOOLEAN:
        return (
            "true"
            if column.checkbox(label, value=begin == "true", help=escaped(parameter.meaning), key=key)
            else "false"
        )
    hint = query.example.get(parameter.name, str(parameter.type))
    return column.text_input(label, value=begin, help=escaped(parameter.meaning), placeholder=hint, key=key)
