"""Made-up values of every kind that must come out of a translation as they went in."""

import string
from collections.abc import Callable, Mapping
from random import Random
from typing import Final

from dragoman.translation.check_digits import is_card, is_cnpj, is_cpf, is_iban

# In these patterns • stands for a digit, ¹ for one that is not 0, Δ for a capital, δ for a small letter.
_WILD: Final = {
    "•": string.digits,
    "¹": "123456789",
    "Δ": string.ascii_uppercase,
    "δ": string.ascii_lowercase,
}
# What would cut a pattern in two is written so: spaces, narrow ones, and the sign for spaces itself.
_SPACES: Final = str.maketrans({"_": " ", "†": "\u202f", "‿": "_"})
_PATTERNS: Final[Mapping[str, str]] = {
    "url": """https://shop.example/t/Δ¹•••••• https://www.example.com/orders?id=¹•••&lang=δδ#δδδ
        www.δδδδδ.com.br/pedidos/¹••• δδδδδδ.com http://δδδ.example.org:8080/~δδδδ/δδ‿δδ.html""",
    "e-mail": "δδδδ‿δδδ••@example.com δδδδ.δδδδδ@loja.com.br δδδδ+δδ••@mail.example.org",
    "telephone": """+55_11_9¹•••-•••• (11)_9¹•••-•••• +1_(555)_¹••-•••• 555-¹••-••••
        +4930¹•••••• 0800_¹••_•••• +44_20_7946_0¹•• 11_9¹•••-••••""",
    "order": "#¹•••• #¹•••••• ¹••••••• ΔΔ-¹•••• #Δ¹••-•• n.º_¹••••",
    "tracking": "1Z999ΔΔ1¹•••••••• ΔΔ¹••••••••BR ΔΔΔ¹••••••••• 4202¹••••••••••••••••••••",
    "sku": "ΔΔΔ-¹••-ΔΔ ΔΔ¹•• SKU-¹••••-ΔΔ δδ‿¹•‿δδδ ¹•••-ΔΔΔ Δ¹-••/ΔΔ",
    "coupon": "ΔΔΔΔΔ¹• SAVE¹• BEMVINDO¹• δδδδ¹• ΔΔΔΔ-ΔΔΔΔ-¹•••",
    "price": """R$_1.¹••,90 R$¹• R$_¹••,•• US$_¹• US$_1,¹••.•• $¹• $¹••.•• $_¹• ¹•,50_€ €¹•• €_¹•,••
        1'¹••.00_CHF CHF_1'¹••.50 1_¹••,90_zł ¹••,••_zł ¥¹••• ¥_¹•,••• £¹•.•• ¹••_USD EUR_¹•.•• BRL_¹••,••
        ₹1,¹•,••• ¹••_kr 1.¹••,••€ ¹•••_円 A$¹•.50 -$¹•.•• ¹•_Kč ¹••_元 2†¹••,00†€""",
    "date": """2026-1¹-0¹ 0¹/12/2026 ¹.12.2026 12/1¹/26 2026/11/1¹ 1¹-11-2026 1¹/11 2026-12-0¹T14:30:00Z
        0¹.12.26""",
    "time": "14h3¹ 1¹h ¹:30_pm 14:3¹ 11:1¹_a.m. 8:05:0¹ ¹am 14:3¹h 10h-1¹h ¹:15_PM 18h3¹min",
    "size": """4¹_EU 10x1¹_cm ¹•GB 10_x_1¹_x_20_cm ¹,5_kg ¹••ml 3¹/40 ¹•" 5'1¹" 2.¹_m² EU_4¹ US_¹.5
        110-¹••V ¹XL 3¹°C ¹•_% ¹•% 6¹_mm""",
    "placeholder": "{{name}} {{_order.id_}} %s ${δδδδ} {0} %(δδδ)s %1$s [[δδδδ]] %d {δδδδ‿δδ} %NAME%",
    "emoji": "😀 🎉 ❤️ 👍🏽 👨‍👩‍👧 🇧🇷 😡😡 ⭐",
    "code": "`git_status` `δδδ‿δδδ()` `SELECT_¹` δδδδ‿δδδ.pdf v1.¹.¹ 192.168.1•.¹ @δδδδ‿δδ",
}


def _from_patterns(patterns: str) -> Callable[[Random], str]:
    choices = [pattern.translate(_SPACES) for pattern in patterns.split()]
    return lambda random: _spelled(random.choice(choices), random)


def _spelled(pattern: str, random: Random) -> str:
    return "".join(random.choice(_WILD.get(character, character)) for character in pattern)


def _checked(pattern: str, check: Callable[[str], bool]) -> Callable[[Random], str]:
    """Return a maker whose values pass a check, which one in ten to a hundred does by chance."""

    def make(random: Random) -> str:
        while not check(value := _spelled(pattern, random)):
            pass
        return value

    return make


MAKERS: Final[Mapping[str, Callable[[Random], str]]] = {
    **{kind: _from_patterns(patterns) for kind, patterns in _PATTERNS.items()},
    "card": _checked("4¹•• •••• •••• ••••", is_card),
    "card in a row": _checked("5¹••••••••••••••", is_card),
    "IBAN": _checked("DE¹• •••• •••• •••• •••• ••", is_iban),
    "IBAN in a row": _checked("GB¹•NWBK••••••••••••••", is_iban),
    "CPF": _checked("¹••.•••.•••-••", is_cpf),
    "CNPJ": _checked("¹•.•••.•••/0001-••", is_cnpj),
}
"""Makes a value of each kind; the same random numbers make the same value."""
