"""Concepts of every kind, for Hypothesis."""

import unicodedata

from hypothesis import strategies as st

from dragoman.domain import TermKind
from dragoman.glossary.concept import Concept, Gender, LanguageTerms, PartOfSpeech, Status, tidied
from dragoman.glossary.faults import wrong_with
from dragoman.glossary.model import Case

_NASTY = ["", "=1+1", "'=1", "@x", "a|b", "a\\|b", "\\", '"q"', "x;y,z\t", "a*(b)+?", "<b", "&amp;"]
_NASTY += ["é", "ﬁ", "退货", "عودة"]
_LANGUAGES = ["en", "pt-BR", "id", "zh-Hant", "mul"]
_TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn"]), max_size=12)


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


_texts = st.builds(lambda nasty, text: _normal(nasty + text), st.sampled_from(_NASTY), _TEXT)
terms = _texts.filter(lambda term: wrong_with(term) is None)
notes = st.lists(_texts, max_size=3).map("\n".join)
words = st.lists(terms, max_size=3).map(tuple)
said = st.builds(
    LanguageTerms,
    terms,
    allowed=words,
    forbidden=words,
    forms=words,
    gender=st.none() | st.sampled_from(Gender),
    part_of_speech=st.none() | st.sampled_from(PartOfSpeech),
)
concepts = st.builds(
    Concept,
    id=st.text("abcdef0123456789", min_size=1, max_size=8),
    terms=st.dictionaries(st.sampled_from(_LANGUAGES), said, min_size=1, max_size=3),
    kind=st.sampled_from(TermKind),
    case=st.sampled_from(Case),
    glossary=st.sampled_from(["main", "-brand", "a & b"]),
    context=notes,
    definition=notes,
    status=st.sampled_from(Status),
    author=st.sampled_from(["", "Ana", "=Bia"]),
    changed_at=st.sampled_from([0.0, 1_790_000_000.0, 1_790_000_000.25]),
).map(tidied)
