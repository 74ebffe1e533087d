"""Macros in every language: translated and term-checked, corrected by people, and looked at again when stale.

A macro is written once, in the agents' language. What it says in another is used while it is made of the
macro's text as it is now, with the glossary as it is now, and, where the engine wrote it, by the same pack.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dragoman.domain import DragomanError, Format, Store, Translation
from dragoman.evidence import EvidenceKind
from dragoman.pipeline.context import Context
from dragoman.pipeline.interpretation import translate_all
from dragoman.replies.draft import Draft
from dragoman.replies.macros import SLOT, Macro
from dragoman.storage.macros import MacroText, StoredMacro
from dragoman.tags import same_language

_EVIDENCE = "macro "
"""What the ids of macros begin with among evidence."""


class Stale(StrEnum):
    """Why what a macro says in a language is to be looked at again."""

    ORIGINAL = "the macro was changed"
    GLOSSARY = "the glossary was changed"
    PACK = "the pack was changed"


@dataclass(frozen=True, slots=True)
class Said:
    """What a macro says in a language.

    Attributes:
        macro: The macro.
        language: BCP 47 tag.
        text: What it says; None where nobody has written it yet.
        stale: Why it is not used.
    """

    macro: StoredMacro
    language: str
    text: MacroText | None
    stale: tuple[Stale, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether shoppers get it."""
        return self.text is not None and not self.stale


@dataclass(frozen=True, slots=True)
class Made:
    """What became of one macro in one language.

    Attributes:
        said: What it says now.
        translation: The translation, with the proof for its terms; None where there is none.
        wrong: Why it was not kept; empty where it was.
    """

    said: Said
    translation: Translation | None
    wrong: str = ""


def macros_of(context: Context, store: Store) -> tuple[Macro, ...]:
    """Return the macros of a store, as drafts use them."""
    return tuple(
        Macro(
            id=one.id,
            name=one.name,
            intent=one.intent,
            text=one.text,
            examples=one.examples,
            requires=frozenset(map(EvidenceKind, one.requires)),
        )
        for one in context.drafting.macros.all(store.id)
    )


def states(context: Context, store: Store, languages: Sequence[str]) -> list[Said]:
    """Return what every macro says in languages, and what of it is stale."""
    texts = {(text.macro, text.language): text for text in context.drafting.macros.texts(store.id)}
    made_with = {language: _made_with(context, store, language) for language in languages}
    return [
        _said(macro, language, texts.get((macro.id, language)), made_with[language])
        for macro in context.drafting.macros.all(store.id)
        for language in languages
    ]


def translate(context: Context, store: Store, languages: Sequence[str]) -> Iterator[Made]:
    """Translate the macros that say nothing in a language yet, or what is stale and was not corrected.

    What people wrote is never overwritten: where it is stale it is named, for a person to look at.
    """
    for said in states(context, store, languages):
        by_engine = said.text is None or not said.text.author
        if said.usable or not by_engine:
            continue
        yield _made(context, store, said)


def correct(context: Context, store: Store, macro_id: str, language: str, text: str, author: str) -> Said:
    """Keep what a person wants a macro to say in a language.

    Raises:
        DragomanError: there is no such macro, or the text has other slots.
    """
    macro = next((one for one in context.drafting.macros.all(store.id) if one.id == macro_id), None)
    if macro is None:
        raise DragomanError(
            f"the store {store.id} has no macro {macro_id}; `dragoman macros list` names them"
        )
    if wrong := _other_slots(macro.text, text):
        raise DragomanError(wrong)
    glossary, _ = _made_with(context, store, language)
    written = MacroText(macro.id, language, text, author, macro.text, glossary, "")
    context.drafting.macros.put_text(store.id, written)
    return Said(macro, language, written)


def filled_for(
    context: Context, store: Store, draft: Draft, language: str, fields: Mapping[str, str]
) -> str | None:
    """Return what a draft that repeats a macro says in a language; None where it is to be translated.

    Args:
        context: The parts.
        store: The shop.
        draft: The draft.
        language: The shopper's language.
        fields: Values of slots as that language says them.
    """
    cited = [piece.id for piece in draft.evidence if piece.kind is EvidenceKind.MACRO]
    if len(cited) != 1 or draft.removed:
        return None
    wanted = cited[0].removeprefix(_EVIDENCE)
    tag = next((one for one in store.languages if same_language(one, language)), language)
    said = next((one for one in states(context, store, [tag]) if one.macro.id == wanted), None)
    if said is None or said.text is None or not said.usable:
        return None
    if not all(slot in fields for slot in SLOT.findall(said.text.text)):
        return None
    return SLOT.sub(lambda slot: fields[slot[1]], said.text.text)


def _made(context: Context, store: Store, said: Said) -> Made:
    macro, language = said.macro, said.language
    try:
        (translation,) = translate_all(context, store, [macro.text], (store.pivot, language), Format.TEXT)
    except DragomanError as error:
        return Made(said, None, str(error))
    wrong = _other_slots(macro.text, translation.text) or _missed(translation)
    if wrong:
        return Made(said, translation, wrong)
    glossary, pack = _made_with(context, store, language)
    text = MacroText(macro.id, language, translation.text, "", macro.text, glossary, pack)
    context.drafting.macros.put_text(store.id, text)
    return Made(Said(macro, language, text), translation)


def _made_with(context: Context, store: Store, language: str) -> tuple[str, str]:
    """Return the glossary and the pack that a translation is made with now, by names that tell changes."""
    glossary = context.glossaries.of(store, store.pivot, language)
    pack = context.drafting.pack(store.pivot, language)
    return glossary.identity, f"{pack.name} {pack.version}" if pack else ""


def _said(macro: StoredMacro, language: str, text: MacroText | None, made_with: tuple[str, str]) -> Said:
    if text is None:
        return Said(macro, language, None)
    glossary, pack = made_with
    stale = []
    if text.original != macro.text:
        stale.append(Stale.ORIGINAL)
    if text.glossary != glossary:
        stale.append(Stale.GLOSSARY)
    if not text.author and text.pack != pack:
        stale.append(Stale.PACK)
    return Said(macro, language, text, tuple(stale))


def _other_slots(original: str, text: str) -> str:
    """Say which slots are lost, doubled or new; empty where they are the same."""
    ours, theirs = Counter(SLOT.findall(original)), Counter(SLOT.findall(text))
    differing = [*(ours - theirs), *(theirs - ours)]
    if not differing:
        return ""
    names = ", ".join(f"{{{{{name}}}}}" for name in dict.fromkeys(differing))
    return f"the slots {names} must stand in it as often as in the macro"


def _missed(translation: Translation) -> str:
    missed = [term.target for term in translation.terms if term.applied is None]
    return f"it lacks the terms {', '.join(missed)}: correct it by hand" if missed else ""
