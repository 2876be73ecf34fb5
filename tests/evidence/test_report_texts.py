import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from detection.explanation import all_explanations
from detection.law import _law
from detection.signal import all_signals
from evidence import texts
from evidence.texts import CATALOGUES, sentence, template_pattern

ROOT = Path(__file__).parents[2]
WORDS = (texts.KINDS, texts.ROLES, texts.TIES, texts.PATTERNS, texts.LEVELS, texts.VERDICTS)
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def catalogue():
    with (CATALOGUES / "zh.po").open("rb") as file:
        return {one.id: one.string for one in read_po(file) if one.id}


def names(text):
    return set(re.findall(r"\{(\w+)", text))


def test_every_text_of_the_report_is_in_the_catalogue(catalogue):
    words = {"t": None, "say": None, "self": None}
    used = {
        message
        for layer in ("evidence", "reports")
        for _, _, message, _, _ in extract_from_dir(ROOT / layer, [("**.py", "python")], keywords=words)
        if isinstance(message, str)
    }
    assert len(used) > 60
    assert used - set(catalogue) == set()


def test_every_word_signal_explanation_and_law_is_in_the_catalogue(catalogue):
    needed = {word for words in WORDS for word in words.values()}
    needed |= {one.name.replace("_", " ") for one in [*all_signals(), *all_explanations()]}
    needed |= {one.title for one in all_signals()}
    needed |= {text for roles in _law().values() for texts_ in roles.values() for text in texts_}
    assert needed - set(catalogue) == set()


def test_every_statement_of_a_signal_has_its_template(catalogue):
    assert {re.sub(r":[^{}]*\}", "}", one.statement) for one in all_signals()} - set(catalogue) == set()


def test_a_translation_fills_in_the_same_values(catalogue):
    assert [text for text, translated in catalogue.items() if names(text) != names(translated)] == []
    assert [text for text, translated in catalogue.items() if not translated] == []


def test_a_statement_is_told_in_chinese_with_its_names_and_figures():
    said = "P1 and P2 paid within 10 minutes of each other on 12 days at 3 place(s); chance would give 0.92"
    assert sentence(said, "zh") == "P1 与 P2 有 12 天在 3 处机构相隔 10 分钟内先后结算；随机情况下应为 0.92 天"
    assert sentence(said, "en") == said


def test_an_afterthought_is_told_in_chinese_too():
    said = "the 6 people belong to 1 household(s); yet this accounts for only 40% of what was found"
    assert sentence(said, "zh") == "6 人属于 1 户；但这只能解释发现内容的 40%"


def test_an_unknown_sentence_stays_as_it_is_but_harmless():
    assert sentence("something new\u202e", "zh") == "something new⟨U+202E⟩"


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), st.text(min_size=1, max_size=8), min_size=3, max_size=3))
def test_a_template_fits_whatever_was_filled_in(values):
    template = "{a} (x) met {b} at {c}."
    assert template_pattern(template).fullmatch(template.format(**values))
