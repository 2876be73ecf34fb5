"""The words of the interface, from the gettext catalogues beside: English is the key, `catalogues/*.po` the rest.

The catalogues are read as they are committed, so that nothing need be compiled.
"""

import gettext
from pathlib import Path

import streamlit as st

from workspace.catalogues import read_catalogue

CATALOGUES = Path(__file__).parent / "catalogues"
LANGUAGES = {"en": "English", "zh_CN": "简体中文"}
KEY = "language"
PARAMETER = "lang"


def catalogue(language: str) -> gettext.NullTranslations:
    """The translations into a language; English where there is no catalogue."""
    if language not in LANGUAGES:
        return gettext.NullTranslations()
    return read_catalogue(CATALOGUES / f"{language}.po", language)


def language() -> str:
    """The language of this session: chosen in the app, else asked for by `?lang=`, else English."""
    chosen = st.session_state.get(KEY) or st.query_params.get(PARAMETER, "")
    return _known(str(chosen))


def report_language() -> str:
    """The session's language as reports name it: `en` or `zh`."""
    return language()[:2]


def _known(asked: str) -> str:
    plain = asked.replace("-", "_").casefold()
    return next((code for code in LANGUAGES if plain and code.casefold().startswith(plain[:2])), "en")


def t(text: str, **values: object) -> str:
    """A text in the session's language, `{name}` filled in after it was looked up."""
    found = catalogue(language()).gettext(text)
    return found.format(**values) if values else found
