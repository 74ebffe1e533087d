"""HTML through the real packs: its text translated, its tags kept, nothing of it believed."""

import re
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.domain import Format, TermKind, Translation
from dragoman.glossary import EMPTY, Glossary, Interpreter, Term
from dragoman.translation.engine import Engine
from dragoman.translation.translator import NoPack, Translator

_TAG = re.compile(r"<[^>]*>")


@pytest.fixture(scope="session")
def interpreter(engine: Engine) -> Interpreter:
    return Interpreter(Translator(engine))


def to_portuguese(interpreter: Interpreter, html: str, glossary: Glossary = EMPTY) -> Translation:
    (result,) = interpreter.interpret([html], "en", "pt-BR", glossary, form=Format.HTML)
    assert result.original == html
    return result


def to_english(interpreter: Interpreter, html: str) -> str:
    (result,) = interpreter.interpret([html], "pt", "en", EMPTY, form=Format.HTML)
    return result.text


def test_inline_tags_go_where_their_words_have_gone(interpreter: Interpreter) -> None:
    html = "<p>Please click the <b>blue button</b> to confirm your <i>new <u>delivery address</u></i>.</p>"
    text = to_portuguese(interpreter, html).text
    assert "<b>botão azul</b>" in text
    assert "<i>novo <u>endereço de entrega</u></i>" in text


def test_words_that_change_places_take_their_tags_along(interpreter: Interpreter) -> None:
    text = to_english(interpreter, "<p>A carteira de <b>couro preta</b> <i>não está mais</i> disponível.</p>")
    assert "<b>black leather</b>" in text
    assert "<i>is no longer</i>" in text


def test_a_tag_round_a_whole_sentence_or_several_stays_round_them(interpreter: Interpreter) -> None:
    text = to_portuguese(interpreter, "<div><b>Where is it? <i>Where is my order?</i></b></div>").text
    assert re.fullmatch(r"<div><b>[^<]+\? <i>[^<]+\?</i></b></div>", text)


def test_each_item_and_line_is_translated_by_itself(interpreter: Interpreter) -> None:
    html = "<ul>\n  <li>Good morning</li>\n  <li>Good night</li>\n</ul>Good night<br>Maria"
    text = to_portuguese(interpreter, html).text
    assert text == "<ul>\n  <li>Bom dia</li>\n  <li>Boa noite</li>\n</ul>Boa noite<br>Maria"


@pytest.mark.parametrize(
    "kept",
    [
        "<code>npm  install\n  --force</code>",
        "<kbd>Enter</kbd>",
        "<samp>not found</samp>",
        "<var>the value</var>",
        '<span translate="no">Good Morning</span>',
        '<span class="x notranslate">Good <b>Morning</b></span>',
    ],
)
def test_what_is_not_to_be_translated_comes_out_as_it_was(interpreter: Interpreter, kept: str) -> None:
    result = to_portuguese(interpreter, f"<p>Type {kept} and press the button to go on.</p>")
    assert kept in result.text
    assert "botão" in result.text
    assert result.protected == ()


def test_preformatted_text_stays(interpreter: Interpreter) -> None:
    html = "<pre>if order:\n    cancel the order\n</pre>"
    assert to_portuguese(interpreter, html).text == html


def test_a_picture_keeps_its_address_and_its_description_is_translated(interpreter: Interpreter) -> None:
    html = '<p>Good morning <img src="https://shop.example/good.png" alt="Good night"></p>'
    text = to_portuguese(interpreter, html).text
    assert text == '<p>Bom dia <img src="https://shop.example/good.png" alt="Boa noite"></p>'


def test_entities_come_out_as_the_characters_they_stand_for(interpreter: Interpreter) -> None:
    text = to_portuguese(interpreter, "<p>&copy; Where is it&nbsp;? 1 &lt; 2 &amp; 3</p>").text
    assert "©" in text
    assert "1 &lt; 2 &amp; 3" in text


