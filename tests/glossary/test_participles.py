"""Participles that agree with what they are said of."""

import pytest

from dragoman.domain import Segment, Translation
from dragoman.glossary import Glossary, Term, proven
from dragoman.glossary.participles import participles

SAVE = ("salvar", "salvado", "salvando", "salva", "salvam")


def test_a_verb_has_its_participle_in_every_gender_and_number() -> None:
    assert participles(SAVE, "pt-BR") == ("salvada", "salvados", "salvadas")
    assert "guardate" in participles(("guardare", "guardato", "guardando"), "it")


@pytest.mark.parametrize(
    ("forms", "language"),
    [
        (("estado", "estados"), "pt-BR"),
        (("save", "saved", "saving"), "en"),
        (("estar bem", "estando bem"), "pt"),
    ],
)
def test_what_is_no_verb_or_has_no_participle_stays(forms: tuple[str, ...], language: str) -> None:
    assert participles(forms, language) == ()


def test_a_participle_that_agrees_is_the_term() -> None:
    term = Term("save", "salvar", forms=SAVE, participles=participles(SAVE, "pt-BR"))
    source, target = "The files are saved.", "As cópias são salvadas."
    done = Translation(
        "en", "pt-BR", source, target, (Segment(source, target, "agent"),), (), (), 1.0, (), 0.0
    )
    glossary = Glossary((Term("saved", "salvar", forms=term.forms, participles=term.participles),))
    (report,) = proven(done, glossary).terms
    assert report.form == "salvadas"
