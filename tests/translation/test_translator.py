"""Texts through the real packs: what must survive does, and what goes wrong is said."""

import re
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.domain import Light, ProtectedSpan, SpanKind, Translation
from dragoman.language.model import LanguageModel
from dragoman.translation.engine import Engine
from dragoman.translation.hypothesis import Wish
from dragoman.translation.protect import protected_spans
from dragoman.translation.translator import NoPack, Translator

VALUES = st.sampled_from(
    [
        "#48213", "$49.90", "R$ 49,90", "49,90 €", "SAVE20", "AB-1234-XY", "john_doe@example.org",
        "2026-12-01", "14:30", "5 kg", "10%", "{{code}}", "%s", "2",
        "https://shop.example.org/t/48213?a=b", "+55 11 99999-8888", "1,299.00", "123456", "@loja_br",
        "ZX71", "(1)", "A-7", "12/10/2026", "½", "receipt_2024.pdf",
    ]
)  # fmt: skip
ENGLISH = st.sampled_from(
    [
        "Order {} costs {} today.",
        "please write to {}",
        "Use the code {} at checkout, not {}.",
        "{} is out of stock 😀",
        "WHERE IS MY ORDER {}?",
        "- The refund of {} will appear within {}\n",
        "Click <b>{}</b> to see {} ~ {}.",
    ]
)
PORTUGUESE = st.sampled_from(
    [
        "O pedido {} custa {} hoje.",
        "escreva para {} por favor",
        "Use o código {} e não {}.",
        "{} está esgotado 😀",
        "ONDE ESTÁ MEU PEDIDO {}?",
        "- O estorno de {} aparece em até {}\n",
        "Clique em <b>{}</b> para ver {} ~ {}.",
    ]
)


@pytest.fixture(scope="session")
def translator(engine: Engine) -> Translator:
    return Translator(engine, LanguageModel().scores)


def to_portuguese(translator: Translator, text: str) -> Translation:
    return translator.translate([text], "en", "pt-BR")[0]


def to_english(translator: Translator, text: str) -> Translation:
    return translator.translate([text], "pt", "en")[0]


def assert_values_kept(result: Translation) -> None:
    for span in result.protected:
        assert result.text.count(span.text) == result.original.count(span.text), span.text
    if not any(warning.code == "number_changed" for warning in result.warnings):
        assert Counter(re.findall(r"\d+", result.text)) == Counter(re.findall(r"\d+", result.original))


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(ENGLISH, VALUES, VALUES, VALUES), min_size=1, max_size=4))
def test_values_survive_into_portuguese(
    translator: Translator, sentences: list[tuple[str, str, str, str]]
) -> None:
    assert_values_kept(
        to_portuguese(translator, " ".join(form.format(*values) for form, *values in sentences))
    )


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(PORTUGUESE, VALUES, VALUES, VALUES), min_size=1, max_size=4))
def test_values_survive_into_english(
    translator: Translator, sentences: list[tuple[str, str, str, str]]
) -> None:
    assert_values_kept(to_english(translator, " ".join(form.format(*values) for form, *values in sentences)))


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=60))
def test_any_text_comes_out_as_some_text_with_its_values(translator: Translator, text: str) -> None:
    result = to_portuguese(translator, text)
    assert result.original == text
    assert "\u2047" not in result.text or "\u2047" in text
    assert_values_kept(result)


def test_a_sentence_is_translated(translator: Translator) -> None:
    result = to_portuguese(translator, "I want to send this shirt back.")
    assert "camis" in result.text
    assert (result.light, result.warnings) == (Light.GREEN, ())
    assert [(one.source, one.target, one.method) for one in result.segments] == [
        ("I want to send this shirt back.", result.text, "plain")
    ]


