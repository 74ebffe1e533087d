"""Abbreviations whose full stop does not end a sentence, in the languages that shops write."""

import re
from typing import Final

ABBREVIATIONS: Final = re.compile(
    r"al|approx|apto?|aprox|art|av|cf|dept|dra?|etc|ex|fig|incl|máx|min|mrs?|ms|nos?|obs|pág|prof|pt|ref|sra?|srta|"
    r"st|tel|vol|vs",
    re.IGNORECASE,
)
