"""What a reader sees of HTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman_adapters.html_text import text_of


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("Oi!", "Oi!"),
        ("5 &lt; 6 &amp; <b>#4471</b>", "5 < 6 & #4471"),
        ("<p>A</p><p>B<br>C</p>", "A\n\nB\nC"),
        ("<div>A</div><div><br></div><div>B</div>", "A\n\nB"),
        ("<ul><li>one<li>two</ul>", "one\ntwo"),
        ("a\n  b &nbsp;c", "a b \xa0c"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<div>Oi</div><blockquote>Hello<blockquote>x</blockquote></blockquote>", "Oi\n> Hello\n> > x"),
        ("<style>p{}</style><script>alert(1)</script><!-- no -->x", "x"),
        ('<meta charset="latin-1">é 😀', "é 😀"),
        ('<a href="https://evil.example">https://shop.example</a>', "https://shop.example"),
    ],
)
def test_html_becomes_the_text_that_a_reader_sees(html: str, text: str) -> None:
    assert text_of(html) == text


@given(st.text(alphabet="<>&/=\"'! abp-x;#1\n\x00", max_size=60))
def test_anything_becomes_some_text(html: str) -> None:
    text_of(html).encode()


def test_deep_markup_keeps_its_text_and_stays_small() -> None:
    assert text_of("<blockquote>" * 30_000 + "x") == "> > > > > x"
