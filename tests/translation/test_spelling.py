"""Chat spellings are read as what they mean; values and correct sentences stay as they are."""

import pytest

from dragoman.domain import Translation
from dragoman.translation.alphabet import Alphabet
from dragoman.translation.engine import Engine
from dragoman.translation.protect import protected_spans
from dragoman.translation.sentence import tokenise, written
from dragoman.translation.spelling import Phrasebook, has_accents, respell
from dragoman.translation.translator import Translator


def read(text: str, language: str = "pt") -> str:
    tokens = tokenise(text, 0, protected_spans(text), Alphabet(None))
    return written(respell(tokens, language, accented=has_accents(text)))


def to_english(engine: Engine, text: str) -> Translation:
    return Translator(engine).translate([text], "pt", "en")[0]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("nao consigo entrar na minha conta", "não consigo entrar na minha conta"),
        ("a devolucao esta errada", "a devolução está errada"),
        ("esta loja nao responde", "esta loja não responde"),
        ("pq vcs n respondem?", "por que vocês não respondem?"),
        ("troquei pq ficou grande", "troquei porque ficou grande"),
        ("chegou quebradooo", "chegou quebrado"),
        ("onde esta meu pedido", "onde está meu pedido?"),
        ("NAO RECEBI NADA", "NÃO RECEBI NADA"),
    ],
)
def test_portuguese_is_read_as_it_was_meant(text: str, meant: str) -> None:
    assert read(text) == meant


@pytest.mark.parametrize(
    ("language", "text", "meant"),
    [
        ("en", "i cant log in", "I can't log in"),
        ("en", "its not in its box", "it's not in its box"),
        ("en", "can u help me", "can you help me?"),
        ("en", "sooo goood", "so good"),
        ("es", "xq no llega", "por qué no llega?"),
        ("fr", "bjr jai pas recu mon colis", "bonjour j'ai pas reçu mon colis"),
        ("de", "wann koennen sie liefern", "wann können sie liefern"),
    ],
)
def test_every_supported_language_has_its_own_spellings(language: str, text: str, meant: str) -> None:
    assert read(text, language) == meant


@pytest.mark.parametrize(
    "value", ["VC-48213", "https://loja.example/nao/voce", "nao@voce.example", "{{nao}}"]
)
def test_values_are_never_touched(value: str) -> None:
    assert read(f"vc viu {value} q mandei") == f"você viu {value} que mandei"


@pytest.mark.parametrize(
    "text",
    [
        "Esta é a segunda vez que escrevo.",
        "O tamanho P ficou pequeno, quero o M.",
        "A TV veio sem o controle, kkkk.",
        "Vou falar com a Andreia e o Luis amanhã.",
        "O presidente do México, Andres Lopez, fala de AI.",
        "Quanto à febre, você pode esperar",
        "Comprei três camisas XXXL e uma faca.",
    ],
)
def test_correct_text_stays_as_it_is(text: str) -> None:
    assert read(text) == text


def test_a_language_without_tables_stays_as_it_is() -> None:
    assert read("nao vc", "nl") == "nao vc"


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("obrigada!", "Thank you!"),
        ("OI", "HI"),
        ("oi, tudo bem?", "Hi, how are you?"),
        ("cade", "Where is it?"),
        ("Ainda não", "Not yet"),
        ("obrigada pela camisa", None),
    ],
)
def test_the_phrasebook_answers_for_frequent_messages_only(text: str, translation: str | None) -> None:
    assert Phrasebook("pt-BR", "en").find((text,)) == translation


def test_a_pair_without_a_phrasebook_knows_no_phrase() -> None:
    assert Phrasebook("fr", "en").find(("merci",)) is None


def test_a_dropped_accent_does_not_turn_the_meaning_round(engine: Engine) -> None:
    result = to_english(engine, "nao consigo entrar na minha conta")
    assert "can't" in result.text or "cannot" in result.text
    assert result.original == result.segments[0].source == "nao consigo entrar na minha conta"
    assert result.segments[0].read_as == "Não consigo entrar na minha conta."


def test_the_segment_says_that_the_phrasebook_was_asked(engine: Engine) -> None:
    (segment,) = to_english(engine, "blz").segments
    assert (segment.target, segment.method, segment.read_as) == ("OK", "phrasebook", "Beleza.")


def test_capitals_and_marks_are_given_back(engine: Engine) -> None:
    result = to_english(engine, "VCS NAO ENTREGARAM MEU PEDIDO???")
    assert result.text.isupper()
    assert result.text.endswith("???")
    assert result.segments[0].read_as == "Vocês não entregaram meu pedido?"


def test_a_sentence_that_was_read_as_written_says_nothing_more(engine: Engine) -> None:
    assert to_english(engine, "Onde está meu pedido?").segments[0].read_as is None
