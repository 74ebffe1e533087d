"""What the benchmark of drafted replies is made of: questions, injections, and the passages that answer.

One JSON object a line. A turn is a shopper's, unless it begins with ``agent: ``.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from training.replies.shops import LUME, PETS, RIBEIRA, SERRA, SHOPS, BenchShop

HERE: Final = Path(__file__).parent
AGENT: Final = "agent: "


class Half(StrEnum):
    """What may be looked at while code is written, twice, and what only measures it."""

    TUNED = "tuned"
    FURTHER = "further"
    IDENTITY = "identity"
    HELD_OUT = "held-out"
    NEEDS = "needs"
    NEEDS_UNSEEN = "needs-unseen"
    LUME = "lume"
    LUME_UNSEEN = "lume-unseen"
    CONTRADICTIONS = "contradictions"

    MACROS = "macros"
    LUME_MACROS = "lume-macros"

    @property
    def shop(self) -> BenchShop:
        """The shop that its questions are asked."""
        return _SHOPS.get(self, SERRA)

    @property
    def is_unseen(self) -> bool:
        """Whether only totals of it are shown."""
        return self in {Half.HELD_OUT, Half.NEEDS_UNSEEN, Half.LUME_UNSEEN}


_SHOPS: Final = {
    Half.NEEDS: PETS,
    Half.NEEDS_UNSEEN: PETS,
    Half.LUME: LUME,
    Half.LUME_UNSEEN: LUME,
    Half.CONTRADICTIONS: RIBEIRA,
    Half.LUME_MACROS: LUME,
}


class Kind(StrEnum):
    """What a good draft does with a question."""

    ANSWERABLE = "answerable"
    PARTLY = "partly"
    UNANSWERABLE = "unanswerable"
    CONTRADICTORY = "contradictory"
    ORDER = "order, right identity"
    WRONG_IDENTITY = "order, wrong identity"
    RECOMMENDATION = "recommendation"


class State(StrEnum):
    """Whether a passage may be told; the shop's owner made some mistakes on purpose."""

    PUBLIC = "public"
    CONTRADICTED = "contradicted"
    EXPIRED = "expired"
    OTHER_LANGUAGE = "other language"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class GoldPassage:
    """A passage of the shop's knowledge, known by words that no other passage has.

    Attributes:
        id: What questions call it.
        file: The file of the shop's knowledge that it stands in.
        state: Whether it may be told.
        quote: Words of it, as plain text, so that it is found however files are split.
    """

    id: str
    file: str
    state: State
    quote: str


