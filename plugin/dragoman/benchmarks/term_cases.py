"""A benchmark of terminology in a file: concepts, and sentences whose reference translation uses them.

One JSON object a line, gzipped: first what the file is, then the concepts, then the sentences.
"""

import gzip
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from dragoman.domain import DragomanError
from dragoman.glossary import Glossary, compiled
from dragoman.glossary.concept import Concept, Termbase
from dragoman.glossary.concept_json import from_mapping, to_mapping


class Half(StrEnum):
    """What may be looked at while rules are written, and what only measures them."""

    SEEN = "seen"
    HELD_OUT = "held-out"


class Kind(StrEnum):
    """What a sentence is for: terms, or words that are translated as they should be without a glossary."""

    TERM = "term"
    CONTROL = "control"


@dataclass(frozen=True, slots=True)
class TermCase:
    """A sentence, its reference translation, and the terms that both use.

    Attributes:
        half: The half it belongs to, as all its concepts do.
        kind: What it is for.
        source_language: Language of the sentence.
        target_language: Language of the reference.
        source: The sentence.
        reference: Its translation by people.
        concepts: Ids of the concepts in it, in the order they stand; twice where one stands twice.
        chosen: Whether the packs said all of them without a glossary when the file was made.
        unseen: Whether it is known that no decoder was trained on this pair.
    """

    half: Half
    kind: Kind
    source_language: str
    target_language: str
    source: str
    reference: str
    concepts: tuple[str, ...]
    chosen: bool
    unseen: bool


@dataclass(frozen=True, slots=True)
class TermSet:
    """What a file holds.

    Attributes:
        about: What it is made from, its licence, how it was made.
        concepts: Each concept with its half and what it is for.
        cases: The sentences.
    """

    about: dict[str, Any]
    concepts: Sequence[tuple[Half, Kind, Concept]]
    cases: Sequence[TermCase]

    def glossary_of(self, half: Half, kind: Kind) -> list[Concept]:
        """Return the concepts of a half."""
        return [concept for own, what, concept in self.concepts if (own, what) == (half, kind)]

    def cases_of(self, half: Half, kind: Kind, source: str) -> list[TermCase]:
        """Return the sentences of a half in a language."""
        return [
            case
            for case in self.cases
            if (case.half, case.kind, case.source_language) == (half, kind, source)
        ]

    def directions(self) -> list[tuple[str, str]]:
        """Return the pairs of languages that it has sentences for, source and target."""
        return list(dict.fromkeys((case.source_language, case.target_language) for case in self.cases))


def direction(concepts: Sequence[Concept], source: str, target: str) -> Glossary:
    """Return concepts as the terms of one direction."""
    return compiled(Termbase("", tuple(concepts)), source, target)


def write_terms(path: Path, terms: TermSet) -> None:
    """Write a file; the same benchmark makes the same bytes."""
    lines: list[dict[str, Any]] = [{"about": terms.about}]
    lines += [
        {"half": half, "kind": kind, "concept": to_mapping(concept)} for half, kind, concept in terms.concepts
    ]
    lines += [asdict(case) for case in terms.cases]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


def read_terms(path: Path) -> TermSet:
    """Read a file.

    Raises:
        DragomanError: it is not a benchmark of terminology.
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            return _read(json.loads(line) for line in file)
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise DragomanError(
            f"{path} is no benchmark of terminology ({type(error).__name__}): give the file *.jsonl.gz that "
            f"training/terms holds"
        ) from error


def _read(lines: Iterable[dict[str, Any]]) -> TermSet:
    about: dict[str, Any] = {}
    concepts: list[tuple[Half, Kind, Concept]] = []
    cases: list[TermCase] = []
    for line in lines:
        if "about" in line:
            about = line["about"]
        elif "concept" in line:
            concepts.append((Half(line["half"]), Kind(line["kind"]), from_mapping(line["concept"])))
        else:
            typed = {
                "half": Half(line["half"]),
                "kind": Kind(line["kind"]),
                "concepts": tuple(line["concepts"]),
            }
            cases.append(TermCase(**(line | typed)))
    return TermSet(about, concepts, cases)
