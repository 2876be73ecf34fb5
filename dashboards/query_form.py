"""The form of a saved query, made from its header: a field a parameter, checked where it is bound."""

import streamlit as st

from dashboards.asking.suggestions import suggested
from dashboards.inert import escaped, plain
from dashboards.standing import Standing
from queries.saved_query import Parameter, ParameterType, SavedQuery


def title(query: SavedQuery, language: str) -> str:
    """A query's title in the language."""
    return query.title_zh if language == "zh_CN" else query.title


def question(query: SavedQuery, language: str) -> str:
    """A query's question in the language."""
    return query.question_zh if language == "zh_CN" else query.question


def values(standing: Standing, query: SavedQuery, begin: dict[str, str]) -> dict[str, str]:
    """What was written into the fields, which begin with `begin`; one left empty takes the query's default."""
    columns = st.columns(min(max(len(query.parameters), 1), 3))
    written = {}
    for place, one in enumerate(query.parameters):
        with columns[place % len(columns)]:
            written[one.name] = _field(standing, one, query, begin.get(one.name))
    return {name: value for name, value in written.items() if value != ""}


def _field(standing: Standing, parameter: Parameter, query: SavedQuery, given: str | None) -> str:
    begin = given if given is not None else parameter.default if parameter.default is not None else ""
    label, help_text = escaped(parameter.name), escaped(parameter.meaning)
    key = f"q_{query.name}_{parameter.name}_{given}"
    if parameter.type == ParameterType.BOOLEAN:
        return "true" if st.checkbox(label, value=begin == "true", help=help_text, key=key) else "false"
    hint = query.example.get(parameter.name, str(parameter.type))
    known = suggested(standing, parameter)
    if not known:
        return st.text_input(label, value=begin, help=help_text, placeholder=hint, key=key)
    options = list(known) if begin in ("", *known) else [begin, *known]
    picked = st.selectbox(
        label,
        options,
        index=options.index(begin) if begin else None,
        format_func=plain,
        accept_new_options=True,
        help=help_text,
        placeholder=hint,
        key=key,
    )
    return picked or ""
