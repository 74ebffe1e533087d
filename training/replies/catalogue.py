"""Which products a recommendation may name: by the shop's own table, not by the product's code."""

from collections.abc import Mapping, Sequence

from training.replies.cases import Wants

Row = Mapping[str, str]


def attributes_of(product: Row) -> dict[str, str]:
    """Return a product's attributes by name."""
    return dict(part.split("=", 1) for part in product["attributes"].split("; "))


def can_be_sold(product: Row, country: str) -> bool:
    """Tell whether a product is in stock and shipped to a country (ISO 3166 code)."""
    return int(product["stock"]) > 0 and country in product["ships_to"].split()


def is_wanted(product: Row, wants: Wants) -> bool:
    """Tell whether a product is what a shopper asked for, and can be sold to them."""
    has = attributes_of(product)
    return (
        product["category"] in wants.types
        and can_be_sold(product, wants.country)
        and all(has.get(name) in value.split("|") for name, value in wants.attributes)
        and (not wants.option or wants.option in [*product["option"].split(", "), product["option"]])
        and (wants.maximum is None or float(product["price"]) <= wants.maximum)
    )


def named_in(text: str, products: Sequence[Row]) -> list[list[Row]]:
    """Return the products that a text names.

    Args:
        text: What was written.
        products: The catalogue.

    Returns:
        For each model that is named, its rows: those whose whole title is there, or, where only the
        model's name is, all of them. A name inside of a longer one that is there does not count.
    """
    models: dict[str, list[Row]] = {}
    for product in products:
        models.setdefault(product["title"].split(", ")[0], []).append(product)
    rest, found = text.casefold(), []
    for model in sorted(models, key=len, reverse=True):
        if model.casefold() in rest:
            whole = [row for row in models[model] if row["title"].casefold() in rest]
            found.append(whole or models[model])
            rest = rest.replace(model.casefold(), " ")
    return found
