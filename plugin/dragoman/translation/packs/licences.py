"""Licences of packs: what is not known is said, and what forbids commercial use is asked about.

A shop is a business, so a pack under a non-commercial licence is refused until the owner accepts that licence
by its name: they may have the author's permission, or be no business.
"""

import re
from typing import Final

from dragoman.translation.packs.pack import PackError

UNKNOWN: Final = "NOASSERTION"
"""SPDX's word for a licence that nobody states."""
_NON_COMMERCIAL: Final = re.compile(r"(^|[-_ ])(nc|non[-_ ]?commercial)([-_ ]|$)", re.IGNORECASE)
_SPDX: Final = {
    "cc-by-4.0": "CC-BY-4.0",
    "cc-by-nc-4.0": "CC-BY-NC-4.0",
    "cc-by-sa-4.0": "CC-BY-SA-4.0",
    "cc0-1.0": "CC0-1.0",
    "apache-2.0": "Apache-2.0",
    "mit": "MIT",
    "mpl-2.0": "MPL-2.0",
}
# Models whose files do not always say so: https://github.com/facebookresearch/fairseq/tree/nllb
_BY_NAME: Final = {"nllb": "CC-BY-NC-4.0"}


def licence_of(stated: str, name: str) -> str:
    """Return a licence as SPDX writes it, ``UNKNOWN`` where none is stated.

    Args:
        stated: What the pack says of its licence; may be empty.
        name: Name of the pack or of its folder: some families of models have one licence.
    """
    stated = " ".join(stated.split())
    if stated:
        return _SPDX.get(stated.lower(), stated)
    return next((licence for family, licence in _BY_NAME.items() if family in name.lower()), UNKNOWN)


def permit(name: str, licence: str, accepted: str | None) -> None:
    """Return if a pack may be installed.

    Args:
        name: Name of the pack.
        licence: Its licence.
        accepted: The licence that the owner accepts in words, if any.

    Raises:
        PackError: the licence forbids commercial use and the owner has not accepted it.
    """
    if _NON_COMMERCIAL.search(licence) and (accepted or "").lower() != licence.lower():
        raise PackError(
            f"the pack {name} is under {licence}, which forbids commercial use: if you may use it all the "
            f'same, say so with --accept-licence "{licence}"'
        )


def spoken(licence: str) -> str:
    """Return a licence as it is shown to a person."""
    return "licence not stated" if licence == UNKNOWN else licence