def test_text_that_looks_like_markup_stays_text(interpreter: Interpreter) -> None:
    html = "<p>I typed &lt;script&gt;alert(1)&lt;/script&gt; in the form.</p>"
    text = to_portuguese(interpreter, html).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert _TAG.findall(text) == ["<p>", "</p>"]


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<style>p {color: red}</style>",
        '<a href="javascript:alert(1)" onclick="alert(1)">Good morning</a>',
        '<img src="x" onerror="alert(1)">',
        '<a href="data:text/html,x">Good morning</a>',
        "<iframe src='https://x.example'></iframe>",
        '<p style="background-image: url(https://x.example/pixel)">Good morning</p>',
        "<!-- good morning --><form action='https://x.example'><input name=a></form>",
        "<svg><script>alert(1)</script></svg>",
        "<code><script>alert(1)</script><img src=x onerror=alert(1)></code>",
        '<span class="notranslate"><a href="javascript:alert(1)">x</a></span>',
    ],
)
def test_nothing_harmful_comes_out(interpreter: Interpreter, html: str) -> None:
    text = to_portuguese(interpreter, html).text
    assert not re.search(r"script|alert|style|onerror|data:|iframe|x\.example|form|<!--|url", text)


def test_links_to_https_and_mail_stay(interpreter: Interpreter) -> None:
    html = 'Write to <a href="mailto:care@shop.example">us</a> or <a href="https://shop.example/?a=1&amp;b=2">see</a>.'
    text = to_portuguese(interpreter, html).text
    assert Counter(re.findall(r'href="[^"]*"', text)) == Counter(re.findall(r'href="[^"]*"', html))


def test_terms_and_values_work_across_tags(interpreter: Interpreter) -> None:
    glossary = Glossary((Term("gift card", "cartão-vale", TermKind.EXACT),))
    html = "<p>The <b>gift</b> card for order <i>#48213</i> costs <b>$49.90</b>.</p>"
    result = to_portuguese(interpreter, html, glossary)
    assert [report.form for report in result.terms] == ["cartão-vale"]
    assert "<b>$49.90</b>" in result.text
    assert [span.text for span in result.protected] == ["#48213", "$49.90"]


def test_html_in_the_language_of_the_target_is_only_sanitised(interpreter: Interpreter) -> None:
    html = "<p>Good  <b>morning</b><script>alert(1)</script></p>"
    (result,) = interpreter.interpret([html], "en", "en-GB", EMPTY, form=Format.HTML)
    assert result.text == "<p>Good  <b>morning</b></p>"


def test_several_texts_come_back_in_their_order(interpreter: Interpreter) -> None:
    texts = ["<p>Good morning</p>", "", "<hr>", "Good night"]
    results = interpreter.interpret(texts, "en", "pt-BR", EMPTY, form=Format.HTML)
    assert [one.text for one in results] == ["<p>Bom dia</p>", "", "<hr>", "Boa noite"]


def test_a_missing_pack_is_said(interpreter: Interpreter) -> None:
    with pytest.raises(NoPack):
        interpreter.interpret(["<p>Hallo</p>"], "de", "ja", EMPTY, form=Format.HTML)


_WORDS = st.lists(
    st.sampled_from(
        [
            "please",
            "send",
            "the",
            "blue",
            "shoes",
            "to",
            "my",
            "new",
            "address",
            "before",
            "Friday",
            "thank",
            "you",
        ]
    ),
    min_size=1,
    max_size=5,
).map(" ".join)
_CODE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
_HTML_OF_CODE = _CODE.map(
    lambda code: "<code>" + code.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + "</code>"
)
_INLINE = st.recursive(
    st.one_of(_WORDS, _HTML_OF_CODE, st.just('<img alt="x1">')),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{' '.join(parts)}</{tag}>",
        st.sampled_from(["b", "i", "em", "span", "u"]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=6,
)
_MAIL = st.lists(
    st.builds(
        lambda tag, parts: f"<{tag}>{' '.join(parts)}.</{tag}>",
        st.sampled_from(["p", "div", "h2", "blockquote"]),
        st.lists(_INLINE, min_size=1, max_size=3),
    ),
    min_size=1,
    max_size=2,
).map("".join)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_MAIL)
def test_the_tags_that_come_out_are_those_that_went_in_and_code_is_unchanged(
    interpreter: Interpreter, html: str
) -> None:
    text = to_portuguese(interpreter, html).text
    assert Counter(_TAG.findall(text)) == Counter(_TAG.findall(html))
    code = r"<code>(.*?)</code>"
    plain = [one.replace("&nbsp;", "\u00a0") for one in re.findall(code, text)]
    assert Counter(plain) == Counter(re.findall(code, html))
