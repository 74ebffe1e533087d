import pytest

from dragoman.evidence import Passage
from dragoman.replies.knowledge.contradictions import contradictions

Written = tuple[str, str]


def passages(*written: Written, language: str = "en") -> list[Passage]:
    return [
        Passage(f"p{number}", f"{number}.md", tuple(headings.split(" > ")), text, language)
        for number, (headings, text) in enumerate(written)
    ]


def said(*written: Written, language: str = "en") -> list[tuple[str, str]]:
    return [one.said for one in contradictions(passages(*written, language=language))]


@pytest.mark.parametrize(
    ("one", "other", "values"),
    [
        (
            (
                "Returns and refunds > How long you have",
                "You can return unused items within 30 days of delivery.",
            ),
            (
                "FAQ > How long do I have to send something back?",
                "You have 14 days from delivery to return an item.",
            ),
            ("30 days", "14 days"),
        ),
        (
            ("Shipping > Portugal", "Mainland Portugal: 1 to 2 business days, €3.90. Free from €50."),
            ("Shipping > When is it free?", "In mainland Portugal delivery is free from €60."),
            ("€50", "€60"),
        ),
        (
            ("Gift wrap", "We wrap gifts for €3."),
            ("Orders > Do you wrap gifts?", "Gift wrapping costs €4.50."),
            ("€3", "€4.50"),
        ),
        (
            ("Warranty", "All tents have a warranty of two years."),
            ("Tents > Warranty", "The warranty for tents is 36 months."),
            ("two years", "36 months"),
        ),
        (
            ("Opening hours", "Our shop is open Monday to Friday 9:00 to 18:00."),
            (
                "Visit us > Opening hours of the shop",
                "Monday to Friday 10 am to 7 pm, Saturday 10:00 to 14:00.",
            ),
            ("Our shop is open Monday to Friday 9:00 to 18:00.", "Monday to Friday 10 am to 7 pm"),
        ),
    ],
)
def test_two_values_for_one_thing_contradict_each_other(
    one: Written, other: Written, values: Written
) -> None:
    assert said(one, other) == [values]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Shipping > Spain", "Free from €80 in Spain."), ("Shipping > Italy", "Free from €120 in Italy.")),
        (
            ("Returns", "You can return items within 30 days."),
            ("Returns > Brazil", "In Brazil you can return within 7 days."),
        ),
        (
            ("Delivery > Spain", "Delivery takes 2 days and costs €5."),
            ("Delivery > Brazil", "Delivery takes 9 days and costs €20."),
        ),
        (("Returns", "Return it within 2 weeks."), ("FAQ > Returns", "You can return it for 14 days.")),
        (("Delivery", "Delivery takes 2 to 5 days."), ("FAQ > Delivery", "Delivery takes 3 days.")),
        (
            ("Gift cards", "Gift cards cost at least €20."),
            ("FAQ > Gift cards", "Gift cards cost up to €500."),
        ),
        (
            ("Returns", "You can return any unused item within 30 days of delivery."),
            (
                "Refunds",
                "The shipping fee is refunded if you return the whole order within 14 days of delivery.",
            ),
        ),
        (
            ("Gift cards", "Gift cards come by e-mail and are valid for 24 months."),
            ("Newsletter", "New subscribers get a coupon. It comes by e-mail and is valid for 60 days."),
        ),
        (("Repairs", "A zip costs €18."), ("Engraving", "A name costs €3.50.")),
        (("Label", "The label costs €4.90."), ("Label", "The label costs R$ 29.90.")),
    ],
)
def test_values_of_other_things_exceptions_and_what_goes_together_do_not(
    one: Written, other: Written
) -> None:
    assert said(one, other) == []


def test_values_in_one_passage_belong_to_what_it_says_of_each() -> None:
    text = "Cards take 3 to 10 business days, bank transfers take 2 business days."
    assert said(("Refunds", text)) == []


def test_portuguese_is_read_as_portuguese() -> None:
    assert said(
        ("Devoluções > Prazo", "Você pode devolver o produto em até 7 dias."),
        ("Dúvidas > Qual é o prazo para devolver um produto?", "O prazo de devolução é de 30 dias."),
        language="pt-BR",
    ) == [("7 dias", "30 dias")]


def test_what_both_are_about_is_told_in_words() -> None:
    (found,) = contradictions(
        passages(("Gift wrap", "We wrap gifts for €3."), ("Orders > Gift wrap", "Gift wrapping costs €4."))
    )
    assert found.about == ("wrap", "gift")
    assert (found.one.source, found.other.source) == ("0.md", "1.md")


