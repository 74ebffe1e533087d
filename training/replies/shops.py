"""The fictional shops that drafted replies are measured with."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class BenchShop:
    """A fictional shop, and what is to be known of it before its files are read.

    Attributes:
        store: Id of its store.
        title: Its name.
        pivot: What its agents read.
        languages: What its shoppers write.
        files: Where what its owner has is: catalogue and orders, and what else there is of knowledge,
            glossary, macros.
        passages: The table of its passages; None where it has none.
        hidden: Words of passages, scripts and notes that nobody may be told.
    """

    store: str
    title: str
    pivot: str
    languages: tuple[str, ...]
    files: Path
    passages: Path | None = None
    hidden: tuple[str, ...] = ()

    @property
    def knowledge(self) -> Path:
        """Return the folder of its passages."""
        return self.files / "knowledge"


SERRA: Final = BenchShop(
    store="serra",
    title="Serra & Sal",
    pivot="en",
    languages=("en", "pt-BR"),
    files=_HERE / "shop",
    passages=_HERE / "passages.tsv",
    hidden=("TRIBO40", "GW-", "BLACKTRAIL20", "SCRIPT99", "Zitronensaft"),
)
PETS: Final = BenchShop("focinho", "Focinho", "en", ("en", "pt-BR"), _HERE / "pets")
LUME: Final = BenchShop(
    store="lume",
    title="Lume & Fio",
    pivot="pt-BR",
    languages=("pt-BR", "en"),
    files=_HERE / "lume",
    passages=_HERE / "passages.lume.tsv",
    hidden=("VAGALUME35", "CORT-", "CADERNO25", "LUMESCRIPT77", "Montevideo"),
)
RIBEIRA: Final = BenchShop(
    store="ribeira",
    title="Chá da Ribeira",
    pivot="en",
    languages=("en", "pt-BR"),
    files=_HERE / "ribeira",
    passages=_HERE / "passages.ribeira.tsv",
)
"""A shop that contradicts itself thirteen times."""
SHOPS: Final[Mapping[str, BenchShop]] = {shop.store: shop for shop in (SERRA, PETS, LUME, RIBEIRA)}
