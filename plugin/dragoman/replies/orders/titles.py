"""What a product is called, and which of its variants a title names: "Ridge tent" and ", green, M"."""

import re
from typing import Final

_VARIANT: Final = re.compile(r"[,(/|]|\s[-\u2013]\s")


def name_of(title: str) -> str:
    """Return what a product is called, its variant aside."""
    return _VARIANT.split(title, maxsplit=1)[0].strip()


def variant_of(title: str) -> str:
    """Return the variant, with what parts it from the name; empty where a title names none."""
    return title[len(_VARIANT.split(title, maxsplit=1)[0]) :]
