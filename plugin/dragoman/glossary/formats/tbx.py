"""Concepts as TBX: version 2, and TBX-Basic of version 3 in both of its styles.

Both have the same three levels under other names. What TBX has no word for (kind, case, forms, …) is written
under names that begin with ``x-dragoman-``, which other programs pass over. A file from outside is not
trusted: no entity is expanded, no DTD is loaded, nothing is fetched.
https://www.tbxinfo.net has the format, ISO 30042:2019.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from lxml import etree

from dragoman.domain import TermKind
from dragoman.glossary.concept import Concept, Gender, LanguageTerms, PartOfSpeech, Status
from dragoman.glossary.formats.row import Row
from dragoman.glossary.model import Case, GlossaryError
from dragoman.wording import message, phrase

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ROOTS = frozenset({"martif", "tbx", "TBX"})
_ENTRIES = frozenset({"termEntry", "conceptEntry"})
_LANGUAGES = frozenset({"langSet", "langSec"})
_TERMS = frozenset({"tig", "ntig", "termSec"})
_VALUES = frozenset({"descrip", "admin", "termNote", "note", "xref", "date"})
_FORBIDDEN = frozenset(
    {"deprecatedterm", "supersededterm", "notrecommendedterm", "obsoleteterm", "forbidden", "obsolete"}
)
_ADMITTED = frozenset({"admittedterm"})
_OURS = "x-dragoman-"
_MOST_TERMS = 300
_GENDERS = {**{one.value: one for one in Gender}, "other": Gender.COMMON, "otherGender": Gender.COMMON}


@dataclass(frozen=True, slots=True)
class Version:
    """How a version of TBX begins, ends, and names what all have."""

    entry: str
    language: str
    term: str
    beginning: str
    end: str


_SOURCE = "<fileDesc><sourceDesc><p>Glossary of Dragoman</p></sourceDesc></fileDesc>"
V2 = Version(
    "termEntry",
    "langSet",
    "tig",
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">\n'
    f'<martif type="TBX-Basic" xml:lang="en"><martifHeader>{_SOURCE}</martifHeader>',
    "</martif>",
)
V3 = Version(
    "conceptEntry",
    "langSec",
    "termSec",
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<tbx style="dca" type="TBX-Basic" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">'
    f"<tbxHeader>{_SOURCE}</tbxHeader>",
    "</tbx>",
)


def rows_of(raw: bytes) -> Iterator[Row]:
    """Yield the entries of a file, one at a time.

    Raises:
        GlossaryError: it is no TBX, is damaged, or declares entities.
    """
    steps = etree.iterparse(
        BytesIO(raw),
        events=("start", "end"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    root = None
    try:
        for event, element in steps:
            if event == "start":
                if root is None:
                    root = element
                    _check_root(root)
            elif _local(element) in _ENTRIES:
                yield _row(element)
                element.clear()
                body = element.getparent()
                while body is not None and element.getprevious() is not None:
                    del body[0]
    except etree.XMLSyntaxError as error:
        reason = message("it is no well-formed TBX ({error}): export it again")
        raise GlossaryError(phrase(reason, error=error.msg)) from error


def _check_root(root: etree._Element) -> None:
    if _local(root) not in _ROOTS:
        reason = message("it is no TBX: its outermost element is {element}")
        raise GlossaryError(phrase(reason, element=_local(root)[:40]))
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and next(iter(dtd.entities()), None) is not None:
        reason = message("it declares entities, which no glossary needs: remove its DOCTYPE")
        raise GlossaryError(phrase(reason))


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _row(entry: etree._Element) -> Row:
    place = f"line {entry.sourceline}"
    try:
        values = dict(_values(entry))
        # A program that knows one term a language says nothing of those it left out.
        given = {"allowed", "forbidden"} if any(name.startswith(_OURS) for name in values) else set()
        said = {}
        for section in entry:
            if _local(section) in _LANGUAGES:
                language = (section.get(_LANG) or section.get("lang") or "").replace("_", "-")
                if not language:
                    raise GlossaryError(phrase(message("one of its languages has no xml:lang: add it")))
                said[language], of_terms = _said(section, language)
                given |= of_terms
        fields = _fields(entry, values)
        given |= set(fields)
        return Row(place, Concept(**{"id": "", **fields}, terms=said), given=frozenset(given))
    except (GlossaryError, ValueError, OverflowError) as error:
        return Row(place, problem=error.told if isinstance(error, GlossaryError) else str(error))


def _fields(entry: etree._Element, values: dict[str, str]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if entry.get("id", "").startswith(_ID):
        made["id"] = entry.get("id", "").removeprefix(_ID)
    for name, field in (("subjectField", "glossary"), ("definition", "definition"), ("note", "context")):
        if name in values:
            made[field] = values[name]
    if "Usage note" in values:
        made["context"] = values["Usage note"]
    if values.get("Translation needed", "").lower() == "no":
        made["kind"] = TermKind.DNT
    for name, choices in (("kind", TermKind), ("case", Case), ("status", Status)):
        if _OURS + name in values:
            made[name] = choices(values[_OURS + name])
    if "responsibility" in values:
        made["author"] = values["responsibility"]
    if "modification" in values:
        made["changed_at"] = datetime.fromisoformat(values["modification"]).timestamp()
    return made


_ID = "c-"  # an XML id begins with a letter


def _values(element: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield what is said of an entry, a language or a term: the category and the value.

    The category is the attribute ``type``, or, in the style with tags of their own, the name of the element.
    """
    for part in element:
        name = _local(part)
        if name in {"descripGrp", "transacGrp", "adminGrp", "termNoteGrp"}:
            yield from _values(part)
        elif name == "transac" or name in _LANGUAGES | _TERMS | {"term", ""}:
            continue
        elif name == "date":
            yield "modification", _text(part)
        elif name == "transacNote":
            yield part.get("type") or "responsibility", _text(part)
        else:
            yield (part.get("type") or name) if name in _VALUES else name, _text(part)