def test_the_light_is_the_worst_sentences(translator: Translator) -> None:
    result = to_portuguese(translator, "Where is my order? 你好世界")
    assert [segment.light for segment in result.segments] == [Light.GREEN, Light.RED]
    assert result.segments[1].reasons == ("untranslated",)
    assert result.segments[1].quality < result.quality < result.segments[0].quality
    assert result.light is Light.RED


def test_the_report_names_the_values_and_how_each_sentence_was_decoded(translator: Translator) -> None:
    result = to_english(translator, "Meu e-mail é maria_silva@example.org. Espero a resposta da loja.")
    assert [(span.text, span.kind) for span in result.protected] == [
        ("maria_silva@example.org", SpanKind.EMAIL)
    ]
    assert [segment.method.split(" ")[0] for segment in result.segments] == ["placeholder", "plain"]
    assert result.milliseconds > 0


def test_spaces_line_breaks_bullets_and_emoji_keep_their_places(translator: Translator) -> None:
    text = "  Hello!\r\n\r\n- one shirt 😀\n\t* two shirts\n3. a hat :)  \n"
    shape = re.sub(r"[^\W\d_]+(?: [^\W\d_]+)*", "x", to_portuguese(translator, text).text)
    assert shape == "  x!\r\n\r\n- x 😀\n\t* x\n3. x :)  \n"


def test_letters_that_the_engine_does_not_know_stay(translator: Translator) -> None:
    result = to_portuguese(translator, "The shirt says 你好 and привет on the back.")
    assert "你好" in result.text
    assert "привет" in result.text
    assert "camis" in result.text


@pytest.mark.parametrize(
    ("text", "beginning"),
    [
        ("Última chance para comprar!", "Last chance"),
        ("última chance para comprar!", "last chance"),
        ("ÚLTIMA CHANCE PARA COMPRAR!", "LAST CHANCE"),
        ("Índice errado.", "Wrong index"),
    ],
)
def test_capitals_that_the_engine_does_not_know_are_read_as_other_letters(
    translator: Translator, text: str, beginning: str
) -> None:
    result = to_english(translator, text)
    assert result.text.startswith(beginning)
    assert result.original == text


def test_names_keep_a_capital_where_the_engine_does_not_know_theirs(translator: Translator) -> None:
    assert "Ursula" in to_english(translator, "O pedido da Úrsula chegou?").text


def test_wishes_are_granted_and_values_stay(translator: Translator) -> None:
    wishes = [
        Wish("Order #48213 is on the table."),
        Wish("Order #48213 is on the table.", begun="A encomenda"),
        Wish("Order #48213 is on the table.", banned=("pedido", "ordem")),
    ]
    free, begun, banned = translator.proposals("en", "pt-BR", wishes)
    assert any(re.search("pedido|ordem", text, re.IGNORECASE) for text in free)
    assert all(text.startswith("A encomenda") for text in begun)
    assert not any(re.search("pedido|ordem", text, re.IGNORECASE) for text in banned)
    assert all("48213" in text for text in (*free, *begun))


def test_a_text_of_unknown_letters_only_stays_and_is_said_to_be_untranslated(translator: Translator) -> None:
    result = to_portuguese(translator, "你好世界")
    assert result.text == "你好世界"
    assert [warning.code for warning in result.warnings] == ["untranslated"]
    assert result.quality < 0.2


def test_lone_surrogates_and_control_characters_pass_through(translator: Translator) -> None:
    result = to_portuguese(translator, "The \ud800 shirt \x00 is torn.")
    assert "\ud800" in result.text
    assert "\x00" in result.text


def test_words_that_look_like_our_placeholders_are_safe(translator: Translator) -> None:
    result = to_portuguese(translator, "ZX71 and ZX72 (1) A-7 cost {{price}}, see <b>ZX73</b> (2).")
    assert_values_kept(result)
    assert "{{price}}" in result.text


def test_capitals_are_understood_and_come_out_as_capitals(translator: Translator) -> None:
    result = to_english(translator, "ONDE ESTÁ MEU PEDIDO #48213, QUERO MEU DINHEIRO DE VOLTA")
    assert "#48213" in result.text
    assert result.text.isupper()
    assert "MONEY BACK" in result.text


