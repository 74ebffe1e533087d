"""Spanish: articles, their contractions, pronouns, and the adjectives that stand before nouns.

RAE, Nueva gramática, 14 and 18. Feminine nouns that begin with a stressed "a" take "el" and "un" in the
singular; unaccented ones are known by a list.
"""

import re

from dragoman.glossary.articles.agreement import Grammar, romance_slots, words

_STRESSED_A = re.compile(
    r"h?á|(?:agua|águila|alma|arma|ala|alza|ancla|ansia|arca|área|aula|ave|acta|haba|habla|hacha|hada|hambre)s?\b",
    re.IGNORECASE,
)
_BEFORE_NOUNS = words(
    "otro todo mismo propio mucho poco tanto cuanto vario diverso determinado respectivo referido "
    "segundo cuarto quinto último próximo único nuevo viejo antiguo pequeño bello lindo largo "
    "corto alto bajo mero raro numeroso supuesto futuro famoso cierto"
)
_WITHOUT_GENDER = words("grande excelente importante diferente reciente breve grave simple fuerte triste")


def _onset(word: str, slot: int) -> int:
    return 1 if slot == 1 and _STRESSED_A.match(word) else 0


GRAMMAR = Grammar(
    paradigms=(
        "el/la|el/los/las",
        "un/una|un/unos/unas",
        "al/a la|al/a los/a las",
        "del/de la|del/de los/de las",
        "este/esta/estos/estas",
        "ese/esa/esos/esas",
        "aquel/aquella/aquellos/aquellas",
        "mi/mi/mis/mis",
        "tu/tu/tus/tus",
        "su/su/sus/sus",
        "nuestro/nuestra/nuestros/nuestras",
        "vuestro/vuestra/vuestros/vuestras",
        "cuyo/cuya/cuyos/cuyas",
        "algún/alguna/algunos/algunas",
        "ningún/ninguna/ningunos/ningunas",
        "ambos/ambas/ambos/ambas",
        "buen/buena/buenos/buenas",
        "mal/mala/malos/malas",
        "primer/primera/primeros/primeras",
        "tercer/tercera/terceros/terceras",
        "gran/gran/grandes/grandes",
        "mejor/mejor/mejores/mejores",
        "peor/peor/peores/peores",
        "mayor/mayor/mayores/mayores",
        "menor/menor/menores/menores",
        "tal/tal/tales/tales",
        "actual/actual/actuales/actuales",
        *(f"{word[:-1]}o/{word[:-1]}a/{word[:-1]}os/{word[:-1]}as" for word in _BEFORE_NOUNS),
        *(f"{word}/{word}/{word}s/{word}s" for word in _WITHOUT_GENDER),
    ),
    slots=romance_slots,
    onset=_onset,
    endings=("or/ora/ores/oras", "al/al/ales/ales", "ble/ble/bles/bles", "o/a/os/as", "e/e/es/es"),
    sure=tuple(f"{stem}o/{stem}a/{stem}os/{stem}as" for stem in words("ad id os iv ari ic")),
    linking=frozenset(
        words(
            "es son era eran fue fueron está están estaba estaban será serán sea sean ha han sido ser "
            "estar no ya aún todavía muy más bien también siempre"
        )
    ),
    particles=frozenset(
        words(
            "de en por para con sin a y o que se no yo él ella ellos ellas usted ustedes nosotros me te "
            "le les nos ha han es son está están hasta sobre entre como más"
        )
    ),
)
