"""A process of its own that computes forms: dictionaries take hundreds of megabytes, which go with it.

It reads one JSON list from standard input, ``[term, language, part of speech or null]`` for each term, and
writes the list of their forms.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence

from simplemma.strategies import DefaultDictionaryFactory

from dragoman.glossary.concept import PartOfSpeech
from dragoman.glossary.inflection import Dictionary, forms
from dragoman.tags import base


def main() -> None:
    """Answer what stands on standard input."""
    wanted: list[tuple[str, str, str | None]] = [tuple(one) for one in json.load(sys.stdin)]
    by_language: dict[str, list[int]] = defaultdict(list)
    for index, (_, language, _) in enumerate(wanted):
        by_language[base(language)].append(index)
    answers: list[list[str]] = [[] for _ in wanted]
    for language, places in by_language.items():
        dictionary = known_forms(language, [wanted[place][0] for place in places])
        for place in places:
            term, _, kind = wanted[place]
            answers[place] = forms(term, language, PartOfSpeech(kind) if kind else None, dictionary)
    json.dump(answers, sys.stdout)


def known_forms(language: str, terms: Iterable[str]) -> Dictionary:
    """Return a dictionary of the words of some terms, from simplemma's tables of forms and lemmas.

    The tables go from the form to the lemma, so that those of the wanted lemmas are collected in one go.
    """
    words = {word for term in terms for word in (*term.split(" "), *term.lower().split(" "))}
    try:
        lemma_of = DefaultDictionaryFactory(cache_max_size=0).get_dictionary(language)
    except ValueError:
        return lambda _: ()
    wanted = {word: {word} for word in words}
    for word in words:
        # A noun that is also a form of a verb ("pedido") belongs to both.
        if lemma := lemma_of.get(word):
            wanted[word].add(lemma)
    collected: dict[str, list[str]] = {lemma: [] for lemmas in wanted.values() for lemma in lemmas}
    for form, lemma in lemma_of.items():
        if lemma in collected:
            collected[lemma].append(form)

    def lookup(word: str) -> Sequence[str]:
        own = collected.get(word, [])
        return own or [form for lemma in wanted.get(word, ()) for form in collected[lemma]]

    return lookup


if __name__ == "__main__":
    main()
