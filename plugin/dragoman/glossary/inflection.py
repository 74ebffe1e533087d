"""The forms of a term: what its words become, agreeing with one another, from a dictionary and by rule.

In terms of several words those inflect that carry the number: before the first preposition in Romance
languages ("cartões de crédito"), the last one, or the last before "of", in English ("return labels", "proofs
of purchase"), the last one elsewhere.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain

from dragoman.glossary.concept import MOST_FORMS, PartOfSpeech
from dragoman.glossary.plurals import looks_plural, plural

Dictionary = Callable[[str], Sequence[str]]
"""Gives the known forms of the word that a form belongs to; nothing where it is unknown."""

_GENDERED = frozenset({"pt", "es", "gl"})
_ROMANCE = frozenset({"pt", "es", "fr", "it", "gl", "ca", "ro"})
_PREPOSITION_LIST = (
    "de da do das dos em na no nas nos para por pelo pela com sem a à ao aos às del al con sin en "
    "du des au aux pour avec sans sur di dei della delle dello per dal dalla senza su"
)
_PREPOSITIONS = frozenset(_PREPOSITION_LIST.split())
_ENGLISH_PREPOSITIONS = frozenset({"of", "for", "to", "in", "on", "with", "by", "from", "per"})

# Diminutives, augmentatives and superlatives: dictionaries have them, shops do not write them.
_AFFECTIVE = {
    "pt": ("inho", "inha", "ito", "ita", "ão", "õe", "ona", "íssimo", "íssima", "ílimo", "ílima"),
    "es": ("ito", "ita", "ico", "ica", "illo", "illa", "ísimo", "ísima", "ón", "ona"),
    "it": ("ino", "ina", "etto", "etta", "one", "ona", "issimo", "issima"),
    "nl": ("je",),
}
# How verbs are met in a shop: the infinitive, participles, the present and the past. The order is the order
# in which forms are kept when there are more than twelve.
_VERB_ENDINGS = {
    "pt": "r do ndo a e am em ou eu iu aram eram iram da dos das á ão",
    "es": "r do ndo a e an en ó ió aron ieron da dos das á án",
    "it": "re to ndo a e ano ono ta ti te rà ranno",
    "fr": "er ir re é i u e ent ée és ées ant a era",
}
_REGULAR_PARTICIPLES = ("do", "da", "dos", "das")
# Of verbs that end so; of the verb itself behind "=". Cunha & Cintra, 13; RAE, 4.12.
_IRREGULAR_PARTICIPLES = {
    "pt": (
        ("abrir", "aberto"),
        ("cobrir", "coberto"),
        ("screver", "scrito"),
        ("fazer", "feito"),
        ("dizer", "dito"),
        ("pôr", "posto"),
        ("por", "posto"),
        ("=ver", "visto"),
        ("=prever", "previsto"),
        ("=pagar", "pago"),
        ("=gastar", "gasto"),
        ("=ganhar", "ganho"),
    ),
    "es": (
        ("brir", "bierto"),
        ("scribir", "scrito"),
        ("solver", "suelto"),
        ("volver", "vuelto"),
        ("hacer", "hecho"),
        ("poner", "puesto"),
        ("decir", "dicho"),
        ("romper", "roto"),
        ("=ver", "visto"),
        ("=prever", "previsto"),
    ),
}
# These stand behind the whole infinitive.
_FUTURE = frozenset({"á", "ão", "án"})
_VERB_INFINITIVES = {
    "pt": ("ar", "er", "ir", "or", "ôr"),
    "es": ("ar", "er", "ir"),
    "it": ("are", "ere", "ire"),
    "fr": ("er", "ir", "re"),
}
_MANY_FORMS = 15


def forms(term: str, language: str, part_of_speech: PartOfSpeech | None, dictionary: Dictionary) -> list[str]:
    """Return the forms of a term, at most ``MOST_FORMS``, itself first.

    Args:
        term: The citation form.
        language: A primary language ("pt").
        part_of_speech: What kind of word it is, where that is known.
        dictionary: The known forms of words of this language.
    """
    words = term.split(" ")
    if len(words) == 1:
        found = _forms_of_word(term, language, part_of_speech, dictionary)
    else:
        inflecting = _inflecting(words, language)
        plurals = [_plural(word, language, dictionary) for word in words]
        together = [
            plurals[index] or word if index in inflecting else word for index, word in enumerate(words)
        ]
        found = [" ".join(together)]
        if len(inflecting) == 1 and language not in _ROMANCE:
            found += _with_each_form(words, min(inflecting), language, part_of_speech, dictionary)
    return list(dict.fromkeys([term, *found]))[:MOST_FORMS]


def _inflecting(words: Sequence[str], language: str) -> set[int]:
    """Return the places of the words that carry the number."""
    if language in _ROMANCE:
        head = next((i for i, word in enumerate(words) if i and _is_preposition(word)), len(words))
        return set(range(head))
    if language == "en":
        head = next((i for i, word in enumerate(words) if i and word in _ENGLISH_PREPOSITIONS), len(words))
        return {head - 1}
    return {len(words) - 1}


def _is_preposition(word: str) -> bool:
    return word.lower() in _PREPOSITIONS or word.lower().startswith(("d'", "l'", "d\u2019", "l\u2019"))


def _with_each_form(
    words: Sequence[str],
    place: int,
    language: str,
    part_of_speech: PartOfSpeech | None,
    dictionary: Dictionary,
) -> list[str]:
    each = _forms_of_word(words[place], language, part_of_speech, dictionary)
    return [" ".join([*words[:place], form, *words[place + 1 :]]) for form in each]


def _forms_of_word(
    word: str, language: str, part_of_speech: PartOfSpeech | None, dictionary: Dictionary
) -> list[str]:
    if part_of_speech is PartOfSpeech.PROPER_NOUN or part_of_speech is PartOfSpeech.ADVERB:
        return []
    known = [form for form in dictionary(word) if form[0].isupper() == word[0].isupper()]
    if part_of_speech is PartOfSpeech.VERB or (part_of_speech is None and _is_verb(word, language, known)):
        return _common_forms_of_verb(word, language, known)
    more = _plural(word, language, dictionary)
    if part_of_speech is PartOfSpeech.NOUN and language in _ROMANCE:
        return [more] if more else []
    plain = [form for form in known if form == word or not _is_affective(form, word, language)]
    if part_of_speech is PartOfSpeech.ADJECTIVE and language in _GENDERED and word.endswith("o"):
        # Dictionaries give some of them to a verb alone: "vazia" to "vaziar".
        return [word[:-1] + ending for ending in ("os", "a", "as")]
    return list(dict.fromkeys(chain([more] if more else [], sorted(plain, key=len))))


def _plural(word: str, language: str, dictionary: Dictionary) -> str | None:
    """Return the plural by rule, or the dictionary's where the rule's is not in it and one other is."""
    ruled = plural(word, language)
    known = set(dictionary(word))
    if ruled is None or ruled in known or ruled == word:
        return ruled
    stem = word[: max(2, len(word) - 2)]
    others = [
        form
        for form in known
        if looks_plural(form, language) and form.startswith(stem) and abs(len(form) - len(ruled)) <= 1
    ]
    return others[0] if len(others) == 1 and others[0] != word else ruled


def _is_verb(word: str, language: str, known: Sequence[str]) -> bool:
    return len(known) >= _MANY_FORMS and word.endswith(_VERB_INFINITIVES.get(language, ()))


def _common_forms_of_verb(word: str, language: str, known: Iterable[str]) -> list[str]:
    endings = _VERB_ENDINGS.get(language)
    candidates = sorted(known, key=len)
    if endings is None:
        return candidates
    stem = word[:-2]
    chosen = []
    for ending in endings.split():
        beginning = word if ending in _FUTURE else stem[:-1]
        fitting = [form for form in candidates if form.startswith(beginning) and form.endswith(ending)]
        chosen += fitting[:1]
    irregular = _irregular_participles(word, language)
    if irregular:
        # Dictionaries have been filled by rule, too: "abrido", "hacido".
        chosen = [form for form in chosen if not form.endswith(_REGULAR_PARTICIPLES)]
        chosen[1:1] = irregular
    return list(dict.fromkeys(chosen))


def _irregular_participles(word: str, language: str) -> list[str]:
    for ending, participle in _IRREGULAR_PARTICIPLES.get(language, ()):
        if word == ending.removeprefix("=") or (ending[0] != "=" and word.endswith(ending)):
            masculine = word.removesuffix(ending.removeprefix("=")) + participle
            return [masculine[:-1] + last for last in ("o", "a", "os", "as")]
    return []


def _is_affective(form: str, word: str, language: str) -> bool:
    """Return whether a form has an ending that belittles, enlarges or praises, and the word has not."""
    endings = _AFFECTIVE.get(language, ())
    return form.removesuffix("s").endswith(endings) and not word.endswith(endings)
