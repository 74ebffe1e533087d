"""Italian: articles and their contractions by the beginning of the next word, pronouns, adjectives.

Serianni, Grammatica italiana, IV.
"""

import re

from dragoman.glossary.articles.agreement import Grammar, romance_slots, words

_VOWEL = re.compile(r"h?[aeiouàèéìòù]", re.IGNORECASE)
_IMPURE = re.compile(r"s[bcdfghklmnpqrtvz]|z|gn|ps|pn|x|y|i[aeou]", re.IGNORECASE)


def _onset(word: str, _slot: int) -> int:
    if _IMPURE.match(word):
        return 1
    return 2 if _VOWEL.match(word) else 0


def _joined(start: str) -> str:
    singular = f"{start}l|{start}llo|{start}ll'/{start}lla|{start}lla|{start}ll'"
    return f"{singular}/{start}i|{start}gli|{start}gli/{start}lle"


GRAMMAR = Grammar(
    paradigms=(
        "il|lo|l'/la|la|l'/i|gli|gli/le",
        "un|uno|un/una|una|un'/dei|degli|degli/delle",
        _joined("de"),
        _joined("a"),
        _joined("da"),
        _joined("ne"),
        _joined("su"),
        "quel|quello|quell'/quella|quella|quell'/quei|quegli|quegli/quelle",
        "questo|questo|quest'/questa|questa|quest'/questi/queste",
        "mio/mia/miei/mie",
        "tuo/tua/tuoi/tue",
        "suo/sua/suoi/sue",
        "nostro/nostra/nostri/nostre",
        "vostro/vostra/vostri/vostre",
        "loro/loro/loro/loro",
        "nessun|nessuno|nessun/nessuna|nessuna|nessun'/nessuni/nessune",
        "alcun/alcuna/alcuni/alcune",
        "ogni/ogni/ogni/ogni",
        "grande/grande/grandi/grandi",
        *(
            f"{word[:-1]}o/{word[:-1]}a/{word[:-1]}i/{word[:-1]}e"
            for word in words(
                "altro tutto stesso proprio molto poco primo secondo ultimo prossimo unico nuovo vecchio "
                "piccolo certo vario diverso"
            )
        ),
    ),
    slots=romance_slots,
    onset=_onset,
    endings=("o/a/i/e", "e/e/i/i"),
    sure=tuple(f"{stem}o/{stem}a/{stem}i/{stem}e" for stem in words("at it ut os iv ari ic")),
    linking=frozenset(
        words(
            "è sono era erano sarà saranno sia siano stato stata stati state essere viene vengono non già "
            "ancora molto più bene anche sempre"
        )
    ),
    particles=frozenset(
        words(
            "di in per con senza a da e o che si non io tu lui lei noi voi loro mi ti gli le ci vi ha "
            "hanno è sono su tra fra come più"
        )
    ),
)
