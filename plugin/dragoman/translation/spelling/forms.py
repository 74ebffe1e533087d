"""Regular forms of words: a vocabulary of frequent words has "quarentena", and not every plural and tense."""

from collections.abc import Collection, Iterator, Mapping
from functools import cache

_SHORTEST_STEM = 3

# Endings, and after "<" those of the words they are forms of ("-" is none); everything without accents.
_ENDINGS = {
    "pt": """
        s es < -
        ais < al
        eis < el
        oes aes < ao
        ei ou amos aram ava avam avamos ara arao arei < ar
        aremos aria ariam ando ado ada ados adas asse assem < ar
        am a as o e em es ares arem armos < ar
        i eu iu emos imos eram iram ia iam era ira erao irao < er ir
        erei irei eremos iremos eria iria eriam iriam < er ir
        endo indo ido ida idos idas esse isse essem issem a as am e es em o eres ires erem irem < er ir
        que quem quei < car
        gue guem guei < gar
        ce cem cei < car zar
        mente < a e - o
        inho inha inhos inhas zinho zinha < o a - e
        """,
    "en": """
        s es ed ing er ers ly ness less ful 's able < -
        ed er ers ing able < e
        ies ied ier ily < y
        """,
    "es": """
        s es < -
        ciones siones < cion sion
        o as a amos ais an e aste aron aba abas aban < ar
        ando ado ada ados adas are ara aran aria arian < ar
        es en emos < ar er ir
        o es e emos imos en i io iste ieron ia ias ian iendo ido ida idos idas ere era eran iria eria < er ir
        arlo arla arlos arlas arme arte arse arnos < ar
        erlo erla erlos erlas erme erse irlo irla irme irse < er ir
        mente < a e -
        ito ita itos itas < o a -
        """,
    "fr": """
        s x es e < -
        aux < al
        e es ent ons ez ai as a erai eras era erons erez eront erais erait ais ait ions iez aient ant < er
        e ee es ees < er
        is it issons issez issent i ie ies irai ira < ir
        ment < e -
        """,
    "de": """
        e en n er es s em ern st t et te ten ter tes test < -
        e st t te ten tet est et < en n
        end ende enden < en
        """,
}


def is_form(typed: str, words: Collection[str], language: str) -> bool:
    """Say whether a word, typed without accents, is a regular form of one of the words of a language."""
    return any(
        stem + other in words
        for ending, others in _endings(language).items()
        if typed.endswith(ending) and len(stem := typed.removesuffix(ending)) >= _SHORTEST_STEM
        for other in others
    )


@cache
def _endings(language: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in _lines(_ENDINGS[language]):
        endings, _, others = line.partition(" < ")
        for ending in endings.split():
            found[ending] = (
                *found.get(ending, ()),
                *("" if other == "-" else other for other in others.split()),
            )
    return found


def _lines(text: str) -> Iterator[str]:
    return filter(None, map(str.strip, text.splitlines()))
