"""German: articles, pronouns and contractions by case; a form that stands for several cases gives several.

Duden, Die Grammatik, 355 to 380. The slots are masculine, feminine, neuter, and the plural of all three.
"""

from collections.abc import Sequence

from dragoman.glossary.articles.agreement import Agreement, Grammar, words
from dragoman.glossary.concept import Gender

_PLURAL = 3
_SLOTS = {Gender.MASCULINE: 0, Gender.FEMININE: 1, Gender.NEUTER: 2}
# Nominative, accusative, dative, genitive.
_STRONG = ("er/e/es/e", "en/e/es/e", "em/er/em/en", "es/er/es/er")
_MIXED = ("/e//e", "en/e//e", "em/er/em/en", "es/er/es/er")


def _slots(agreement: Agreement) -> Sequence[int]:
    if agreement.plural:
        return (_PLURAL,)
    return (0, 1, 2) if agreement.gender is None else (_SLOTS.get(agreement.gender, 0),)


def _rows(stem: str, endings: Sequence[str]) -> list[str]:
    return ["/".join(stem + ending for ending in row.split("/")) for row in endings]


GRAMMAR = Grammar(
    paradigms=(
        "der/die/das/die",
        "den/die/das/die",
        "dem/der/dem/den",
        "des/der/des/der",
        "zum/zur/zum/zu den",
        "im/in der/im/in den",
        "am/an der/am/an den",
        "vom/von der/vom/von den",
        "beim/bei der/beim/bei den",
        "in den/in die/ins/in die",
        "an den/an die/ans/an die",
        *(row for stem in ("dies", "jed", "jen", "welch") for row in _rows(stem, _STRONG)),
        *(
            row
            for stem in ("ein", "kein", "mein", "dein", "sein", "ihr", "unser")
            for row in _rows(stem, _MIXED)
        ),
        "euer/eure/euer/eure",
        "euren/eure/euer/eure",
        "eurem/eurer/eurem/euren",
        "eures/eurer/eures/eurer",
    ),
    slots=_slots,
    onset=lambda _word, _slot: 0,
    particles=frozenset(
        words(
            "von in mit ohne zu für auf aus bei nach und oder dass sich nicht ich du er sie es wir ihr "
            "mich dich ihn uns euch hat haben ist sind wird werden über zwischen wie mehr"
        )
    ),
)
