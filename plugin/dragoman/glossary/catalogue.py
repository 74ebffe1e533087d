"""Names of products and brands in a shop's catalogue: what is never translated."""

from collections import Counter
from typing import Final

from dragoman.glossary.concept import EVERY_LANGUAGE
from dragoman.glossary.formats.encoding import decoded
from dragoman.glossary.formats.separated import lines_of
from dragoman.glossary.model import GlossaryError
from dragoman.glossary.seeding import Proposal, Reason

# Shopify, WooCommerce, Magento and most feeds call them so.
_NAMES: Final = frozenset({"title", "name", "product", "product name", "product_name"})
_BRANDS: Final = frozenset({"brand", "brands", "vendor", "manufacturer", "marca"})


def named(raw: bytes) -> list[Proposal]:
    """Return the names in a catalogue, a table with a header, those in most lines first.

    Args:
        raw: The file: CSV, in any of the encodings and with any of the separators of spreadsheets.

    Raises:
        GlossaryError: it has no column of names; the text says which are looked for.
    """
    text, _ = decoded(raw)
    lines = lines_of(text)
    header = next(lines, None)
    columns = [name.strip().lower() for name in header.cells] if header else []
    wanted = [place for place, name in enumerate(columns) if name in _NAMES | _BRANDS]
    if not wanted:
        raise GlossaryError(
            f"the catalogue has no column of names: call one of them {', '.join(sorted(_NAMES | _BRANDS))}"
        )
    counts: Counter[str] = Counter()
    for line in lines:
        names = (" ".join(line.cells[place].split()) for place in wanted if place < len(line.cells))
        counts.update(dict.fromkeys(names, 1))
    counts.pop("", None)
    return [Proposal(Reason.CATALOGUE, {EVERY_LANGUAGE: name}, count) for name, count in counts.most_common()]
