"""HTML as nobody should write it: a sane result, never a crash, nothing harmful."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.domain import Format
from dragoman.glossary import EMPTY, Interpreter
from dragoman.translation.engine import Engine
from dragoman.translation.markup.html import DEEPEST
from dragoman.translation.markup.sanitising import sanitised
from dragoman.translation.translator import Translator

MANY = 10_000


@pytest.fixture(scope="session")
def interpreter(engine: Engine) -> Interpreter:
    return Interpreter(Translator(engine))


def to_portuguese(interpreter: Interpreter, html: str, *, mail: bool = False) -> str:
    return interpreter.interpret([html], "en", "pt-BR", EMPTY, form=Format.HTML, mail=mail)[0].text


@pytest.mark.parametrize("tag", ["div", "b", "span", "blockquote", "code"])
@pytest.mark.parametrize("closed", [True, False])
def test_tags_ten_thousand_deep_are_cut_to_what_a_reader_bears(
    interpreter: Interpreter, tag: str, closed: bool
) -> None:
    html = f"<{tag}>" * MANY + "Good morning" + f"</{tag}>" * MANY * closed + "<p>Good night</p>"
    text = to_portuguese(interpreter, html)
    assert 0 < text.count(f"<{tag}>") <= DEEPEST
    assert text.count(f"<{tag}>") == text.count(f"</{tag}>")
    assert "Good morning" in text or "Bom dia" in text
    assert "Boa noite" in text or not closed


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Good <b>morning</p>", "<p>Bom <b>dia</b></p>"),
        ("Good morning</p></b></div>", "Bom dia"),
        ("<p>Good morning<p>Good night", "<p>Bom dia</p><p>Boa noite</p>"),
        ("<ul><li>Good morning<li>Good night</ul>", "<ul><li>Bom dia</li><li>Boa noite</li></ul>"),
        ("<b><i>Good morning</b></i>", "<b><i>Bom dia</i></b>"),
        ("Good morning <", "Bom dia &lt;"),
        ('<p title="a > b">Good morning</p>', '<p title="a &gt; b">Bom dia</p>'),
        ("<p>Good morning<!-- <b>Good night --></p>", "<p>Bom dia</p>"),
        ("Good morning<!-- and so on", "Bom dia"),
        ("<![CDATA[ x ]]>Good morning", "Bom dia"),
        ("<?xml version='1.0'?><html><head><title>x</title></head><body>Good morning</body>", "Bom dia"),
        ("<o:p>Good morning</o:p>", "Bom dia"),
        ("<P>Good morning</P>", "<p>Bom dia</p>"),
        ("<script>Good morning", "Bom dia"),
        ("<pre></pre><hr/>", "<pre></pre><hr>"),
        ("&#71;ood morning", "Bom dia"),
        ("\x00\x01", "\x01"),
    ],
)
def test_broken_html_is_read_as_it_was_meant(interpreter: Interpreter, html: str, expected: str) -> None:
    assert to_portuguese(interpreter, html) == expected


def test_text_that_breaks_off_inside_a_tag_is_text(interpreter: Interpreter) -> None:
    assert to_portuguese(interpreter, 'Good morning<br><1 href="') == 'Bom dia<br>&lt;1 href="'
    assert to_portuguese(interpreter, '1 <a 2="') == '1 &lt;a 2="'


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "&",
        "<!--",
        "<a ",
        '<a ="',
        "<p title='",
        "<script>",
        "</b>",
        "<b><i></b></i>",
        "<svg>",
        "<br>",
        "&#",
        "<p>",
    ],
)
def test_what_repeats_without_end_is_read_in_a_breath(interpreter: Interpreter, piece: str) -> None:
    text = to_portuguese(interpreter, piece * MANY + "<p>Good morning</p>", mail=True)
    assert sanitised(text) == text


def test_a_huge_attribute_and_many_small_ones_are_no_obstacle(interpreter: Interpreter) -> None:
    attributes = 'title="1" ' + 'x="y" ' * MANY + f'alt="{"1" * MANY * 10}"'
    assert to_portuguese(interpreter, f"<p {attributes}>Good morning</p>") == '<p title="1">Bom dia</p>'


_SOUP = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<b>", "</b>", "<i>", "</i>", "<a href='https://a.example'>", "</a>", "<code>",
         "</code>", "<table>", "<tr>", "<td>", "</td>", "</table>", "<li>", "<ul>", "</ul>", "<br>",
         "<img alt='a b'>", "<script>", "</script>", "<!--", "-->", "<![CDATA[", "]]>", "<textarea>",
         "<div class=notranslate>", "</div>", "&lt;", "&amp;", "&#0;", "<", ">", "'", '"', "=", "/", "a b",
         " ", "\n", "{{1}}", "\ud800", "\x00", "é", "<svg>", "<style>"]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_SOUP, st.booleans())
def test_any_soup_comes_out_harmless(interpreter: Interpreter, html: str, mail: bool) -> None:
    (result,) = interpreter.interpret([html], "en", "en-GB", EMPTY, form=Format.HTML, mail=mail)
    assert not re.search("<(script|style|svg|textarea)|<!--", result.text)
    for tag in ("p", "b", "i", "a", "code", "table", "li", "div"):
        assert len(re.findall(f"<{tag}[ >]", result.text)) == result.text.count(f"</{tag}>")
