"""Markdown through the real packs: its text translated, its marks kept, nothing else becoming a mark."""

import html
import re
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from dragoman.domain import Format
from dragoman.glossary import EMPTY, Interpreter
from dragoman.translation.engine import Engine
from dragoman.translation.markup.markdown_inline import escaped_markdown
from dragoman.translation.translator import Translator


@pytest.fixture(scope="session")
def interpreter(engine: Engine) -> Interpreter:
    return Interpreter(Translator(engine))


def to_portuguese(interpreter: Interpreter, markdown: str) -> str:
    return interpreter.interpret([markdown], "en", "pt-BR", EMPTY, form=Format.MARKDOWN)[0].text


def test_emphasis_and_links_go_where_their_words_have_gone(interpreter: Interpreter) -> None:
    text = to_portuguese(
        interpreter, "Please click the **blue button** in [your account](https://shop.example/a) *today*."
    )
    assert "**botão azul**" in text
    assert re.search(r"\[[^\]]*sua conta\]\(https://shop\.example/a\)", text)
    assert "*hoje*" in text


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("# Good morning\n\nGood night", "# Bom dia\n\nBoa noite"),
        ("## Good morning ##", "## Bom dia ##"),
        ("Good morning\n===", "Bom dia\n==="),
        ("- Good morning\n  1. [x] Good night", "- Bom dia\n  1. [x] Boa noite"),
        ("> Good morning\n> > Good night", "> Bom dia\n> > Boa noite"),
        ("Good morning  \nGood night\\\n", "Bom dia  \nBoa noite\\\n"),
        (
            "| Good morning | 1 |\n|:--|--:|\n| Good night | 2 |",
            "| Bom dia | 1 |\n|:--|--:|\n| Boa noite | 2 |",
        ),
        ("![Good night](https://shop.example/n.png)", "![Boa noite](https://shop.example/n.png)"),
        ("Good morning\r\nGood night", "Bom dia\r\nBoa noite"),
    ],
)
def test_headings_lists_tables_and_breaks_keep_their_shape(
    interpreter: Interpreter, markdown: str, expected: str
) -> None:
    assert to_portuguese(interpreter, markdown) == expected


@pytest.mark.parametrize(
    "kept",
    [
        "```python\nprint('Good morning')\n```",
        "~~~\nGood morning\n```\n~~~",
        "    Good morning",
        "`Good  morning`",
        "``Good ` morning``",
        "<https://shop.example/good_morning>",
        "[morning]: https://shop.example/good",
        "---",
    ],
)
def test_code_rules_and_definitions_stay(interpreter: Interpreter, kept: str) -> None:
    assert to_portuguese(interpreter, kept) == kept


def test_values_come_out_as_they_were(interpreter: Interpreter) -> None:
    text = to_portuguese(interpreter, "Hello {{first_name}}, order #48213 costs *$49.90* at 5 * 3 = 15.")
    assert all(value in text for value in ("{{first_name}}", "#48213", "$49.90", "5 * 3"))


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "Good morning <img src=x onerror=alert(1)>",
        "[Good morning](javascript:alert(1))",
        "[Good morning](<javascript:alert(1)>)",
        "![x](data:image/svg+xml,x)",
        "[Good\nmorning](javascript:alert(1))",
        "[x][a]\n\n[a]: javascript:alert(1)",
        "[a]:\njavascript:alert(1)",
        "<b>\n<script>alert(1)</script>",
        "<div>\n`<script>alert(1)</script>`",
        "1 `\n` <script>alert(1)</script> `",
        "> ```\n<script>alert(1)</script>",
        "a\n    ```\n<script>alert(1)</script>",
        '[a [b](https://x.example) c](https://x.example "<script>alert(1)</script>")',
    ],
)
def test_html_and_links_elsewhere_are_text(interpreter: Interpreter, markdown: str) -> None:
    text = to_portuguese(interpreter, markdown)
    shown = MarkdownIt("commonmark").render(text)
    assert not re.search(r'<(?!/?(p|code|pre|blockquote)>|a href="https:|/a>)', shown)


@given(st.text(alphabet="*_`[]()<>!#|\\~&;+-=.1 abé", max_size=20))
def test_escaped_text_shows_as_it_was(text: str) -> None:
    shown = MarkdownIt("commonmark").render(escaped_markdown(text, True, True))
    assert html.unescape(re.sub(r"</?p>|\n", "", shown)) == text.strip()
    assert not re.search("<(?!/?p>)", shown)


_PART = st.sampled_from(
    ["**blue shoes**", "*new address*", "`a  b`", "[order](https://s.example/x)", "please", "thank you",
     "~~no~~", "_today_", "![a](https://s.example/i.png)", "[", "](", "*", "<b>", "!"]
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_PART, min_size=1, max_size=5).map(" ".join))
def test_code_and_addresses_come_out_as_often_as_they_went_in(
    interpreter: Interpreter, markdown: str
) -> None:
    text = to_portuguese(interpreter, markdown)
    for pattern in (r"(?<!`)`a  b`(?!`)", r"https://s\.example/\w+(?:\.png)?"):
        assert Counter(re.findall(pattern, text)) == Counter(re.findall(pattern, markdown))


_ANYTHING = st.lists(
    st.sampled_from(
        ["[", "]", "(", ")", "javascript:x", "https://a.example", "*", "_", "`", "``", "<", "script>", "<b>",
         "!", "\n", "    ", "a", "- ", "> ", "|", "\\", "]:", "```\n", "~~~\n", " ", "1. ", "\t", '"']
    ),
    max_size=14,
).map("".join)  # fmt: skip
_HARMLESS = re.compile(
    r"</?(?:p|em|strong|code|pre|ul|ol|li|h\d|blockquote|hr|br)(?: (?:start|class)=\"[^\"]*\")*(?: /)?>"
    r"|<a href=\"(?:https://|mailto:)[^\"<>]*\"(?: title=\"[^\"]*\")?>|</a>"
    r"|<img src=\"https://[^\"]*\" alt=\"[^\"]*\"(?: title=\"[^\"]*\")? />"
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_ANYTHING)
def test_whatever_is_written_shows_as_nothing_but_harmless_marks(
    interpreter: Interpreter, markdown: str
) -> None:
    (result,) = interpreter.interpret([markdown], "en", "en-GB", EMPTY, form=Format.MARKDOWN)
    assert "<" not in _HARMLESS.sub("", MarkdownIt("commonmark").render(result.text))
