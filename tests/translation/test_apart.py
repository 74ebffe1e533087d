"""Which values stand apart from what is said."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.domain import ProtectedSpan, SpanKind
from dragoman.translation.apart import core
from dragoman.translation.protect import protected_spans

WORDS = st.sampled_from(
    [
        "#48213 ", "(R$ 49,90) ", '"SAVE20" ', "- 14:30 - ", "It ", "is ", "late. ", "Why? ", "I ", "(", ") ",
        '"', "5 kg ", "https://example.org ", "2 ", "no. ",
    ]
)  # fmt: skip


def said(text: str) -> str:
    start, end = core(text, 0, len(text), protected_spans(text))
    return text[start:end]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("#48213 Where is my parcel?", "Where is my parcel?"),
        ("(R$ 49,90) (SAVE20): It is too much.", "It is too much."),
        ('"SAVE20" - 14:30 - I tried it.', "I tried it."),
        ("É tarde. #48213", "É tarde."),
        ("Where is it? (AB-1234) +55 11 99999-8888", "Where is it?"),
        ("#48213 É meu! maria@example.org", "É meu!"),
    ],
)
def test_values_before_a_capital_and_behind_the_end_stand_apart(text: str, part: str) -> None:
    assert said(text) == part


@pytest.mark.parametrize(
    "text",
    [
        "#48213 is late.",
        "5 kg Mehl fehlen.",
        "$10 Voucher",
        "PEDIDO #48213",
        "#48213 ONDE ESTÁ?",
        "Call me at +55 11 99999-8888",
        "My order no. #48213",
        "See approx. #48213",
        '"#48213 Is late" he said.',
        "It (was late. #48213)",
    ],
)
def test_values_that_are_part_of_what_is_said_stay_with_it(text: str) -> None:
    assert said(text) == text


def test_terms_stay_where_they_are() -> None:
    text = "Lumen Is late."
    spans = [ProtectedSpan(0, 5, "Lumen", SpanKind.TERM)]
    assert core(text, 0, len(text), spans) == (0, len(text))


@settings(deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=10).map("".join))
def test_what_is_left_out_is_values_and_marks_only(text: str) -> None:
    spans = protected_spans(text)
    start, end = core(text, 0, len(text), spans)
    assert start <= end
    outside = "".join(
        character
        for place, character in enumerate(text)
        if not start <= place < end and not any(span.start <= place < span.end for span in spans)
    )
    assert not any(map(str.isalnum, outside))
    assert all(span.end <= start or start <= span.start for span in spans)
