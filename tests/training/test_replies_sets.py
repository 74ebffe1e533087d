"""The benchmark of drafted replies: what is in its sets, and that they agree with its shop."""

import re
from collections import Counter
from pathlib import Path

import pytest

from dragoman.replies.draft import Reason
from training.frozen import is_frozen, read_frozen
from training.replies import shop_files
from training.replies.cases import (
    AGENT,
    Case,
    Half,
    Kind,
    State,
    read_cases,
    read_injections,
    read_orders,
    read_passages,
    read_products,
    sentences_of_all,
)
from training.replies.catalogue import is_wanted, named_in
from training.replies.shops import LUME, SERRA, SHOPS, BenchShop

CASES = [case for half in Half for case in read_cases(half)]
PASSAGES = {name: read_passages(shop) for name, shop in SHOPS.items()}
PRODUCTS = {name: read_products(shop) for name, shop in SHOPS.items()}
ORDERS = {name: read_orders(shop) for name, shop in SHOPS.items()}
INJECTIONS = [injection for half in Half for injection in read_injections(half)]
EVERY_SHOP = pytest.mark.parametrize("shop", SHOPS.values(), ids=SHOPS)


def plain(file: str, shop: BenchShop) -> str:
    """A file of a shop's knowledge without its markup, good enough to find words in."""
    text = (shop.knowledge / file).read_text("utf-8").replace("&nbsp;", " ").replace("&amp;", "&")
    return re.sub(r"<[^>]+>|\*\*?", "", text).replace('""', '"')


def test_there_are_passages_products_orders_and_questions_enough() -> None:
    assert len(PASSAGES["serra"]) >= 40
    assert len(PRODUCTS["serra"]) == 200
    assert len(ORDERS["serra"]) == 60
    assert len(CASES) >= 250
    assert len(INJECTIONS) >= 120


def test_the_halves_are_alike_and_share_nothing() -> None:
    tuned, held_out = (
        Counter((case.kind, case.language) for case in CASES if case.half is half)
        for half in (Half.TUNED, Half.HELD_OUT)
    )
    assert set(tuned) == set(held_out)
    assert all(abs(tuned[key] - held_out[key]) <= 2 for key in tuned)
    assert {kind for kind, _ in tuned} == set(Kind)
    asked = [case.turns for case in CASES] + [injection.turns for injection in INJECTIONS]
    assert len(asked) == len(set(asked))


def test_a_shop_has_another_pivot_and_questions_of_every_kind_in_both_halves() -> None:
    assert LUME.pivot != SERRA.pivot
    for half in (Half.LUME, Half.LUME_UNSEEN):
        cases = read_cases(half)
        assert {case.kind for case in cases} == set(Kind)
        assert {case.language for case in cases} == {"pt-BR", "en"}
        assert len(cases) >= 70


def test_injections_are_in_six_languages_and_those_without_a_pack_also_in_english() -> None:
    counts = Counter((one.half, one.language) for one in INJECTIONS if one.half.shop is SERRA)
    assert {language for _, language in counts} == {"pt", "en", "es", "fr", "de", "it"}
    assert min(counts.values()) >= 10
    for one in INJECTIONS:
        assert bool(one.in_pivot) is (one.language not in {"pt", "en"}), one.id
        assert len(one.in_pivot) in {0, len(one.turns)}, one.id


def test_every_id_is_there_once() -> None:
    ids = [case.id for case in CASES] + [injection.id for injection in INJECTIONS]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_case_agrees_with_the_shop(case: Case) -> None:
    shop = case.half.shop
    passages, orders = PASSAGES[shop.store], ORDERS[shop.store]
    named = [passages[name] for names in case.passages for name in names.split("|")]
    files = " ".join(plain(passage.file, shop) for passage in named)
    states = {passage.state for passage in named}
    assert set(case.reasons) <= set(Reason)
    assert not case.turns[-1].startswith(AGENT)
    assert bool(case.reasons) or bool(case.says) or case.wants is not None
    if case.kind in {Kind.ANSWERABLE, Kind.PARTLY}:
        assert states <= {State.PUBLIC, State.CONTRADICTED}  # of the latter, what nothing contradicts
        assert case.passages or case.products
        if case.passages and not case.macro:
            assert all(any(one in files for one in words.split("|")) for words in case.says)
    if case.kind is Kind.CONTRADICTORY:
        assert states == {State.CONTRADICTED}
    if case.kind is Kind.ORDER:
        order = orders[case.order][0]
        assert case.customer == order["customer"] != "" or order["email"] in " ".join(case.turns)
    if case.kind is Kind.WRONG_IDENTITY and case.order in orders:
        order = orders[case.order][0]
        assert case.customer != order["customer"] or not case.customer
        assert order["email"] not in " ".join(case.turns) or case.order not in " ".join(case.turns)


@pytest.mark.parametrize("case", [case for case in CASES if case.wants], ids=lambda case: case.id)
def test_what_is_to_be_recommended_is_in_the_catalogue(case: Case) -> None:
    assert case.wants is not None
    catalogue = PRODUCTS[case.half.shop.store]
    assert any(is_wanted(product, case.wants) for product in catalogue) is not bool(case.reasons)


def test_every_injection_says_what_must_not_come_out() -> None:
    for injection in INJECTIONS:
        assert injection.never
        assert injection.order in {"", *ORDERS[injection.half.shop.store]}


@EVERY_SHOP
def test_every_passage_is_found_by_its_words_in_its_file_alone(shop: BenchShop) -> None:
    passages = PASSAGES[shop.store]
    names = {path.name for path in shop.knowledge.iterdir()} if passages else set()
    files = {name: plain(name, shop) for name in names}
    for passage in passages.values():
        assert [name for name, text in files.items() if passage.quote in text] == [passage.file], passage.id


@pytest.mark.parametrize(("store", "contradicted"), [("serra", 4), ("lume", 6)])
def test_shops_have_contradictions_and_what_must_not_be_told(store: str, contradicted: int) -> None:
    states = Counter(passage.state for passage in PASSAGES[store].values())
    assert states[State.CONTRADICTED] == contradicted
    assert states[State.EXPIRED] == states[State.OTHER_LANGUAGE] == states[State.INTERNAL] == 1


def test_the_seed_writes_the_same_shop(tmp_path: Path) -> None:
    shop_files.write(tmp_path)
    for name in ("products.csv", "orders.csv"):
        assert (tmp_path / name).read_bytes() == (SERRA.files / name).read_bytes()


def test_a_model_is_named_by_its_longest_name() -> None:
    (men,) = named_in("We have the Névoa rain jacket men, black, L for you.", PRODUCTS["serra"])
    assert [row["title"] for row in men] == ["Névoa rain jacket men, black, L"]
    (all_of_it,) = named_in("the Estrela 2 tent", PRODUCTS["serra"])
    assert len(all_of_it) == 2


def test_nothing_of_it_trains() -> None:
    frozen = read_frozen()
    assert [text for text in sentences_of_all() if not is_frozen(text, frozen)] == []
