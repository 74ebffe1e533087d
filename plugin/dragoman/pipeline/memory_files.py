"""Translation memories from files: which of their segments a store can use, and why the others not."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dragoman.domain import Store
from dragoman.pipeline.memory import approved, unfit
from dragoman.storage.memory import Approved, MemoryEntry
from dragoman.tags import as_asked, same_variant
from dragoman.translation.tmx import Pair, Unit

_NOBODY = "import"


@dataclass(frozen=True, slots=True)
class Row:
    """What becomes of one unit of a file.

    Attributes:
        unit: The unit.
        pairs: What is approved with it.
        problems: Why it, or a part of it, is left out.
    """

    unit: Unit
    pairs: tuple[Approved, ...]
    problems: tuple[str, ...]


def rows_of(
    units: Iterable[Unit], store: Store, source: str | None = None, target: str | None = None
) -> Iterator[Row]:
    """Yield for each unit what a store can use of it.

    Args:
        units: The units of a file.
        store: Whose languages count.
        source: Language of the sources; by default what the file says.
        target: Only translations into this language; by default into all languages of the store.
    """
    wanted = store.languages if target is None else (target,)
    for unit in units:
        yield _row(unit, store.languages, source or unit.source_language, wanted)


def _row(unit: Unit, languages: Sequence[str], source: str | None, wanted: Sequence[str]) -> Row:
    if unit.problem is not None:
        return Row(unit, (), (unit.problem,))
    if source is None:
        return Row(unit, (), ("the file does not say which language is the source: give --from",))
    found = [(language, text.strip()) for language, text in unit.variants if same_variant(language, source)]
    if not found:
        return Row(unit, (), (f"it has no segment in {source}",))
    source_tag, source_text = found[0]
    others = [variant for variant in unit.variants if not same_variant(variant[0], source)]
    pairs: list[Approved] = []
    problems: list[str] = []
    for language, written in others:
        target_tag, text = _spelt(language, wanted), written.strip()
        reason = f"{language} is not a language that was asked for" if target_tag is None else None
        reason = reason or unfit(source_text, text)
        if target_tag is None or reason is not None:
            problems.append(reason or "")
            continue
        pairs.append(
            approved(
                _spelt(source_tag, languages) or source_tag,
                target_tag,
                source_text,
                text,
                author=unit.author or _NOBODY,
                glossary=unit.glossary,
            )
        )
    return Row(unit, tuple(pairs), tuple(problems) if others else ("it has no translation",))


def pairs_of(entries: Iterable[MemoryEntry]) -> Iterator[Pair]:
    """Yield entries as they are written into a file; where they were learned stays here."""
    for entry in entries:
        yield Pair(
            entry.source_language,
            entry.target_language,
            entry.source,
            entry.target,
            entry.author,
            entry.approved_at,
            entry.glossary,
        )


def _spelt(language: str, languages: Sequence[str]) -> str | None:
    """Return a language in the spelling of a list, or None where it is not on it."""
    return as_asked(language, [one for one in languages if same_variant(one, language)])
