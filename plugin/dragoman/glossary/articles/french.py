"""French: articles, their contractions and elisions, pronouns, and the adjectives that stand before nouns.

Grevisse, Le bon usage, 577 to 607. Of the words that begin with "h" those are listed that elide nothing.
"""

import re

from dragoman.glossary.articles.agreement import Grammar, romance_slots, words

_ASPIRATED = "auteur|aut|aine|alte|andicap|angar|asard|ausse|éros|ors|ousse|uit|ub|ockey|amac|arnais"
_VOWEL = re.compile(rf"[aeiouàâäéèêëîïôöùûüœ]|h(?!{_ASPIRATED})", re.IGNORECASE)


def _onset(word: str, _slot: int) -> int:
    return 1 if _VOWEL.match(word) else 0


GRAMMAR = Grammar(
    paradigms=(
        "le|l'/la|l'/les/les",
        "un/une/des/des",
        "du|de l'/de la|de l'/des/des",
        "au|à l'/à la|à l'/aux/aux",
        "ce|cet/cette/ces/ces",
        "mon/ma|mon/mes/mes",
        "ton/ta|ton/tes/tes",
        "son/sa|son/ses/ses",
        "notre/notre/nos/nos",
        "votre/votre/vos/vos",
        "leur/leur/leurs/leurs",
        "quel/quelle/quels/quelles",
        "tout/toute/tous/toutes",
        "aucun/aucune/aucuns/aucunes",
        "certain/certaine/certains/certaines",
        "premier/première/premiers/premières",
        "dernier/dernière/derniers/dernières",
        "nouveau|nouvel/nouvelle/nouveaux/nouvelles",
        "beau|bel/belle/beaux/belles",
        "vieux|vieil/vieille/vieux/vieilles",
        "bon/bonne/bons/bonnes",
        "mauvais/mauvaise/mauvais/mauvaises",
        "petit/petite/petits/petites",
        "grand/grande/grands/grandes",
        "long/longue/longs/longues",
        "prochain/prochaine/prochains/prochaines",
        "seul/seule/seuls/seules",
        "autre/autre/autres/autres",
        "même/même/mêmes/mêmes",
        "d'|d'/d'|d'/d'|d'/d'|d'",
    ),
    slots=romance_slots,
    onset=_onset,
    endings=(
        "é/ée/és/ées",
        "u/ue/us/ues",
        "it/ite/its/ites",
        "if/ive/ifs/ives",
        "eux/euse/eux/euses",
        "el/elle/els/elles",
        "al/ale/aux/ales",
        "ible/ible/ibles/ibles",
        "able/able/ables/ables",
    ),
    linking=frozenset(
        words(
            "est sont était étaient sera seront soit soient a ont été être n'est pas déjà encore très "
            "plus bien aussi toujours"
        )
    ),
    particles=frozenset(
        words(
            "de en par pour avec sans à et ou que se ne pas je tu il elle nous vous ils elles me te lui "
            "leur a ont est sont sur entre comme plus d' n' s' qu' j'"
        )
    ),
)
