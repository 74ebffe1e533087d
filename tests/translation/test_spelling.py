"""Chat spellings are read as what they mean; values and correct sentences stay as they are."""

import pytest

from dragoman.domain import Translation
from dragoman.translation.alphabet import Alphabet
from dragoman.translation.engine import Engine
from dragoman.translation.protect import protected_spans
from dragoman.translation.sentence import tokenise, written
from dragoman.translation.spelling import Phrasebook, has_accents, respell, without_words
from dragoman.translation.translator import Translator


def read(text: str, language: str = "pt") -> str:
    spans = without_words(text, protected_spans(text), language)
    tokens = tokenise(text, 0, spans, Alphabet(None))
    return written(respell(tokens, language, accented=has_accents(text)))


def to_english(engine: Engine, text: str) -> Translation:
    return Translator(engine).translate([text], "pt", "en")[0]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("nao consigo entrar na minha conta", "não consigo entrar na minha conta"),
        ("a devolucao esta errada", "a devolução está errada"),
        ("vcs sao de onde", "vocês são de onde?"),
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
        ("en", "b4 2day", "before today"),
        ("en", "hi is this ok or not", "hi, is this ok or not?"),
        ("es", "xq no llega", "por qué no llega?"),
        ("fr", "bjr jai pas recu mon colis", "bonjour j'ai pas reçu mon colis"),
        ("de", "wann koennen sie liefern", "wann können sie liefern?"),
    ],
)
def test_every_supported_language_has_its_own_spellings(language: str, text: str, meant: str) -> None:
    assert read(text, language) == meant


@pytest.mark.parametrize(
    ("language", "text", "meant"),
    [
        ("pt", "meu pediod nao chegoi", "meu pedido não chegou"),  # letters swapped, keys that are neighbours
        ("pt", "a caxa xegou abeta", "a caixa chegou aberta"),  # by ear, a letter missed
        ("pt", "qual a difernça", "qual a diferença?"),
        ("pt", "PEDIOD ERRADO", "PEDIDO ERRADO"),
        ("en", "the paymnet was acepted", "the payment was accepted"),
        ("en", "wrng nmbr", "wrong number"),  # without vowels
        ("es", "no me yegaron", "no me llegaron"),
        ("fr", "ma comande", "ma commande"),
        ("fr", "vous pouvez maider", "vous pouvez m'aider"),
        ("de", "hab bestelt", "habe bestellt"),
    ],
)
def test_slips_are_mended(language: str, text: str, meant: str) -> None:
    assert read(text, language) == meant


@pytest.mark.parametrize(
    ("language", "text", "meant"),
    [
        ("pt", "naorecebi o produtoveio", "não recebi o produto veio"),
        ("pt", "nãochegou", "não chegou"),
        ("pt", "pedido48213 faz15dias", "pedido 48213 faz 15 dias"),
        ("pt", "comprei 2camisas", "comprei 2 camisas"),
        ("en", "idont like thesize", "I don't like the size"),
    ],
)
def test_what_was_run_together_is_parted(language: str, text: str, meant: str) -> None:
    assert read(text, language) == meant


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("o cupom pedido10 venceu", "pedido10"),
        ("a mascara N95", "N95"),
        ("o BR48213 chegou", "BR48213"),
        ("meu iphone12", "iphone12"),
        ("o codigo dias20", "dias20"),
    ],
)
def test_codes_and_names_of_products_stay_whole(text: str, code: str) -> None:
    assert code in read(text).split()


def test_what_was_run_into_a_word_is_kept_as_a_number() -> None:
    spans = without_words("pedido48213", protected_spans("pedido48213"), "pt-BR")
    assert [(span.start, span.text) for span in spans] == [(6, "48213")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pt", "a Fadil mandou o smartwatch da xiaomi"),  # names
        ("pt", "o checkout e o tracking deram certo"),  # words from English
        ("pt", "as quarentenas vitimadas"),  # rare, but regular forms
        ("en", "underprepared paywalls for klarna in leeds"),
        ("de", "das rücksendeetikett"),  # a compound
    ],
)
def test_rare_words_and_names_are_no_slips(language: str, text: str) -> None:
    assert read(text, language) == text


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


def test_a_translation_from_which_the_message_cannot_be_told_is_replaced(engine: Engine) -> None:
    (segment,) = Translator(engine).translate(["no receipt in the box"], "en", "pt-BR")[0].segments
    assert (segment.method, "recibo" in segment.target) == ("told back", True)


def test_a_sentence_that_was_written_with_care_is_not_looked_at_again(engine: Engine) -> None:
    (segment,) = Translator(engine).translate(["No receipt in the box."], "en", "pt-BR")[0].segments
    assert segment.method != "told back"