def test_a_message_of_one_word_is_not_made_longer(translator: Translator) -> None:
    assert to_english(translator, "Obrigada!").text == "Thank you!"


def test_a_long_text_is_cut_and_nothing_of_it_is_lost(translator: Translator) -> None:
    text = ", ".join(f"the shirt number {number} is torn" for number in range(1, 121))
    result = to_portuguese(translator, text)
    assert len(result.segments) > 5
    assert re.findall(r"\d+", result.text) == [str(number) for number in range(1, 121)]


def test_many_texts_come_back_in_their_order(translator: Translator) -> None:
    texts = [f"Order #{number}0000 has arrived." for number in range(1, 9)]
    results = translator.translate(texts, "en", "pt-BR")
    assert [result.original for result in results] == texts
    assert [re.findall(r"#\d+", result.text) for result in results] == [
        re.findall(r"#\d+", one) for one in texts
    ]


def test_a_kept_span_is_replaced_by_what_stands_for_it(translator: Translator) -> None:
    text = "Your refund is on its way."
    span = ProtectedSpan(5, 11, "refund", SpanKind.TERM, replacement="estorno")
    (result,) = translator.translate([text], "en", "pt-BR", [[span]])
    assert "estorno" in result.text
    assert result.protected == ()


@pytest.mark.parametrize("target", ["pt", "pt-PT", "pt-BR"])
def test_the_same_language_passes_untouched(translator: Translator, target: str) -> None:
    (result,) = translator.translate(["O pedido #48213 chegou."], "pt-BR", target)
    assert result.text == result.original
    assert result.segments == ()
    assert result.protected == protected_spans(result.original)
    assert (result.quality, result.warnings) == (1.0, ())


def test_a_missing_pack_is_named_with_the_cure(translator: Translator) -> None:
    with pytest.raises(NoPack, match=r"no pack translates de to ja: .*dragoman packs install") as caught:
        translator.translate(["Hallo"], "de", "ja")
    assert (caught.value.source, caught.value.target) == ("de", "ja")


def test_another_variant_than_the_one_asked_for_is_said(translator: Translator) -> None:
    (result,) = translator.translate(["Hello there, my friend."], "en", "pt-PT")
    assert [(warning.code, dict(warning.values)) for warning in result.warnings] == [
        ("variant", {"asked": "pt-PT", "served": "pt-BR"})
    ]


@pytest.mark.parametrize("text", ["", " \n\t ", "12/10/2026", "😀😀", "?!", "https://example.org/a"])
def test_a_text_without_words_passes_untouched(translator: Translator, text: str) -> None:
    result = to_portuguese(translator, text)
    assert (result.text, result.quality, result.warnings) == (text, 1.0, ())


@pytest.mark.parametrize(
    ("approved", "taken"), [("No Sunrise Club paga-se menos.", True), ("No clube paga-se menos.", False)]
)
def test_an_approved_translation_is_taken_if_it_keeps_the_terms(
    translator: Translator, approved: str, taken: bool
) -> None:
    term = ProtectedSpan(15, 27, "Sunrise Club", SpanKind.TERM)
    text = "Members of the Sunrise Club pay less."
    (done,) = translator.translate([text], "en", "pt-BR", [[term]], lambda _: [approved])
    assert (done.text == approved) is taken
    assert "Sunrise Club" in done.text


@pytest.mark.parametrize("words", range(1, 24))
def test_a_sentence_that_the_model_can_read_is_not_cut_at_its_comma(
    translator: Translator, words: int
) -> None:
    sentence = f"Over the next days, we will try it again and {'so ' * words}we hope for rain."
    (result,) = translator.translate([sentence], "en", "pt-BR")
    assert [segment.source for segment in result.segments] == [sentence]
