"""Whose orders a draft may speak of, and what it may say of them."""

from dataclasses import replace
from pathlib import Path

import pytest

from dragoman.commerce import Shipment
from dragoman.domain import Author
from dragoman.evidence import EvidenceKind
from dragoman.replies.asking import asked
from dragoman.replies.draft import Turn
from dragoman.replies.orders.countries import country_named
from dragoman.replies.orders.evidence import ORDER_FIELDS, order_evidence, order_values
from dragoman.replies.orders.identity import MOST_TRIES, Claimed, claimed, proven
from dragoman.replies.orders.values import said, spellings
from dragoman.replies.writers.own_orders import order_sentences
from dragoman.shops.csv_files import CsvShop
from dragoman.wording import Wording
from tests.shops.test_csv_files import ORDER, ORDERS, PRODUCTS

ANA = "ana@example.com"


@pytest.fixture
def shop(tmp_path: Path) -> CsvShop:
    (tmp_path / "products.csv").write_text(PRODUCTS, encoding="utf-8")
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    return CsvShop(tmp_path)


def names(shop: CsvShop, **claimed: object) -> tuple[list[str], tuple[str, ...]]:
    found = proven(shop, Claimed(**{"customer": None, "names": (), "emails": (), **claimed}))  # type: ignore[arg-type]
    return [order.name for order in found.orders], found.unproven


def test_an_order_is_proven_by_its_name_and_its_address(shop: CsvShop) -> None:
    assert names(shop, names=("1001",), emails=("eva@example.com", ANA)) == (["#1001"], ())


def test_amounts_are_found_in_portuguese_whose_blanks_do_not_break() -> None:
    found = order_evidence(ORDER, "pt-BR", Wording("pt-BR"))
    wants = asked([Turn(Author.SHOPPER, "qual o total do pedido 1001?")], "pt-BR")
    told = order_sentences([found], wants, "pt")
    assert any("total" in sentence.text for sentence in told)


@pytest.mark.parametrize("status", ["ready for pick-up", "ready_for_pickup", "Ready for pickup"])
def test_states_are_known_however_they_are_written(status: str) -> None:
    fields = dict(order_evidence(replace(ORDER, status=status), "pt-BR", Wording("pt-BR")).fields)
    assert fields["order.status"] == "pronto para retirada"


@pytest.mark.parametrize("emails", [(), ("eva@example.com",), ("",)])
def test_without_its_address_an_order_is_as_unknown_as_one_that_does_not_exist(
    shop: CsvShop, emails: tuple[str, ...]
) -> None:
    assert names(shop, names=("#1001", "#7777"), emails=emails) == ([], ("#1001", "#7777"))


def test_a_customer_who_is_signed_in_is_shown_their_own_orders(shop: CsvShop) -> None:
    assert names(shop, customer="c1") == (["#1002", "#1001"], ())
    assert names(shop, customer="c1", names=("1002",)) == (["#1002"], ())


def test_a_customer_who_is_signed_in_does_not_see_what_is_not_theirs(shop: CsvShop) -> None:
    assert names(shop, customer="c9", names=("1001",)) == ([], ("1001",))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Where is my order?", ["#1002", "#1001"]),
        ("Where is my mother's order?", []),
        ("It is a present. Has my mother's parcel been sent? Order 1001.", ["#1001"]),
    ],
)
def test_being_signed_in_does_not_prove_somebody_elses_order(
    shop: CsvShop, text: str, found: list[str]
) -> None:
    what = asked([Turn(Author.SHOPPER, text)], "en")
    assert [order.name for order in proven(shop, claimed(what, "c1")).orders] == found


def test_the_number_of_a_parcel_names_the_order_that_it_is_of(shop: CsvShop) -> None:
    (parcel,) = [one.number for order in shop.shopper("c1").orders for one in order.shipments]  # type: ignore[union-attr]
    assert parcel is not None
    assert names(shop, customer="c1", names=(parcel,)) == (["#1001"], ())
    assert names(shop, names=("1001", parcel), emails=(ANA,)) == (["#1001"], ())
    assert names(shop, names=(parcel,), emails=(ANA,)) == ([], (parcel,))


def test_who_keeps_trying_is_not_listened_to(shop: CsvShop) -> None:
    guesses = tuple(f"guess{number}@example.com" for number in range(MOST_TRIES))
    assert names(shop, names=("1001",), emails=(*guesses, ANA)) == ([], ("1001",))


def test_what_is_said_of_an_order_stands_in_its_evidence_and_in_its_fields() -> None:
    found = order_evidence(ORDER, "en", Wording("en"))
    assert found.kind is EvidenceKind.ORDER
    fields = dict(found.fields)
    assert fields["order.status"] == "shipped"
    assert fields["order.expected_on"] == "November 28, 2026"
    assert fields["order.total"] == "€129.90"
    assert fields["order.items"] == "2 x Aurora lamp, 1 x Camp stove"
    assert all(value in found.words for value in fields.values())
    assert "Your order #1001 is shipped." in found.words


def test_every_field_of_an_order_is_among_those_that_slots_may_name() -> None:
    refunded = replace(ORDER, shipping=ORDER.total, refunded=ORDER.total, refunded_on=ORDER.placed_on)
    parcel = Shipment("Correios", "BR1", "https://track.example", *(ORDER.placed_on,) * 3)
    everything = replace(refunded, status="shipped", payment="paid", shipments=(parcel,))
    assert {name for name, _ in order_evidence(everything, "en", Wording("en")).fields} == set(ORDER_FIELDS)


def test_an_order_is_told_in_the_language_of_the_agents() -> None:
    words = order_evidence(ORDER, "pt-BR", Wording("pt-BR")).words
    assert "28 de novembro de 2026" in words
    assert "€\xa0129,90" in words
    assert "enviado" in words


def test_amounts_and_days_are_written_anew_for_the_shopper() -> None:
    pairs = spellings(order_values(ORDER), "en", "pt-BR")
    assert pairs["November 28, 2026"] == "28 de novembro de 2026"
    assert pairs["€129.90"] == "€\xa0129,90"
    assert spellings(order_values(ORDER), "en", "en") == {}


def test_a_language_that_is_not_known_writes_values_as_english_does() -> None:
    assert said(ORDER.total, "tlh") == "€129.90"


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("Do you ship to Brazil?", "en", "BR"),
        ("Moro nos Estados Unidos.", "pt-BR", "US"),
        ("From Portugal to Spain", "en", None),
        ("I need a tent", "en", None),
        ("we live in the united kingdom", "en", "GB"),
        ("It goes to Porto Alegre.", "en", "BR"),
        ("Sent to Lyon, not to Rome", "en", None),
        ("That would be nice", "en", None),
    ],
)
def test_a_country_is_known_where_one_is_named(text: str, language: str, code: str | None) -> None:
    assert country_named(text, language) == code
