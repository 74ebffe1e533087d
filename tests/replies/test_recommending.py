"""What is recommended, and why."""

from dataclasses import replace
from pathlib import Path

import pytest

from dragoman.evidence import Evidence
from dragoman.replies.orders.products import PRODUCT_FIELDS, product_evidence
from dragoman.replies.orders.recommending import Recommended, Wish, is_named, recommended
from dragoman.shops.csv_files import CsvShop
from dragoman.wording import Wording
from tests.shops.test_csv_files import ORDER, ORDERS

PRODUCTS = """\
id,title,category,description,attributes,price,currency,stock,ships_to,bought_with,link
1,Ridge tent,Tents,A tent for two.,colour=green; waterproof=yes; sleeps=2,199,EUR,4,PT ES,4,https://shop.example/1
2,Valley tent,Tents,A tent for four.,colour=blue; waterproof=no; sleeps=4,149,EUR,2,,,
3,Storm tent,Tents,Withstands storms.,colour=green; waterproof=yes,99,EUR,0,,,
4,Tent pegs,Camping,Ten pegs of steel.,,9.90,EUR,50,,1,
7,Aurora lamp,Lamps,A reading lamp of oak.,colour=green,64.95,EUR,3,,4,
"""
WISH = Wish("Can you recommend a waterproof tent?", "en", "PT", ())


@pytest.fixture
def shop(tmp_path: Path) -> CsvShop:
    (tmp_path / "products.csv").write_text(PRODUCTS, encoding="utf-8")
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    return CsvShop(tmp_path)


def titles(shop: CsvShop, wish: Wish) -> list[str]:
    return [one.product.title for one in recommended(shop, wish)]


def test_what_fits_best_comes_first_and_what_is_sold_out_not_at_all(shop: CsvShop) -> None:
    found = titles(shop, WISH)
    assert found[0] == "Ridge tent"
    assert "Storm tent" not in found


def test_nothing_is_recommended_that_is_not_sent_to_the_shopper(shop: CsvShop) -> None:
    assert "Ridge tent" not in titles(shop, replace(WISH, country="BR"))


def test_nothing_is_recommended_above_what_the_shopper_wants_to_pay(shop: CsvShop) -> None:
    assert titles(shop, replace(WISH, words="a tent under 150 euros"))[0] == "Valley tent"


@pytest.mark.parametrize("words", ["Do you have umbrellas?", "something nice for my mother", "", "🙂"])
def test_where_nothing_fits_nothing_is_recommended(shop: CsvShop, words: str) -> None:
    assert titles(shop, replace(WISH, words=words)) == []


def test_what_goes_with_what_they_bought_is_said_so_and_what_they_have_is_left_out(shop: CsvShop) -> None:
    (pegs,) = recommended(shop, replace(WISH, words="pegs for camping", orders=(ORDER,)))
    assert "It is often bought together with Aurora lamp." in evidence(pegs).words
    assert titles(shop, replace(WISH, words="a green lamp", orders=(ORDER,))) == []


def evidence(one: Recommended, country: str | None = "PT") -> Evidence:
    return product_evidence(one, "en", country, Wording("en"))


def test_every_field_of_a_product_is_among_those_that_slots_may_name(shop: CsvShop) -> None:
    (pegs,) = recommended(shop, replace(WISH, words="pegs for camping", orders=(ORDER,)))
    product = replace(pegs.product, stock=2, link="https://shop.example/pegs")
    fields = evidence(replace(pegs, product=product)).fields
    assert {name for name, _ in fields} == set(PRODUCT_FIELDS)


def test_the_reasons_stand_in_the_evidence(shop: CsvShop) -> None:
    found = evidence(recommended(shop, WISH)[0])
    assert found.words.splitlines()[:5] == [
        "Ridge tent costs €199.00.",
        "It has what you asked for: waterproof yes.",
        "It is in stock.",
        "It is sent to Portugal.",
        "See it here: https://shop.example/1",
    ]
    assert "Sleeps: 2." in found.words
    assert dict(found.fields)["product.price"] == "€199.00"


