"""From concepts to the terms of one direction, as the engine's side needs them."""

from collections.abc import Iterator

from dragoman.domain import TermKind
from dragoman.glossary.concept import Concept, LanguageTerms, Status, Termbase
from dragoman.glossary.model import EMPTY, Glossary, Term
from dragoman.glossary.participles import participles
from dragoman.glossary.verbs import is_verb, without_verbal
from dragoman.tags import base, compounding


def compiled(termbase: Termbase, source: str, target: str) -> Glossary:
    """Return the terms that a translation keeps: of approved concepts that are said in both languages.

    Args:
        termbase: The concepts.
        source: Language that is read, a BCP 47 tag.
        target: Language that is written.
    """
    terms = tuple(_terms(termbase, source, target))
    return (
        Glossary(terms, termbase.version, compounding(source), source) if terms or termbase.version else EMPTY
    )


def _terms(termbase: Termbase, source: str, target: str) -> Iterator[Term]:
    for concept in termbase.concepts:
        said = concept.said_in(source)
        if concept.status is not Status.APPROVED or said is None:
            continue
        if concept.kind is TermKind.DNT:
            yield _term(concept, said, said, (source, target))
        elif (written := concept.said_in(target)) is not None:
            yield _term(concept, said, written, (source, target))


def _term(concept: Concept, said: LanguageTerms, written: LanguageTerms, languages: tuple[str, str]) -> Term:
    source, target = languages
    # What must never be written is looked for wherever the word stands, however it is meant.
    verb = None if written.forbidden else is_verb({target: written, source: said})
    forms = without_verbal(said, source) if verb is False else said.forms
    if verb is False and base(source) == "en" and len(forms) == len(said.forms):
        verb = None  # "delivery" is never mistaken for a verb: "will delivery be free"
    return Term(
        source=said.preferred,
        target=written.preferred,
        kind=concept.kind,
        case=concept.case,
        note=concept.context,
        concept=concept.id,
        variants=tuple(words for words in dict.fromkeys((*said.allowed, *forms)) if words != said.preferred),
        allowed=written.allowed,
        forbidden=written.forbidden,
        forms=written.forms,
        participles=participles(written.forms, target),
        gender=written.gender,
        part_of_speech=written.part_of_speech,
        verb=verb,
    )