def test_what_numbers_tell_apart_is_not_the_same() -> None:
    many = [(f"Item {number} blue", f"Article {number} costs €{number + 1} each.") for number in range(50)]
    assert said(
        *many, ("Gift wrap", "We wrap gifts for €3."), ("FAQ > Gift wrap", "Gift wrap costs €4.")
    ) == [("€3", "€4")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            ("Delivery > Where to", "We ship to Portugal, Spain and Brazil."),
            ("FAQ", "We do not ship to Brazil."),
        ),
        (("Where to", "We ship to Brazil."), ("FAQ > Do you ship to Brazil?", "No, sorry.")),
        (("Dogs", "Dogs are welcome in the tea room."), ("FAQ", "Dogs are not allowed in the tea room.")),
        (("Paying", "We do not accept PayPal."), ("FAQ > Do you accept PayPal?", "Yes, we do.")),
        (
            ("Washing", "Our stoneware cups can go in the dishwasher."),
            ("FAQ > Can stoneware cups go in the dishwasher?", "No, please wash them by hand."),
        ),
    ],
)
def test_what_one_passage_affirms_and_another_denies_contradicts(one: Written, other: Written) -> None:
    (found,) = contradictions(passages(one, other))
    assert found.kind == ""
    assert found.said == (one[1], other[1])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Where to", "We ship to Portugal and Spain."), ("FAQ", "We do not ship to Brazil.")),
        (("Where to", "We ship to Portugal."), ("FAQ", "We do not ship ceramics to Portugal.")),
        (("Where to", "We ship abroad."), ("FAQ", "We do not ship to Brazil.")),
        (("Returns", "You can return items."), ("Returns", "Sale items cannot be returned.")),
        (("Returns", "Worn boots can be returned if they leak."), ("FAQ", "Worn boots cannot be returned.")),
        (("Tea", "Our green teas are organic."), ("FAQ", "Our black teas are not organic.")),
        (("Paying", "We accept PayPal."), ("Pallets", "We do not accept PayPal for pallets.")),
        (
            ("Express", "Express parcels are delivered on Saturdays."),
            ("Standard", "Standard parcels are not delivered on Saturdays."),
        ),
        (
            ("Members", "Members can bring a friend to the tasting."),
            ("Guests", "Guests cannot bring a friend to the tasting."),
        ),
        (("Paying", "We accept cheques."), ("FAQ", "We accept no more than two cheques.")),
    ],
)
def test_rules_and_exceptions_do_not(one: Written, other: Written) -> None:
    assert contradictions(passages(one, other)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Returns", "You can return items within 14 days."), ("Refunds", "Returns are refunded in 5 days.")),
        (
            ("Returns and refunds > How long", "You have 14 days to return an item."),
            ("Returns and refunds > Money", "We refund you 5 days after we have your return."),
        ),
        (
            ("Returns", "You can return an item for 14 days."),
            ("Exchanges", "Exchange an item within 30 days."),
        ),
        (
            ("Standard delivery", "Standard delivery takes 4 days."),
            ("Express delivery", "Express delivery takes 1 day."),
        ),
        (
            ("Delivery in Portugal", "Delivery in Portugal takes 4 days."),
            ("Express delivery in Portugal", "Express delivery in Portugal takes 1 day."),
        ),
        (("Club", "Members get free delivery from €25."), ("Delivery", "Delivery is free from €40.")),
        (
            ("Club > Members", "Delivery is free from €25."),
            ("Guests > Delivery", "Delivery is free from €40."),
        ),
        (
            ("Warranty", "Kettles have a warranty of 2 years."),
            ("Repairs", "Repairs of kettles take 3 weeks."),
        ),
        (
            ("Orders", "You can cancel an order within 2 hours."),
            ("Orders", "Orders are dispatched within 2 days."),
        ),
        (("Pick-up", "Orders are ready after 2 hours."), ("Pick-up", "Orders are kept for 10 days.")),
        (
            ("Refunds", "Refunds to a card take 5 days."),
            ("Refunds", "Refunds by bank transfer take 10 days."),
        ),
        (("Gift cards", "Gift cards cost €20."), ("Gift wrap", "Gift wrapping costs €4.")),
    ],
)
def test_values_for_other_cases_and_acts_go_together(one: Written, other: Written) -> None:
    assert said(one, other) == []


def test_portuguese_hours_and_thresholds_are_compared_as_well() -> None:
    assert said(
        ("Loja > Horário", "Abrimos de segunda a sexta das 9h às 19h e aos sábados das 9h às 14h."),
        ("Dúvidas > Até que horas a loja abre no sábado?", "No sábado a loja fecha às 13h."),
        language="pt-BR",
    ) == [("e aos sábados das 9h às 14h.", "No sábado a loja fecha às 13h.")]
    assert said(
        ("Entrega > Custo", "O frete é grátis nas compras acima de R$ 249,00."),
        ("Entrega > Quando é grátis?", "Compras a partir de R$ 199,00 têm frete grátis."),
        language="pt-BR",
    ) == [("R$ 249,00", "R$ 199,00")]


def test_two_passages_may_contradict_each_other_twice() -> None:
    assert said(
        ("Kettles", "Kettles have a warranty of 2 years. Engraving a kettle costs €5."),
        ("FAQ > Kettles", "Kettles have a warranty of 3 years. Engraving a kettle costs €9."),
    ) == [("2 years", "3 years"), ("€5", "€9")]
