"""Words that promise something: each may only be said where the evidence says it of the same matter.

They are grouped by what is promised, so that "free of charge" and "at no cost" are one promise. Scope counts
as one ("all", "always", "any time"), and so does what somebody is said to have done or to be going to do.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from dragoman.replies.reading.words import stem

_PROMISES: Final[Mapping[str, str]] = {
    "en": r"""
        free: free(?!\s+(?:to|size))|freely|no (?:extra |additional )?(?:cost|charge|fee)s?|on us|gratis
        free: complimentary|on the house|costs? (?:you )?nothing|nothing to pay|zero cost
        free: (?:n[o']t|never) (?:have to |need to |be )?(?:pay|charged?)|without (?:paying|charge|cost)
        free: we(?:'ll| will)? (?:cover|pay for|pay) (?:the|all|your)
        refund: refund\w*|money[- ]back|reimburs\w*|(?:your|the) money (?:returned|again)
        guarantee: guarant\w*|promis\w*|assur\w*|warrant\w*
        certain: certainly|definitely|surely|absolutely|without (?:a )?doubt|no doubt|rest assured|for sure
        today: today|tonight|same[- ]day
        tomorrow: tomorrow|next[- ]day|overnight
        now: now|immediately|instant\w*|right away|straight away|at once|asap|as soon as possible|promptly
        soon: soon|shortly|in no time|in a (?:few|couple of) \w+|within (?:hours|minutes)
        soon: (?:this|next|later this) (?:morning|afternoon|evening|night|week|weekend|month|year)
        soon: (?:by )?(?:the )?end of (?:the|this) (?:day|week|month)
        express: express|priority|expedited|fast[- ]track\w*
        discount: discount\w*|\boff\b|rebate\w*|coupon\w*|voucher\w*|promo\w*|cheaper
        gift: gift\w*|bonus\w*|reward\w*
        credit: credits?|compensat\w*|cashback
        replacement: replac\w*
        always: always|forever|lifetime|unlimited|any ?time|whenever|every time
        never: never
        all: all|every|everything|everywhere|anywhere|anything|worldwide|whatever
        full: full|fully|entire\w*|complete|completely|in full|100 ?%
        approved: approv\w*|authori[sz]\w*|confirmed|granted
        exception: exception\w*|waiv\w*|special case
        done: (?:(?:I|we)(?: have|'ve| had|'d)|(?:has|have|was|were|been) (?:already|just)) ?\w*
        will: (?:I|we)(?: will|'ll| shall| are going to|'re going to| am going to|'m going to)
        must: must|required|mandatory|obligat\w*
        stock: in stock|available|availability
        each: safe|safely|hypoallergenic|non-?toxic|organic|vegan|waterproof|certified|medical\w*|fireproof
        each: unbreakable|water-resistant|original|authentic|handmade|best|cheapest|fastest|tax-free|duty-free
    """,
    "pt": r"""
        free: grátis|gratis|gratuit\w*|de graça|por nossa conta
        free: sem (?:nenhum )?(?:custo|taxa|cobrança)s?(?: adiciona\w+)?|não paga nada|sem pagar
        free: (?:nós )?(?:pagamos|cobrimos|arcamos com)|por conta da casa
        refund: reembols\w*|estorn\w*|dinheiro de volta|restitu\w*|ressarc\w*
        guarantee: garant\w*|promet\w*|assegur\w*
        certain: com certeza|certamente|sem dúvida|definitivamente|pode ficar tranquil\w*
        today: hoje|mesmo dia
        tomorrow: amanhã|dia seguinte
        now: agora|imediat\w*|na hora|instant\w*|o quanto antes
        soon: em breve|logo|em poucos? \w+|em poucas \w+|dentro de (?:horas|minutos)
        soon: (?:nesta|esta|na próxima|neste|este|no próximo) (?:manhã|tarde|noite|semana|mês|fim de semana)
        soon: (?:até o )?fim do (?:dia|mês)
        express: express[oa]?|priori\w*|urgente
        discount: descont\w*|cupo(?:m|ns)|vale\w*|promo\w*|abatimento
        gift: brind\w*|presente\w*|bônus|recompensa\w*
        credit: créditos?|compensaç\w*|cashback
        replacement: substitu\w*|reposiç\w*
        always: sempre|vitalíci\w*|ilimitad\w*|a qualquer (?:momento|hora)
        never: nunca|jamais
        all: todos?|todas?|tudo|qualquer|quaisquer
        full: integr\w*|total|totalmente|complet\w*|100 ?%
        approved: aprov\w*|autoriz\w*|confirmad\w*|concedid\w*
        exception: exceç\w*|isent\w*|dispens\w*
        done: (?:já|acab\w+ de) \w+|(?:eu|nós) \w+(?:ei|amos|emos|imos)
        will: vou|vamos|iremos|irei|\w+(?:aremos|eremos|iremos|arei|erei|irei)
        must: obrigatóri\w*|exigid\w*
        stock: em estoque|disponíve\w*|disponibilidade
        each: segur[oa]s?|hipoalergênic\w*|atóxic\w*|orgânic\w*|vegan\w*|impermeáve\w*|certificad\w*
        each: inquebráve\w*|origina\w*|autêntic\w*|artesana\w*|melhor\w*|mais barat\w*
    """,
}


_EACH: Final = "each"
"""Of this group every word is a promise of its own."""


@lru_cache(maxsize=8)
def _groups(language: str) -> Sequence[tuple[str, re.Pattern[str]]]:
    lines = [line.strip().split(": ", 1) for line in _PROMISES.get(language, "").splitlines() if ":" in line]
    return [(name, re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)) for name, words in lines]


def promises(text: str, language: str) -> Mapping[str, str]:
    """Return what a text promises, and the words that do.

    Args:
        text: A sentence or a clause.
        language: A primary language.
    """
    found: dict[str, str] = {}
    for name, pattern in _groups(language):
        for match in pattern.finditer(text):
            promise = f"{name} {stem(match.group(), language)}" if name == _EACH else name
            found.setdefault(promise, match.group())
    return found


def without_promises(text: str, language: str) -> str:
    """Return a text without the words that promise: what the promise is about."""
    for _, pattern in _groups(language):
        text = pattern.sub(" ", text)
    return text