def test_where_the_country_is_not_known_it_is_said_where_a_product_is_sent(shop: CsvShop) -> None:
    found = evidence(recommended(shop, replace(WISH, country=None))[0], None)
    assert "It is sent only to: Portugal, Spain." in found.words


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("a tent that sleeps four", "Valley tent"),
        ("I need a tent. It sleeps two people?", "Ridge tent"),
        ("a gray or green lamp", "Aurora lamp"),
        ("What goes with the Ridge tent?", "Tent pegs"),
    ],
)
def test_numbers_colours_and_what_goes_with_another_are_understood(
    shop: CsvShop, words: str, first: str
) -> None:
    assert titles(shop, replace(WISH, words=words))[0] == first


def test_a_limit_in_another_currency_cannot_be_kept_so_nothing_is_recommended(shop: CsvShop) -> None:
    assert titles(shop, replace(WISH, words="a tent for less than 500 reais")) == []


def test_a_product_is_named_where_every_word_of_its_name_stands(shop: CsvShop) -> None:
    (lamp,) = shop.products_by_id(["7"], "en")
    assert is_named(lamp, "How heavy is the aurora lamp?", "en")
    assert not is_named(lamp, "How heavy is the lamp?", "en")


def test_about_so_much_may_be_a_tenth_more(shop: CsvShop) -> None:
    assert titles(shop, replace(WISH, words="a lamp for around 60 euros")) == ["Aurora lamp"]
    assert titles(shop, replace(WISH, words="a lamp for around 50 euros")) == []


def test_who_may_ask_for_a_product_means_only_a_kind_of_thing_that_they_name(shop: CsvShop) -> None:
    unsure = replace(WISH, least=0.5)
    assert titles(shop, replace(unsure, words="We are two and need tents")) == ["Valley tent", "Ridge tent"]
    assert titles(shop, replace(unsure, words="Do you have anything of steel?")) == []


