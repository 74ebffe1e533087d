"""Participles that agree with what they are said of."""

import pytest

from dragoman.glossary import Glossary, Interpreter, Term
from dragoman.glossary.participles import with_participles
from dragoman.translation.engine import Engine
from dragoman.translation.translator import Translator

SAVE = ("salvar", "salvado", "salvando", "salva", "salvam")


def test_a_verb_has_its_participle_in_every_gender_and_number() -> None:
    assert with_participles(SAVE, "pt-BR") == (*SAVE, "salvada", "salvados", "salvadas")
    assert "guardate" in with_participles(("guardare", "guardato", "guardando"), "it")


@pytest.mark.parametrize(
    ("forms", "language"),
    [
        (("estado", "estados"), "pt-BR"),
        (("save", "saved", "saving"), "en"),
        (("estar bem", "estando bem"), "pt"),
    ],
)
def test_what_is_no_verb_or_has_no_participle_stays(forms: tuple[str, ...], language: str) -> None:
    assert with_participles(forms, language) == forms


def test_a_participle_that_agrees_is_the_term(engine: Engine) -> None:
    forms = with_participles(("entregar", "entregado", "entregando"), "pt-BR")
    glossary = Glossary((Term("delivered", "entregar", forms=forms),))
    text = "The shirts are being delivered today."
    (result,) = Interpreter(Translator(engine)).interpret([text], "en", "pt-BR", glossary)
    (report,) = result.terms
    assert report.form in {"entregues", "entregadas"}
