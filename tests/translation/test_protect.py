"""Which parts of a text are values, and that finding them stays cheap."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.domain import ProtectedSpan, SpanKind
from dragoman.translation.protect import merge_spans, protected_spans, with_terms


def found(text: str) -> list[tuple[str, SpanKind]]:
    return [(span.text, span.kind) for span in protected_spans(text)]


def values(text: str) -> list[str]:
    return [span.text for span in protected_spans(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("See https://shop.example.com/track?id=9&x=(2).", "https://shop.example.com/track?id=9&x=(2)"),
        ("(see http://example.org/a)", "http://example.org/a"),
        ("visit www.loja.com.br, please", "www.loja.com.br"),
        ("our page is loja.com.br/ajuda", "loja.com.br/ajuda"),
        ("**https://example.org**", "https://example.org"),
    ],
)
def test_addresses_end_before_the_punctuation_of_the_sentence(text: str, value: str) -> None:
    assert found(text) == [(value, SpanKind.URL)]


@pytest.mark.parametrize("text", ["obrigado.de nada", "and/or", "etc. and so on", "I.e. this"])
def test_words_that_touch_a_full_stop_or_a_slash_are_no_addresses(text: str) -> None:
    assert values(text) == []


def test_email_addresses_are_values() -> None:
    assert found("Write to john_doe+eu@shop.example.com.") == [
        ("john_doe+eu@shop.example.com", SpanKind.EMAIL)
    ]


@pytest.mark.parametrize(
    "value",
    [
        "{{code}}", "{% if paid %}", "${total}", "{name}", "{0}", "%s", "%1$s", "%(name)s", "%NAME%",
        "[[name]]", "<b>", "</a>", '<a href="https://example.org">', "&nbsp;", "&#39;",
    ],
)  # fmt: skip
def test_placeholders_and_markup_are_values(value: str) -> None:
    assert found(f"Hello {value} there") == [(value, SpanKind.PLACEHOLDER)]


def test_a_heart_and_a_percentage_are_not_markup() -> None:
    assert values("I <3 it, a & b, 50 % off, 100%.") == ["50 %", "100%"]


@pytest.mark.parametrize(
    "value",
    [
        "$49.90", "US$ 1,299.00", "R$ 49,90", "R$ 1.234,56", "49,90 €", "€5", "EUR 12.00", "12 EUR", "£5",
        "-$3", "1 200,00 €", "$5k", "5$",
    ],
)  # fmt: skip
def test_prices_are_values_with_their_currency(value: str) -> None:
    assert found(f"it costs {value} now") == [(value, SpanKind.AMOUNT)]


@pytest.mark.parametrize(
    "value",
    [
        "5 kg", "5kg", "10%", "-5 %", "27°C", "500 ml", "16GB", "100 km/h", "10x20x30 cm", "20 m²",
        "42 EU", "10am", "3 pm", "5 p.m.", "2x", "2.5x", "3-5%",
    ],
)  # fmt: skip
def test_measures_are_values_with_their_unit(value: str) -> None:
    assert found(f"about {value}, they say") == [(value, SpanKind.AMOUNT)]


@pytest.mark.parametrize("value", ["#48213", "# 48213", "#A-123", "48213"])
def test_order_numbers_are_values(value: str) -> None:
    assert found(f"my order {value}?") == [(value, SpanKind.ORDER_ID)]


@pytest.mark.parametrize(
    "value",
    [
        "AB-1234-XY", "ab-1234-xy", "1Z999AA10123456784", "RR123456785BR", "SAVE20", "save20", "SKU_12",
        "john_doe", "@loja_br", "#promo", "receipt_2024.pdf", "GB29NWBK60161331926819",
        "DE89 3704 0044 0532 0130 00",
    ],
)  # fmt: skip
def test_codes_are_values(value: str) -> None:
    assert found(f"use {value} here") == [(value, SpanKind.CODE)]


@pytest.mark.parametrize(
    "value",
    [
        "2026-12-01", "12/10/2026", "14:30", "14h30", "10:30 am", "2026-12-01T14:30:00Z", "24/7", "1,000",
        "3.5", "192.168.0.1", "v1.2.3", "+55 11 99999-8888", "(11) 99999-8888", "+5511999998888",
        "555-123-4567", "4111 1111 1111 1111", "123.456.789-09", "01310-100", "½", "١٢٣",
    ],
)  # fmt: skip
def test_dates_times_telephones_and_composed_numbers_are_values(value: str) -> None:
    assert found(f"on {value}, yes") == [(value, SpanKind.NUMBER)]


@pytest.mark.parametrize(
    "text",
    [
        "2 shirts",
        "in 2026",
        "the 1st and the 22nd",
        "a 5-star shop",
        "24-hour",
        "3-in-1",
        "the 1980s",
        "30dias",
    ],
)
def test_plain_numbers_and_words_with_numbers_are_left_to_the_engine(text: str) -> None:
    assert values(text) == []


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("a1 .,:/-_#@$€%{}<>&()[]|xZ\n\u0301٣½"), max_size=80))
def test_spans_are_slices_of_the_text_in_order_and_without_overlaps(text: str) -> None:
    position = 0
    for span in protected_spans(text):
        assert position <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == span.text
        position = span.end


@pytest.mark.parametrize(
    "unit",
    [
        "1", "a", "A-", "1-", "1 ", "<a", "{{", "a.", "1.", "$", "a@", "@", "#", "1,", "http://", ")",
        "+1 ", "(1)", "%", "AA11 ", "a_", "-1", "1\u0663", "&a", "[[", "1x", "www.",
    ],
)  # fmt: skip
@pytest.mark.timeout(60)
def test_a_huge_text_of_anything_takes_no_more_than_linear_time(unit: str) -> None:
    # A pattern that looks at the rest of the text from each of its characters would need an hour for this.
    text = "http://x" + unit * (300_000 // len(unit))
    spans = protected_spans(text)
    assert all(text[one.start : one.end] == one.text for one in spans)


def span(text: str, words: str) -> ProtectedSpan:
    start = text.index(words)
    return ProtectedSpan(start, start + len(words), words, SpanKind.TERM)


def test_a_term_that_contains_a_value_stands_for_it() -> None:
    text = "the PS5 Pro for $49.90"
    kept, spans = with_terms(protected_spans(text), [span(text, "PS5 Pro")])
    assert [one.text for one in kept] == ["PS5 Pro"]
    assert [one.text for one in spans] == ["PS5 Pro", "$49.90"]


def test_a_term_that_would_cut_a_value_yields() -> None:
    text = "see https://example.org/refund"
    kept, spans = with_terms(protected_spans(text), [span(text, "refund")])
    assert kept == []
    assert [one.text for one in spans] == ["https://example.org/refund"]


def test_merging_keeps_the_first_of_two_that_overlap() -> None:
    text = "gift card refund"
    first, second = span(text, "gift card"), span(text, "card refund")
    assert merge_spans([first], [second]) == [first]
