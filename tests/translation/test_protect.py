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
        "-$3", "1 200,00 €", "$5k", "5$", "R$10", "US$ 10", "10,50 €", "1'299.00 CHF", "CHF 1'299.50",
        "1 299,90 zł", "¥1200", "1200 円", "199 kr", "1299 Kč", "Rs. 500", "R$ 10-20", "A$19.50",
        "1\u202f299,90\u00a0€", "₹1,29,999",
    ],
)  # fmt: skip
def test_prices_are_values_with_their_currency(value: str) -> None:
    assert found(f"it costs {value} now") == [(value, SpanKind.AMOUNT)]


@pytest.mark.parametrize(
    "value",
    [
        "5 kg", "5kg", "10%", "-5 %", "27°C", "500 ml", "16GB", "100 km/h", "10x20x30 cm", "20 m²",
        "42 EU", "2x", "2.5x", "3-5%", "10x15 cm", "32GB", "110-220V", '27"', "5'11\"", "3XL", "XL", "XXS",
        "GG", "EU 42", "US 9.5",
    ],
)  # fmt: skip
def test_measures_and_sizes_are_values_with_their_unit(value: str) -> None:
    assert found(f"about {value}, they say") == [(value, SpanKind.MEASURE)]


def test_a_size_between_quotation_marks_is_no_length_in_inches() -> None:
    assert values('size "US 6.5" or "EU 41"') == ["US 6.5", "EU 41"]


def test_a_measure_behind_a_dash_is_no_range_with_the_number_before_it() -> None:
    assert values("4149 8483 9216 1309 - 2.2 m²")[-1] == "2.2 m²"
    assert values("10 - 20 kg") == ["10 - 20 kg"]


def test_a_country_is_a_size_only_behind_a_word_for_sizes() -> None:
    assert found("Do you have size UK 8 or tamanho BR 38?") == [
        ("UK 8", SpanKind.MEASURE),
        ("BR 38", SpanKind.MEASURE),
    ]
    assert values("In the US 8 shops sell it") == []


@pytest.mark.parametrize("value", ["#48213", "# 48213", "#A-123", "48213", "n.º 48213", "Nº 48213"])
def test_order_numbers_are_values(value: str) -> None:
    assert found(f"my order {value}?") == [(value, SpanKind.ORDER_ID)]


@pytest.mark.parametrize(
    "value",
    [
        "AB-1234-XY", "ab-1234-xy", "1Z999AA10123456784", "RR123456785BR", "SAVE20", "save20", "SKU_12",
        "john_doe", "@loja_br", "#promo", "receipt_2024.pdf", "U2-18/QO", "AB/1299",
        "GB29NWBK60161331926818", "DE89 3704 0044 0532 0130 01",
    ],
)  # fmt: skip
def test_codes_are_values(value: str) -> None:
    assert found(f"use {value} here") == [(value, SpanKind.CODE)]


@pytest.mark.parametrize(
    "value",
    [
        "2026-12-01", "12/10/2026", "01/12/2026", "1.12.2026", "31-12-26", "2026/12/31",
        "2026-12-01T14:30:00Z",
    ],
)  # fmt: skip
def test_dates_are_values(value: str) -> None:
    assert found(f"on {value}, yes") == [(value, SpanKind.DATE)]


@pytest.mark.parametrize(
    "value",
    [
        "14:30",
        "14h30",
        "10:30 am",
        "2:30 pm",
        "10am",
        "3 pm",
        "5 p.m.",
        "8:05:09",
        "14:30h",
        "14h30min",
        "10h-18h",
        "10:00-18:30",
        "14h",
    ],
)
def test_times_of_day_are_values(value: str) -> None:
    assert found(f"at {value} sharp") == [(value, SpanKind.TIME)]


@pytest.mark.parametrize(
    "value",
    [
        "+55 11 99999-8888",
        "(11) 99999-8888",
        "+5511999998888",
        "555-123-4567",
        "+1 (555) 123-4567",
        "0800 123 4567",
    ],
)
def test_telephone_numbers_are_values(value: str) -> None:
    assert found(f"call {value}, please") == [(value, SpanKind.PHONE)]


@pytest.mark.parametrize(
    "value",
    ["24/7", "1,000", "3.5", "192.168.0.1", "192.168.13.6", "v1.2.3", "31/99/26", "01310-100", "½", "١٢٣"],
)
def test_numbers_of_several_parts_are_values(value: str) -> None:
    assert found(f"on {value}, yes") == [(value, SpanKind.NUMBER)]


@pytest.mark.parametrize(
    "value", ["4111 1111 1111 1111", "4242424242424242", "3782-822463-10005", "378282246310005"]
)
def test_rows_of_digits_that_pass_the_check_of_cards_are_card_numbers(value: str) -> None:
    assert found(f"my card {value} was charged") == [(value, SpanKind.CARD)]


@pytest.mark.parametrize("value", ["4111 1111 1111 1112", "4242424242424243"])
def test_rows_of_digits_that_fail_the_check_are_other_values(value: str) -> None:
    ((text, kind),) = found(f"my parcel {value} is late")
    assert text == value
    assert kind is not SpanKind.CARD


@pytest.mark.parametrize("value", ["GB29NWBK60161331926819", "DE89 3704 0044 0532 0130 00"])
def test_account_numbers_that_pass_their_check_are_ibans(value: str) -> None:
    assert found(f"use {value} here") == [(value, SpanKind.IBAN)]


@pytest.mark.parametrize(
    "value", ["529.982.247-25", "52998224725", "11.222.333/0001-81", "12.ABC.345/01DE-35"]
)
def test_taxpayers_numbers_that_pass_their_check_are_tax_ids(value: str) -> None:
    assert found(f"meu CPF ou CNPJ é {value}, ok") == [(value, SpanKind.TAX_ID)]


def test_code_between_backticks_is_a_value() -> None:
    assert found("run `git status --short` first") == [("`git status --short`", SpanKind.INLINE_CODE)]


@pytest.mark.parametrize("value", ["😀", "👍🏽", "👨‍👩‍👧", "🇧🇷", "❤️", "1️⃣", "⭐"])
def test_emoji_are_values(value: str) -> None:
    assert found(f"thanks {value} bye") == [(value, SpanKind.EMOJI)]


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


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("a1G .,:/-_#@$€%{}<>&`[]XLéº٣½☕"), max_size=40))
def test_what_a_text_holds_does_not_depend_on_what_stands_in_another_line(text: str) -> None:
    everything = "\n; 1 #1 @a . /a //a.b `a` {a} <b> [[a]] a_1 XL \u2615"
    assert [*protected_spans(text)] == [
        span for span in protected_spans(text + everything) if span.end <= len(text)
    ]


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