def test_a_size_lies_in_a_range_of_sizes(shop: CsvShop, tmp_path: Path) -> None:
    header = PRODUCTS.splitlines()[0]
    rows = [f'{i},"Wool socks, {sizes}",Socks,,,9,EUR,5,,,' for i, sizes in ((8, "36-39"), (9, "40-43"))]
    (tmp_path / "products.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    assert titles(CsvShop(tmp_path), replace(WISH, words="socks in size 42")) == ["Wool socks, 40-43"]


PETS = """\
id,title,category,description,attributes,price,currency,stock,ships_to,bought_with,link
a,"Vega leash, red, 2 m",leash,With a padded handle.,material=nylon; length=2 m; reflective=yes,18,EUR,5,,c,
b,"Trela line, 10 m",leash,For fields.,material=rubber; length=10 m; reflective=no,30,EUR,5,,,
c,"Couro collar, brown, M",collar,With a brass buckle.,material=leather,27,EUR,5,,a,
d,"Campo chicken, 3 kg",dog food,,animal=dog; protein=chicken; grain-free=no; weight=3 kg,9,EUR,5,,,
e,"Campo salmon, 3 kg",dog food,,animal=dog; protein=salmon; grain-free=yes; weight=3 kg,22,EUR,5,,,
f,"Lua salmon, 1.5 kg",cat food,,animal=cat; protein=salmon; grain-free=yes; weight=1.5 kg,16,EUR,5,,,
g,"Viajante carrier, blue",carrier,Fits under the seat in the cabin.,maximum weight=8 kg,50,EUR,5,,,
h,"Onda filter, small",filter,,tank=20-60 l,19,EUR,5,,,
i,"Onda filter, large",filter,,tank=100-250 l,75,EUR,5,,,
j,Risca post,scratcher,Saves the sofa: rope that claws love.,material=sisal; height=60 cm,28,EUR,5,,,
k,"Nuvem bed, L",dog bed,Relieves the joints of old dogs.,filling=foam; size=110 x 80 cm,129,EUR,5,,,
l,"Ilha mat, M",dog bed,Stays cool on hot days.,filling=gel; size=65 x 50 cm,30,EUR,5,,,
m,"Ninho bed, M",cat bed,,filling=polyester; size=50 cm,35,EUR,0,,,
"""


@pytest.fixture
def pets(tmp_path: Path) -> CsvShop:
    (tmp_path / "products.csv").write_text(PETS, encoding="utf-8")
    return CsvShop(tmp_path)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("A leash of at least 5 m, please", ["Trela line, 10 m"]),
        ("Do you have a leash no longer than 2 metres?", ["Vega leash, red, 2 m"]),
        ("Any leash between 25 and 35 euros?", ["Trela line, 10 m"]),
        ("I need a leash under 20", ["Vega leash, red, 2 m"]),
        ("My cat weighs 7 kilos. Do you have a carrier?", ["Viajante carrier, blue"]),
        ("Do you have a carrier for a dog of 15 kg?", []),
        ("a filter for my 200 litre aquarium", ["Onda filter, large"]),
        ("Do you have a dog bed that is smaller than 80 cm?", ["Ilha mat, M"]),
        ("a leash of 3 m at most 5 euros", []),
    ],
)
def test_a_measure_or_an_amount_that_is_asked_for_is_kept(
    pets: CsvShop, words: str, expected: list[str]
) -> None:
    assert titles(pets, replace(WISH, words=words)) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Do you have a leash that is not rubber?", ["Vega leash, red, 2 m"]),
        ("I need dog food without chicken", ["Campo salmon, 3 kg"]),
        ("dog food, no grain, do you have some?", ["Campo salmon, 3 kg"]),
        ("My dog can't have chicken or grain. Which food do you recommend?", ["Campo salmon, 3 kg"]),
        ("Do you have dog food without soy?", []),
    ],
)
def test_what_must_not_be_is_left_out_and_so_is_what_does_not_say(
    pets: CsvShop, words: str, expected: list[str]
) -> None:
    assert titles(pets, replace(WISH, words=words)) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Any leather leash?", []),
        ("Do you have a purple collar?", []),
        ("Do you have a reflective leash?", ["Vega leash, red, 2 m"]),
        ("Do you have a bed for my cat?", []),
        ("Which food do you have for cats?", ["Lua salmon, 1.5 kg"]),
        ("Do you sell a collar in size L?", []),
    ],
)
def test_a_property_that_is_asked_for_is_not_replaced_by_another(
    pets: CsvShop, words: str, expected: list[str]
) -> None:
    assert titles(pets, replace(WISH, words=words)) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("My dog is old and has bad joints. Can you recommend something?", "Nuvem bed, L"),
        ("Something for a cat that scratches the sofa with its claws", "Risca post"),
    ],
)
def test_a_need_is_found_in_what_the_shop_says_of_a_product(pets: CsvShop, words: str, expected: str) -> None:
    (one,) = recommended(pets, replace(WISH, words=words))
    assert one.product.title == expected
    assert evidence(one).words.splitlines()[1] == one.tells == one.product.description


def test_what_is_cheaper_than_a_product_says_so(pets: CsvShop) -> None:
    (one,) = recommended(pets, replace(WISH, words="Something like the Trela line but cheaper?"))
    assert one.product.title == "Vega leash, red, 2 m"
    assert "It costs less than Trela line, 10 m." in evidence(one).words
    assert titles(pets, replace(WISH, words="What is your cheapest leash?")) == ["Vega leash, red, 2 m"]


def test_a_thing_that_they_have_is_not_the_one_that_they_ask_for(pets: CsvShop) -> None:
    assert titles(pets, replace(WISH, words="My leash broke. I need a collar for my dog")) == [
        "Couro collar, brown, M"
    ]


def test_either_of_two_kinds_may_be_recommended(pets: CsvShop) -> None:
    assert set(titles(pets, replace(WISH, words="Do you have a collar or a red leash?"))) == {
        "Couro collar, brown, M",
        "Vega leash, red, 2 m",
    }


def test_who_does_not_say_that_they_want_a_product_has_to_speak_of_products_alone(pets: CsvShop) -> None:
    unsure = replace(WISH, least=0.8)
    assert titles(pets, replace(unsure, words="red leash, 2 m, Lisbon")) == ["Vega leash, red, 2 m"]
    assert titles(pets, replace(unsure, words="The buckle of the leash broke after a week")) == []