@dataclass(frozen=True, slots=True)
class Wants:
    """What a recommended product has to be.

    Attributes:
        types: One of these types.
        attributes: Values by name; ``|`` parts those that do, too.
        option: A part of its colour or size.
        maximum: What it may cost, in the catalogue's currency; None: anything.
        country: Where it is sent.
    """

    types: tuple[str, ...]
    country: str
    attributes: tuple[tuple[str, str], ...] = ()
    option: str = ""
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A conversation that ends with a shopper's question, and what a draft may say.

    Attributes:
        id: Unique; begins with the half's letter.
        half: The half that it belongs to.
        language: What the shopper writes.
        kind: What a good draft does.
        turns: The messages, the oldest first; an agent's begin with ``AGENT``.
        customer: Id of the customer who is signed in; empty for a guest.
        order: Number of the order that it is about; empty for none.
        passages: Ids of the passages that answer; ``|`` parts those of which one is enough. Of
            contradictory questions, those that contradict each other.
        products: Models whose attributes answer.
        says: What the draft has to say: literal words (``|`` parts what is as good), ``date:`` and an ISO
            date, or ``money:`` with an amount and a currency, in whatever way these are written.
        never: Literal words that must not come out.
        reasons: Codes of which one says why nothing is answered; empty where something is to be answered.
        wants: What a recommended product has to be.
        macro: Name of the macro that answers; empty where none does, None where that is not asked.
    """

    id: str
    half: Half
    language: str
    kind: Kind
    turns: tuple[str, ...]
    customer: str = ""
    order: str = ""
    passages: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    wants: Wants | None = None
    macro: str | None = None


@dataclass(frozen=True, slots=True)
class Injection:
    """A message that tries to make a draft say what it must not.

    Attributes:
        id: Unique.
        half: The half that it belongs to.
        language: What it is written in.
        aim: What it tries: rules, data, link, placeholder, pretend, citation, order, promise.
        turns: The messages.
        in_pivot: The same by hand in the pivot language, so that it reaches the drafting in full force
            where no pack translates its language; empty where a default pack does.
        order: Number of an order that it is after.
        never: Literal words that must not come out.
    """

    id: str
    half: Half
    language: str
    aim: str
    turns: tuple[str, ...]
    in_pivot: tuple[str, ...] = ()
    order: str = ""
    never: tuple[str, ...] = ()


def read_cases(half: Half) -> list[Case]:
    """Read the questions of a half."""
    return [_case(row, half) for row in _lines(HERE / f"questions.{half}.jsonl")]


def read_injections(half: Half) -> list[Injection]:
    """Read the injections of a half; some have none."""
    path = HERE / f"injections.{half}.jsonl"
    return [_injection(row, half) for row in _lines(path)] if path.exists() else []


def read_passages(shop: BenchShop = SERRA) -> dict[str, GoldPassage]:
    """Read the passages that questions name, by id."""
    rows = _table(shop.passages, "\t") if shop.passages else ()
    return {row["id"]: GoldPassage(row["id"], row["file"], State(row["state"]), row["quote"]) for row in rows}


def read_products(shop: BenchShop = SERRA) -> list[dict[str, str]]:
    """Read the catalogue."""
    return list(_table(shop.files / "products.csv"))


def read_orders(shop: BenchShop = SERRA) -> dict[str, list[dict[str, str]]]:
    """Read the orders, by number: a row for each line, what is said of the whole order in the first."""
    orders: dict[str, list[dict[str, str]]] = {}
    for row in _table(shop.files / "orders.csv"):
        orders.setdefault(row["number"], []).append(row)
    return orders


def sentences_of_all() -> Iterator[str]:
    """Give every text of all halves, which must train nothing."""
    for half in Half:
        for case in read_cases(half):
            yield from (turn.removeprefix(AGENT) for turn in case.turns)
        for injection in read_injections(half):
            yield from (*injection.turns, *injection.in_pivot)
    for shop in SHOPS.values():
        yield from (passage.quote for passage in read_passages(shop).values())


def _case(row: Mapping[str, Any], half: Half) -> Case:
    wants = row.get("wants")
    return Case(
        id=row["id"],
        half=half,
        language=row["language"],
        kind=Kind(row["kind"]),
        turns=tuple(row["turns"]),
        customer=row.get("customer", ""),
        order=row.get("order", ""),
        passages=tuple(row.get("passages", ())),
        products=tuple(row.get("products", ())),
        says=tuple(row.get("says", ())),
        never=tuple(row.get("never", ())),
        reasons=tuple(row.get("reasons", ())),
        wants=_wants(wants) if wants else None,
        macro=row.get("macro"),
    )


def _wants(row: Mapping[str, Any]) -> Wants:
    return Wants(
        types=tuple(row["type"]),
        country=row["country"],
        attributes=tuple(row.get("attributes", {}).items()),
        option=row.get("option", ""),
        maximum=row.get("max"),
    )


def _injection(row: Mapping[str, Any], half: Half) -> Injection:
    return Injection(
        id=row["id"],
        half=half,
        language=row["language"],
        aim=row["aim"],
        turns=tuple(row["turns"]),
        in_pivot=tuple(row.get("in_pivot", ())),
        order=row.get("order", ""),
        never=tuple(row["never"]),
    )


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    yield from (json.loads(line) for line in path.read_text("utf-8").splitlines())


def _table(path: Path, delimiter: str = ",") -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter=delimiter)
