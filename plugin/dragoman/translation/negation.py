"""Whether a sentence says that something is not so, by the words of six languages.

A translation that lost or gained a "not" says the opposite of what was written, and reads well. Only words
that negate by themselves count as a denial; what merely can carry one over ("without", "unable", "refuse",
"unless") counts in its favour, so that a freer wording is no fault. Words whose prefix denies ("unopened")
must leave a trace each, for which there are positive words too ("sealed").
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of one language.

    Attributes:
        denial: What makes a sentence say no.
        trace: What can stand for it, or has it inside.
        prefixed: Words whose prefix denies what the rest of them says of goods, bills and parcels.
        untouched: What, beside a trace, can stand for such a word: nothing was done to it.
    """

    denial: re.Pattern[str]
    trace: re.Pattern[str]
    prefixed: re.Pattern[str]
    untouched: re.Pattern[str]


def _words(denial: str, trace: str, prefixed: str, untouched: str) -> _Words:
    trace = f"{denial}|{trace}|{prefixed}"
    return _Words(*(_whole(words) for words in (denial, trace, prefixed, f"{trace}|{untouched}")))


def _whole(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


_WORDS: Final[Mapping[str, _Words]] = {
    "en": _words(
        r"not|never|cannot|nobody|nothing|\w+n['\u2019]t"
        r"|(?:do|does|did|ca|wo|is|was|have|has|could|would|should)nt",
        r"no|non|none|no ?one|nowhere|neither|nor|without|hardly|barely|unless|else|except|only|ever"
        r"|non-?\w{4,}|un\w{3,}ed|(?:un|in|im|il|ir)\w+[ai]ble|unable|unlikely|unknown|unlike\w*|incorrect\w*"
        r"|incomplete\w*|invalid|illegal\w*|dis(?:agree|like|continue|believe)\w*|\w+less|fail\w*|refus\w*|den(?:y|ie)\w*|lack\w*"
        r"|prevent\w*|avoid\w*|stop\w*|reject\w*|forg[eo]t\w*|ignor\w*|miss|wrong\w*|little|rather",
        r"un(?:used|opened|worn|washed|damaged|paid|delivered|authori[sz]ed|shipped|processed|assembled|altered|touched"
        r"|changed|satisfied|happy|wanted|finished)",
        r"intact|sealed|closed|new|pristine|pending|outstanding|dis(?:satisfied|pleased|appointed|content)\w*",
    ),
    "pt": _words(
        r"n[ãa]o|nunca|jamais|ningu[ée]m|nada",
        r"nem|sem|nenhum\w*|n|ñ|sequer|tampouco|exceto|apenas|só|somente|sen[ãa]o"
        r"|(?:in|im|i[rl]|des)\w+[áíi]ve(?:l|is)|incapa\w+|incorret\w*|incomplet\w*|inv[áa]lid\w*|ilega\w+"
        r"|desconhec\w*|discord\w+|falt\w*|falh\w*|recus\w*|neg\w+|deix\w+ de|evit\w*|imped\w*"
        r"|par(?:e|em|ou|aram|ar) de|esquec\w*|ignor\w*|errad\w*|raramente|dificilmente",
        r"in(?:alterad|tocad|acabad|satisfeit|desejad)\w*",
        r"fechad\w*|lacrad\w*|selad\w*|intact\w*|[íi]nteg\w*|inteir\w*|nov[oa]s?|pendente\w*|em aberto"
        r"|(?:inutiliz|desautoriz|descontent|infeli[zc]|trist|chatead|frustrad)\w*",
    ),
    "es": _words(
        r"no|nunca|jam[áa]s|nadie|nada",
        r"ni|sin|ning[úu]n\w*|tampoco|excepto|solo|sólo|sino|salvo|(?:in|im|i[rl]|des)\w+[aái]bles?|incapa\w+"
        r"|incorrect\w*|incomplet\w*|inv[áa]lid\w*|ilegal\w*|desconoc\w*|falt\w*|fall\w*|rechaz\w*|neg\w+"
        r"|nieg\w+|dej\w+ de|evit\w*|imp[ei]d\w*|olvid\w*|ignor\w*|equivocad\w*|apenas",
        r"(?:inalterad|intocad|inacabad|insatisfech|indesead|impagad)\w*",
        r"cerrad\w*|precintad\w*|sellad\w*|intact\w*|[íi]ntegr\w*|nuev[oa]s?|pendiente\w*|inutiliz\w*"
        r"|(?:desautoriz|desconten|infeli[zc]|trist)\w*",
    ),
    "fr": _words(
        r"ne|n['\u2019]\w+|pas|jamais|rien|personne",
        r"ni|sans|non|aucun\w*|sauf|seul\w*|(?:in|im|i[rl]|d[ée])\w+[ai]bles?|incapable\w*|incorrect\w*"
        r"|incompl[èe]t\w*|invalide\w*|ill[ée]ga\w+|inconnu\w*|manqu\w*|[ée]ch(?:ou|ec)\w*|refus\w*"
        r"|emp[êe]ch\w*|[ée]vit\w*|arr[êe]t\w*|oubli\w*|ignor\w*|faux|fausse",
        r"(?:inutilis[ée]|inchang[ée]|impay[ée]|inachev[ée]|insatisfait|ind[ée]sir[ée])\w*",
        r"ferm[ée]\w*|scell[ée]\w*|intact\w*|neufs?|neuves?|nouve\w*|m[ée]content\w*|malheureu\w*|attente",
    ),
    "de": _words(
        r"nicht|nie|niemals|nichts|niemand\w*|kein\w*",
        r"ohne|weder|nein|nirgend\w*|kaum|außer|nur|sonst|un(?:m[öo]g|bekan|vollst|g[üu]lt|richt|f[äa]h)\w*"
        r"|\w+los|fehl\w*|\w*weiger\w*|verhinder\w*|vermeid\w*|verg[ea]ss\w*|ignorier\w*|falsch\w*|miss\w*",
        r"un(?:be(?:nutz|sch[äa]dig|zahl|r[üu]hr)|ge(?:[öo]ffne|trage|wasche|brauch)|ver[äa]nder|zufrieden"
        r"|erw[üu]nsch|fertig)\w*",
        r"(?:ver)?schlossen\w*|versiegelt\w*|intakt\w*|neu\w*|ausstehend\w*|unglücklich\w*",
    ),
    "it": _words(
        r"non|mai|niente|nulla|nessun\w*",
        r"n[ée]|senza|no|tranne|solo|(?:in|im|i[rl]|dis)\w+[ai]bil[ei]|incapac\w+|incomplet\w*|invalid\w*"
        r"|illegal\w*|sconosciut\w*|manc\w*|rifiut\w*|neg\w+|smett\w* di|evit\w*|impedi\w*|dimentic\w*"
        r"|ignor\w*|sbagliat\w*",
        r"(?:inutilizzat|inalterat|intoccat|incompiut|insoddisfatt|indesiderat|impagat)\w*",
        r"chius\w*|sigillat\w*|integr\w*|intatt\w*|nuov\w*|sospes\w*|scontent\w*|infelic\w*",
    ),
}


def negation_differs(source: str, target: str, source_language: str, target_language: str) -> bool:
    """Say whether one of two texts denies something of which the other has no trace.

    Args:
        source: A sentence.
        target: Its translation.
        source_language: BCP 47 tag.
        target_language: BCP 47 tag; where either language is not among the tables nothing is said.
    """
    ours, theirs = (_WORDS.get(tag.partition("-")[0].lower()) for tag in (source_language, target_language))
    if ours is None or theirs is None:
        return False
    lost = ours.denial.search(source) and not theirs.trace.search(target)
    gained = theirs.denial.search(target) and not ours.trace.search(source)
    undone = len(ours.prefixed.findall(source)) > len(theirs.untouched.findall(target))
    return bool(lost or gained or undone)
