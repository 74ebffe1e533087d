"""``dragoman glossary list|add|edit|remove``: single entries of a store's draft."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import click

from dragoman.cli.glossary_draft import STORE, actor, choice, opened
from dragoman.domain import TermKind
from dragoman.glossary.concept import Concept, Gender, LanguageTerms, PartOfSpeech, Status
from dragoman.glossary.model import Case, GlossaryError
from dragoman.glossary.termbases import name_of
from dragoman.settings import Settings

_Command = Callable[..., None]
_LISTS: Final = ("allowed", "forbidden", "forms")
_OF_CONCEPT: Final = {"kind": TermKind, "case": Case, "status": Status, "context": str, "definition": str}


@click.command("list")
@STORE
@click.option("--search", default="", help="Only entries with this in one of their terms.")
@click.option("--status", type=choice(Status), help="Only entries that have come so far.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="The most to show.")
@click.pass_obj
def list_entries(settings: Settings, store_id: str, search: str, status: str | None, limit: int) -> None:
    """List the entries of a store's draft: id, status, kind, and what each language says."""
    with opened(settings, store_id) as (termbases, _):
        found = [
            concept
            for concept in termbases.draft(store_id)
            if concept.has(search) and status in {None, concept.status}
        ]
    for concept in found[:limit]:
        said = "\t".join(f"{language}: {terms.preferred}" for language, terms in concept.terms.items())
        click.echo(f"{concept.id}\t{concept.status}\t{concept.kind}\t{said}")
    if len(found) > limit:
        click.echo(f"{len(found) - limit} more; --limit shows them", err=True)


def _entry_options(command: _Command) -> _Command:
    """Add the options that say what an entry is."""
    words: Any = {"multiple": True, "metavar": "TAG=TERM"}
    for option in reversed(
        (
            click.option("--allowed", **words, help="A term that is as right."),
            click.option("--forbidden", **words, help="A term that must never be written."),
            click.option("--form", "forms", **words, help="An inflected form, in place of computed ones."),
            click.option("--gender", multiple=True, metavar="TAG=GENDER", help="masculine or feminine."),
            click.option(
                "--part-of-speech",
                multiple=True,
                metavar="TAG=PART",
                help="noun, verb, adjective, adverb, properNoun or other.",
            ),
            click.option(
                "--kind", type=choice(TermKind), help="How strictly it is kept: inflect by default."
            ),
            click.option("--case", type=choice(Case), help="What its capitals mean: follow by default."),
            click.option("--status", type=choice(Status), help="How far it has come: approved by default."),
            click.option("--context", help="Where it is said."),
            click.option("--definition", help="What it means."),
        )
    ):
        command = option(command)
    return command


@click.command("add")
@STORE
@click.option("--term", "terms", multiple=True, required=True, metavar="TAG=TERM", help="The preferred term.")
@_entry_options
@click.pass_obj
def add(settings: Settings, /, store_id: str, **given: Any) -> None:
    """Add an entry to a store's draft."""
    concept = _changed(Concept("", {}, status=Status.APPROVED), given)
    with opened(settings, store_id) as (termbases, _):
        (kept,) = termbases.put(store_id, [concept], actor(), time.time())
    click.echo(f"{kept.id}\t{name_of(kept)}")


@click.command("edit")
@click.argument("id")
@STORE
@click.option("--term", "terms", multiple=True, metavar="TAG=TERM", help="The preferred term.")
@click.option("--without", multiple=True, metavar="TAG", help="A language that it no longer has.")
@_entry_options
@click.pass_obj
def edit(settings: Settings, /, id: str, store_id: str, **given: Any) -> None:  # noqa: A002 - click's name for ID
    """Change the entry ID of a store's draft: what is given, nothing else.

    Words replace all that the language has of their kind: with --allowed pt-BR=troca it is the only allowed
    one, and with --allowed pt-BR= there is none. Forms and gender of a new preferred term are computed.
    """
    with opened(settings, store_id) as (termbases, _):
        known = termbases.concept(store_id, id)
        if known is None:
            raise GlossaryError(f"there is no entry {id}; `dragoman glossary list` shows the ids")
        (kept,) = termbases.put(store_id, [_changed(known, given)], actor(), time.time())
    click.echo(f"{kept.id}\t{name_of(kept)}")


@click.command("remove")
@click.argument("ids", nargs=-1, required=True)
@STORE
@click.pass_obj
def remove(settings: Settings, ids: Sequence[str], store_id: str) -> None:
    """Remove entries from a store's draft by their IDS; published versions keep them."""
    with opened(settings, store_id) as (termbases, _):
        click.echo(f"{termbases.remove(store_id, ids, actor())} removed")


def _changed(concept: Concept, given: Mapping[str, Any]) -> Concept:
    """Return a concept with what options say of it."""
    fields = {name: kind(given[name]) for name, kind in _OF_CONCEPT.items() if given[name] is not None}
    said = {tag: terms for tag, terms in concept.terms.items() if tag not in given.get("without", ())}
    for tag, term in map(_split, given["terms"]):
        said[tag] = replace(said[tag], preferred=term) if tag in said else LanguageTerms(term)
    for field in _LISTS:
        words: dict[str, list[str]] = {}
        for tag, term in map(_split, given[field]):
            words.setdefault(tag, []).extend([term] if term else [])
        for tag, terms in words.items():
            changed: dict[str, Any] = {field: tuple(terms)}
            said[tag] = replace(_known(said, tag), **changed)
    for tag, gender in map(_split, given["gender"]):
        said[tag] = replace(_known(said, tag), gender=_one_of(Gender, gender))
    for tag, part in map(_split, given["part_of_speech"]):
        said[tag] = replace(_known(said, tag), part_of_speech=_one_of(PartOfSpeech, part))
    return replace(concept, terms=said, **fields)


def _known(said: Mapping[str, LanguageTerms], tag: str) -> LanguageTerms:
    if tag not in said:
        raise click.UsageError(f"there is no preferred term in {tag}: add --term {tag}=…")
    return said[tag]


def _one_of(choices: type[Gender] | type[PartOfSpeech], word: str) -> Any:
    if not word:
        return None
    try:
        return choices(word)
    except ValueError:
        raise click.UsageError(f"{word!r} must be one of {', '.join(choices)}, or empty") from None


def _split(written: str) -> tuple[str, str]:
    language, equals, term = written.partition("=")
    if not equals:
        raise click.UsageError(f"{written!r} must be TAG=TERM, such as pt-BR=devolução")
    return language.strip(), term.strip()