def _text(element: etree._Element) -> str:
    return "".join(element.itertext()).strip()


def _said(section: etree._Element, language: str) -> tuple[LanguageTerms, set[str]]:
    """Return the terms of a language, and which of their fields the file speaks of."""
    groups = [part for part in section.iter() if _local(part) in _TERMS]
    if len(groups) > _MOST_TERMS:
        reason = message("it has more than {most} terms in {language}: remove some")
        raise GlossaryError(phrase(reason, most=_MOST_TERMS, language=language))
    preferred: list[etree._Element] = []
    admitted: list[str] = []
    forbidden: list[str] = []
    for group in groups:
        status = dict(_values(group)).get("administrativeStatus", "").lower().removesuffix("-admn-sts")
        if status in _FORBIDDEN:
            forbidden.append(_term(group))
        elif status in _ADMITTED:
            admitted.append(_term(group))
        else:
            preferred.append(group)
    if not preferred:
        reason = message("it has no preferred term in {language}: add one")
        raise GlossaryError(phrase(reason, language=language))
    first, *others = preferred
    fields: dict[str, Any] = {"allowed": (*map(_term, others), *admitted), "forbidden": tuple(forbidden)}
    notes = list(_values(first))
    forms = tuple(value for name, value in notes if name == f"{_OURS}form")
    values = dict(notes)
    if forms:
        fields["forms"] = forms
    if "grammaticalGender" in values:
        fields["gender"] = _GENDERS.get(values["grammaticalGender"])
    if "partOfSpeech" in values:
        fields["part_of_speech"] = PartOfSpeech(values["partOfSpeech"])
    return LanguageTerms(_term(first), **fields), {name for name, value in fields.items() if value}


def _term(group: etree._Element) -> str:
    found = next((part for part in group.iter() if _local(part) == "term"), None)
    return "" if found is None else _text(found)


def written(concepts: Iterable[Concept], version: Version) -> bytes:
    """Return concepts as a file; no text has characters that XML cannot carry."""
    parts = [version.beginning, "<text><body>\n"]
    parts += [etree.tostring(_entry(concept, version), encoding="unicode") + "\n" for concept in concepts]
    return "".join((*parts, "</body></text>", version.end, "\n")).encode()


def _entry(concept: Concept, version: Version) -> etree._Element:
    entry = etree.Element(version.entry, {"id": _ID + concept.id} if concept.id else {})
    _add(entry, "descrip", "subjectField", concept.glossary)
    _add(entry, "descrip", "definition", concept.definition)
    if concept.kind is TermKind.DNT:
        _add(entry, "descrip", "Translation needed", "No")
    for name in ("kind", "case", "status"):
        _add(entry, "admin", _OURS + name, getattr(concept, name))
    _add(entry, "note", None, concept.context)
    if concept.author or concept.changed_at:
        group = etree.SubElement(entry, "transacGrp")
        _add(group, "transac", "transactionType", "modification")
        if concept.changed_at:
            etree.SubElement(group, "date").text = datetime.fromtimestamp(concept.changed_at, UTC).isoformat()
        _add(group, "transacNote", "responsibility", concept.author)
    for language, terms in concept.terms.items():
        _write_terms(etree.SubElement(entry, version.language, {_LANG: language}), terms, version)
    return entry


def _write_terms(section: etree._Element, terms: LanguageTerms, version: Version) -> None:
    words = [(terms.preferred, "preferredTerm-admn-sts")]
    words += [(word, "admittedTerm-admn-sts") for word in terms.allowed]
    words += [(word, "deprecatedTerm-admn-sts") for word in terms.forbidden]
    for number, (word, status) in enumerate(words):
        group = etree.SubElement(section, version.term)
        etree.SubElement(group, "term").text = word
        if number == 0:
            _add(group, "termNote", "partOfSpeech", terms.part_of_speech)
            gender = "other" if terms.gender is Gender.COMMON else terms.gender
            _add(group, "termNote", "grammaticalGender", gender)
            for form in terms.forms:
                _add(group, "termNote", f"{_OURS}form", form)
        _add(group, "termNote", "administrativeStatus", status)


def _add(element: etree._Element, name: str, kind: str | None, text: str | None) -> None:
    if text:
        part = etree.SubElement(element, name, {} if kind is None else {"type": kind})
        part.text = str(text)
