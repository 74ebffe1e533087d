"""What tells one rule of a shop from another that is worded alike: whom it is for, and what is done.

"Standard delivery" and "express delivery", members and guests, sending an item back and being paid back:
two values for two of these go together.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

_CASES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "express": r"express|priority|overnight|next[- ]day|same[- ]day|urgent",
        "standard": r"standard|economy|regular (?:delivery|shipping)",
        "member": r"(?<!non-)(?<!non )members?(?:hip)?|loyalty|VIP",
        "guest": r"guests?|non-?\s?members?",
        "trade": r"trade|wholesale|resellers?|retailers|business (?:customer|account|order)s?|B2B|companies",
        "student": r"students?|teachers?",
        "age": r"senior(?:s| citizens?)|pensioners?|child(?:ren)?|kids?|adults?",
        "sale": r"on sale|in the sale|sale items?|outlet|clearance|reduced items?|final sale",
        "faulty": r"fault(?:y|s)?|defect\w*|damaged?|broken|wrong items?",
        "made": r"personali[sz]ed|customi[sz]ed|custom-made|made[- ]to[- ]order|engraved",
        "used": r"used|refurbished|second[- ]hand",
        "transfer": r"bank transfers?|boletos?|cheques?",
        "wallet": r"paypal|pix|mb way|klarna",
        "islands": r"islands?|azores|madeira|balearic",
        "abroad": r"abroad|overseas|international\w*|outside (?:of )?\w+|other countries",
        "bulky": r"bulky|oversized?|heavy|large parcels?|pallets?",
        "digital": r"digital|e-?books?|downloads?|online courses?",
    },
    "pt": {
        "express": r"express[oa]s?|sedex|urgentes?|mesmo dia|dia seguinte",
        "standard": r"padr(?:ão|ões)|econômic[oa]s?|normal|pac",
        "member": r"membros?|sóci[oa]s?|assinantes?|fidelidade",
        "guest": r"visitantes?|convidad[oa]s?|não[- ](?:membros?|sóci[oa]s?)",
        "trade": r"atacado|revendedor\w*|lojistas?|empresas?|pessoas? jurídicas?",
        "student": r"estudantes?|professor\w*",
        "age": r"idos[oa]s?|crianças?|adult[oa]s?",
        "sale": r"em promoção|em liquidação|outlet|com desconto",
        "faulty": r"defeit\w+|danificad\w+|quebrad\w+|avaria\w*",
        "made": r"personalizad[oa]s?|sob medida|gravad[oa]s?",
        "used": r"usad[oa]s?|seminov[oa]s?",
        "transfer": r"transferência bancária|boletos?|cheques?",
        "wallet": r"paypal|pix|mb way",
        "islands": r"ilhas?|açores|madeira",
        "abroad": r"exterior|internacion\w+|fora d[oe] \w+|outros países",
        "bulky": r"volumos[oa]s?|pesad[oa]s?|paletes?",
        "digital": r"digita(?:l|is)|e-?books?|downloads?",
    },
}
_WARRANTY: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(r"\bwarrant\w*|\bguarant\w*", re.IGNORECASE),
    "pt": re.compile(r"\bgarantia\w*", re.IGNORECASE),
}
RETURN: Final = "return"
"""To send back, without which hardly anything else is done: refunds and exchanges speak of it as well."""
_ACTS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        RETURN: r"return\w*|send (?:\w+ ){0,3}back|sent back|sending (?:\w+ ){0,2}back|withdraw\w*",
        "refund": r"refund\w*|money back|reimburs\w*|pay (?:\w+ ){0,3}back|credited",
        "exchange": r"exchang\w+|swap\w*",
        "cancel": r"cancel\w*",
        "repair": r"repair\w*",
        "warranty": r"warrant\w*|guarant\w*",
        "complain": r"tell us|report\w*|claims?|complain\w*",
        "answer": r"answer\w*|repl(?:y|ies)|respond\w*|response",
        "keep": r"kept|keep|hold|held|reserve\w*",
        "prepare": r"dispatch\w*|prepar\w*|process\w*|pack(?:ed|ing)|leaves? (?:our|the) warehouse",
    },
    "pt": {
        RETURN: r"devolv\w+|devoluç\w+|mandar de volta|arrepend\w+",
        "refund": r"reembols\w+|estorn\w+|dinheiro de volta|restitu\w+",
        "exchange": r"troc\w+",
        "cancel": r"cancel\w+",
        "repair": r"consert\w+|repar\w+",
        "warranty": r"garantia\w*",
        "complain": r"avis\w+|reclam\w+|inform\w+",
        "answer": r"respost\w+|respond\w+",
        "keep": r"guardad\w+|guardamos|reserv\w+",
        "prepare": r"despach\w+|prepar\w+|process\w+|embala\w+",
    },
}


def cases_of(text: str, language: str) -> frozenset[str]:
    """Return the cases that a text speaks of: whom or what it holds for.

    Args:
        text: A sentence with its headings.
        language: A primary language.
    """
    found = _found(text, _patterns(language)[0])
    warranty = _WARRANTY.get(language)
    # A warranty is for what is faulty, whether it says so or not.
    return found - {"faulty"} if warranty and warranty.search(text) else found


def acts_of(text: str, language: str) -> frozenset[str]:
    """Return what is done in a text: ``RETURN`` and whatever else."""
    return _found(text, _patterns(language)[1])


def _found(text: str, patterns: Mapping[str, re.Pattern[str]]) -> frozenset[str]:
    return frozenset(name for name, pattern in patterns.items() if pattern.search(text))


@cache
def _patterns(language: str) -> tuple[Mapping[str, re.Pattern[str]], Mapping[str, re.Pattern[str]]]:
    cases, acts = (
        {name: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) for name, words in every.items()}
        for every in (_CASES.get(language, {}), _ACTS.get(language, {}))
    )
    return cases, acts
