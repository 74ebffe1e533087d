"""What the rows of a file do to a draft."""

from dataclasses import replace

import pytest

from dragoman.domain import TermKind
from dragoman.glossary.concept import Concept, LanguageTerms, PartOfSpeech, Status
from dragoman.glossary.formats import Form, Row, read, write
from dragoman.glossary.importing import Fate, Plan, planned

RETURN = Concept(
    "r",
    {
        "en": LanguageTerms("return"),
        "pt-BR": LanguageTerms("devolução", ("troca",), ("retorno",), ("devolução", "devoluções")),
    },
    context="in e-mails",
)


def plan(draft: list[Concept], table: str, *, whole: bool = False) -> Plan:
    return planned(draft, read(table.encode(), Form.CSV).rows, "en", whole=whole)


def fates(made: Plan) -> list[Fate]:
    return [outcome.fate for outcome in made.outcomes]


def test_only_what_the_file_speaks_of_is_changed() -> None:
    (changed,) = plan([RETURN], "en,kind,es\nReturn,exact,devolución\n").concepts
    assert changed == replace(
        RETURN,
        terms={**RETURN.terms, "en": LanguageTerms("Return"), "es": LanguageTerms("devolución")},
        kind=TermKind.EXACT,
    )


def test_the_forms_of_another_preferred_term_are_forgotten() -> None:
    (changed,) = plan([RETURN], "en,pt-BR\nreturn,troca\n").concepts
    assert changed.terms["pt-BR"].forms == ()


def test_a_row_with_an_id_changes_that_entry_even_its_preferred_term() -> None:
    (changed,) = plan([RETURN], "concept,en,pt-BR\nr,send back,devolução\n").concepts
    assert (changed.id, changed.terms["en"].preferred) == ("r", "send back")


def test_what_says_nothing_new_is_not_written() -> None:
    made = planned([RETURN], [Row("line 1", RETURN, given=frozenset({"context"}))], "en")
    assert (fates(made), made.concepts) == ([Fate.UNCHANGED], ())


@pytest.mark.parametrize(
    ("part", "fate"),
    [(PartOfSpeech.NOUN, Fate.UNCHANGED), (PartOfSpeech.VERB, Fate.ADDED), (None, Fate.UNCHANGED)],
)
def test_another_part_of_speech_is_another_entry(part: PartOfSpeech | None, fate: Fate) -> None:
    noun = LanguageTerms("return", part_of_speech=PartOfSpeech.NOUN)
    known = Concept("n", {"en": noun, "pt": LanguageTerms("volta")})
    row = Concept("", {"en": LanguageTerms("return", part_of_speech=part), "pt": LanguageTerms("volta")})
    assert fates(planned([known], [Row("line 1", row, given=frozenset())], "en")) == [fate]


def test_one_row_changes_an_entry_and_the_next_like_it_is_a_new_one_which_check_explains() -> None:
    made = plan([RETURN], "en,pt-BR\nreturn,troca\nreturn,volta\n")
    assert fates(made) == [Fate.CHANGED, Fate.ADDED]


def test_of_several_entries_with_the_same_term_the_one_that_says_the_same_is_meant() -> None:
    other = Concept("o", {"en": LanguageTerms("return"), "pt-BR": LanguageTerms("volta")})
    assert fates(plan([RETURN, other], "en,pt-BR\nreturn,volta\n")) == [Fate.UNCHANGED]
    assert fates(plan([RETURN, other], "en,pt-BR\nreturn,retorno\n")) == [Fate.ADDED]


def test_a_whole_file_takes_away_entries_and_languages_that_it_does_not_have() -> None:
    gone = Concept(
        "g", {"en": LanguageTerms("gift"), "pt-BR": LanguageTerms("presente")}, status=Status.PROPOSED
    )
    made = plan([RETURN, gone], "en,es\nreturn,devolución\n", whole=True)
    assert (list(made.concepts[0].terms), made.removed) == (["en", "es"], ("g",))


def test_a_program_that_keeps_one_term_a_language_loses_nothing_else() -> None:
    tbx = (
        '<martif><text><body><termEntry><langSet xml:lang="en"><tig><term>return</term></tig></langSet>'
        '<langSet xml:lang="pt-BR"><tig><term>devolução</term></tig></langSet></termEntry>'
        "</body></text></martif>"
    )
    assert fates(planned([RETURN], read(tbx.encode(), Form.TBX).rows, "en")) == [Fate.UNCHANGED]
    ours = write([replace(RETURN, terms={**RETURN.terms, "pt-BR": LanguageTerms("devolução")})], Form.TBX)
    (changed,) = planned([RETURN], read(ours, Form.TBX).rows, "en").concepts
    assert (changed.terms["pt-BR"].allowed, changed.terms["pt-BR"].forbidden) == ((), ())
