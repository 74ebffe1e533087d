"""Rows of tables as sentences, so that each answers without the head of its table."""

from collections.abc import Sequence


def sentence_of_row(head: Sequence[str], cells: Sequence[str]) -> str:
    """Return a row with the names of its columns: "Spain: delivery time 2 days, cost €4.90".

    The first cell says what the row is about; empty cells are left out.
    """
    subject, *rest = cells or [""]
    names = [*head[1:], *[""] * len(rest)]
    said = [f"{name} {cell}".strip() for name, cell in zip(names, rest, strict=False) if cell]
    return ": ".join(filter(None, (subject, ", ".join(said))))
