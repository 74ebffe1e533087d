"""Judges what macros say, by the shop's own tables and not by the program's reading of them."""

import csv
import re
from collections.abc import Iterator, Mapping
from typing import Final

from dragoman.evidence import EvidenceKind
from dragoman.replies.draft import Draft
from dragoman.tags import same_language
from training.replies.shops import BenchShop
from training.replies.values import plain, values_of

_MACRO: Final = "macro"
_SLOT: Final = re.compile(r"\{\{(\w+)\.(\w+)\}\}")
_AS_WRITTEN: Final = frozenset({"number", "carrier", "tracking_number", "tracking_link"})
"""Slots whose values no language writes in another way."""


def macro_of(draft: Draft) -> str:
    """Return the name of the macro that a draft repeats; empty where it repeats none."""
    if draft.writer != _MACRO:
        return ""
    return next((piece.title for piece in draft.evidence if piece.kind is EvidenceKind.MACRO), "")


def macro_id(name: str) -> str:
    """Return the id that `dragoman macros list` shows for a macro of a name."""
    return re.sub(r"[^\w]+", "-", name.casefold()).strip("-")


def macro_texts(shop: BenchShop) -> Mapping[tuple[str, str], str]:
    """Return what macros say, by their names and languages: the agents' own, and what people wrote."""
    texts = {}
    for file, language in (("macros.csv", shop.pivot), ("macro_texts.csv", "")):
        path = shop.files / file
        for row in csv.DictReader(path.read_text("utf-8").splitlines()) if path.exists() else ():
            texts[row["name"], language or row["language"]] = row["text"]
    return texts


def misfilled(text: str, written: str, order: Mapping[str, str], language: str) -> Iterator[str]:
    """Yield what is wrong with a text that should be a macro's with its slots filled.

    Args:
        text: What the shopper gets.
        written: What the macro says in their language, with slots.
        order: The order that it is about, as the shop's table has it.
        language: That language.
    """
    names = [name for _, name in _SLOT.findall(written)]
    found = re.fullmatch(
        "(.+)".join(map(re.escape, _SLOT.sub("\0", plain(written)).split("\0"))), plain(text)
    )
    if found is None:
        yield f"is not what the macro says in {language}"
        return
    for name, value in zip(names, found.groups(), strict=True):
        known = order.get(name, "")
        if (name in _AS_WRITTEN and value.lstrip("#") != known) or (
            known and values_of(known, language).beyond(values_of(value, language))
        ):
            yield f"{name} is {value!r}, not {known!r}"


def text_for(texts: Mapping[tuple[str, str], str], name: str, language: str) -> str:
    """Return what a macro says in a language; empty where nobody wrote it."""
    return next(
        (text for (one, tag), text in texts.items() if one == name and same_language(tag, language)), ""
    )
