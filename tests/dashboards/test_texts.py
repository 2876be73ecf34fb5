from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from dashboards.texts import CATALOGUES, LANGUAGES

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def used():
    found = extract_from_dir(ROOT / "dashboards", [("**.py", "python")], keywords={"t": None})
    return {message for _, _, message, _, _ in found}


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_every_text_is_in_every_catalogue_and_no_other(language, used):
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        catalogue = {one.id: one.string for one in read_po(file) if one.id}
    assert set(catalogue) == used
    assert not [text for text, translated in catalogue.items() if not translated]


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_a_translation_fills_in_the_same_values(language):
    from string import Formatter

    with (CATALOGUES / f"{language}.po").open("rb") as file:
        pairs = [(one.id, one.string) for one in read_po(file) if one.id]
    names = lambda text: {name for _, name, _, _ in Formatter().parse(text) if name}  # noqa: E731
    assert [text for text, translated in pairs if names(text) != names(translated)] == []
