"""What is wrong with a concept, in words that name the cure."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.domain import TermKind
from dragoman.glossary.concept import MOST_FORMS, Concept, folded
from dragoman.tags import base
from dragoman.wording import Phrase, message, phrase

LONGEST_TERM = 200
LONGEST_NOTE = 2_000
LONGEST_NAME = 63
MOST_WORDS = 50

_ID = re.compile(r"[A-Za-z0-9_-]{0,64}\Z")
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
_MARKUP = re.compile(r"<[/!?A-Za-z][^<>]*>")
# Tab and line breaks would be lost in files; marks of direction are invisible and make equal terms differ.
_INVISIBLE = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a concept cannot be used: the language whose terms are to blame, if one is, and the reason."""

    language: str | None
    reason: Phrase


def faults(concept: Concept) -> list[Fault]:
    """Return everything that is wrong with a concept, in words; nothing where it can be used."""
    found = [Fault(language, reason) for language, reason in _wrong_terms(concept)]
    if not _ID.match(concept.id):
        found.append(
            Fault(
                None,
                phrase(message("its id “{id}” must have at most 64 letters and digits"), id=concept.id[:40]),
            )
        )
    if not concept.terms:
        found.append(Fault(None, phrase(message("it says nothing in any language: add a term"))))
    elif concept.kind is not TermKind.DNT and len({base(tag) for tag in concept.terms}) == 1:
        found.append(
            Fault(
                None,
                phrase(
                    message(
                        "it has terms in one language only: add another, or make its kind dnt "
                        "(never translated)"
                    )
                ),
            )
        )
    for name, text in (
        (message("context note"), concept.context),
        (message("definition"), concept.definition),
    ):
        if len(text) > LONGEST_NOTE:
            reason = message("its {field} is longer than {most} characters: shorten it")
            found.append(Fault(None, phrase(reason, field=phrase(name), most=LONGEST_NOTE)))
        if unseen := next((one for one in text if one not in "\n\t" and _unwritable(one)), ""):
            reason = message("its {field} holds the character {code}: remove it")
            found.append(Fault(None, phrase(reason, field=phrase(name), code=_code(unseen))))
    if not 0 < len(concept.glossary) <= LONGEST_NAME or any(map(_unwritable, concept.glossary)):
        reason = message("the name of its glossary must have 1 to {most} characters")
        found.append(Fault(None, phrase(reason, most=LONGEST_NAME)))
    return found


def _wrong_terms(concept: Concept) -> Iterator[tuple[str, Phrase]]:
    for language, terms in concept.terms.items():
        if not _TAG.match(language):
            yield (
                language,
                phrase(
                    message("“{tag}” is no language: write its tag, such as en or pt-BR"), tag=language[:40]
                ),
            )
        for reason, words in (
            (message("it has {count} allowed terms: keep at most {most}"), terms.allowed),
            (message("it has {count} forbidden terms: keep at most {most}"), terms.forbidden),
        ):
            if len(words) > MOST_WORDS:
                yield language, phrase(reason, count=len(words), most=MOST_WORDS)
        for text in (terms.preferred, *terms.allowed, *terms.forbidden, *terms.forms):
            if wrong := wrong_with(text):
                yield language, wrong
        if len(terms.forms) > MOST_FORMS:
            reason = message("“{term}” has {count} forms: keep at most {most}")
            yield language, phrase(reason, term=terms.preferred, count=len(terms.forms), most=MOST_FORMS)
        accepted = {folded(text) for text in (terms.preferred, *terms.allowed, *terms.forms)}
        for word in terms.forbidden:
            if folded(word) in accepted:
                reason = message("“{term}” is both accepted and forbidden: remove it from one of the two")
                yield language, phrase(reason, term=word)


def wrong_with(term: str) -> Phrase | None:
    """Return why a text cannot be a term, in words that name the cure, or None where it can."""
    shown = term if len(term) <= LONGEST_TERM else term[:40] + "…"
    unseen = next((character for character in term if _unseen(character)), "")
    checks = (
        (not term.strip(), message("a term is empty: fill it in or remove it")),
        (
            len(term) > LONGEST_TERM,
            message("“{term}” has {count} characters: a term has at most {most}"),
        ),
        (unseen, message("“{term}” holds the invisible character {code}: remove it")),
        (term != term.strip(), message("“{term}” begins or ends with a space: remove it")),
        (_MARKUP.search(term), message("“{term}” holds markup: write the words alone")),
        (
            not any(map(str.isalnum, term)),
            message("“{term}” has no letter and no digit: nothing could be found by it"),
        ),
    )
    values = {"term": shown, "count": len(term), "most": LONGEST_TERM, "code": _code(unseen or " ")}
    return next((phrase(reason, **values) for wrong, reason in checks if wrong), None)


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"


def _unseen(character: str) -> bool:
    return character in _INVISIBLE or _unwritable(character)


def _unwritable(character: str) -> bool:
    """Return whether files cannot carry a character: a control code, half a pair, what is never assigned."""
    if unicodedata.category(character) in {"Cc", "Cs", "Co"}:
        return True
    return ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF  # noqa: PLR2004
