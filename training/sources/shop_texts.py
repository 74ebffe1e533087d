"""Texts of the web shop django-oscar in both languages, from its gettext catalogues."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po


def read_shop_texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield English texts with their Brazilian translation; ``folder`` is where the wheel is unpacked."""
    path = folder / "oscar" / "locale" / "pt_BR" / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale="pt_BR")
    for message in catalogue:
        english, portuguese = message.id, message.string
        if isinstance(english, str) and isinstance(portuguese, str) and portuguese and not message.fuzzy:
            yield " ".join(english.split()), " ".join(portuguese.split())
