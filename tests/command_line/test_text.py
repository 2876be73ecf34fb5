import pytest

from command_line.text import counted, neutral, yuan


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[2Jgone", "⟨U+001B⟩[2Jgone"),
        ("药\u202e店", "药⟨U+202E⟩店"),
        ("a\u2066b\u2069", "a⟨U+2066⟩b⟨U+2069⟩"),
        ("one\rtwo", "one⟨U+000D⟩two"),
        ("\x9b31m", "⟨U+009B⟩31m"),
        ("a\nb", "a⟨U+000A⟩b"),
        ("\ud800", "⟨U+D800⟩"),
    ],
)
def test_what_would_steer_a_terminal_is_shown_instead(hostile, shown):
    assert neutral(hostile) == shown


@pytest.mark.parametrize("usual", ["王小明", "[bold]药店[/]", "阿依古丽·买买提", "¥ 12.00", "naïve ½ 😀", "\u3000全角"])
def test_usual_text_is_left_as_it_is(usual):
    assert neutral(usual) == usual


def test_a_message_of_several_lines_keeps_its_lines():
    assert neutral("a\nb\x07", keep_lines=True) == "a\nb⟨U+0007⟩"


def test_numbers_read_as_people_write_them():
    assert (yuan(12345), counted(1, "ring"), counted(1204, "person", "people")) == (
        "¥ 12,345.00",
        "1 ring",
        "1,204 people",
    )
