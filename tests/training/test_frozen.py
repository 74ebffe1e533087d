"""What measures never trains."""

import hashlib
from pathlib import Path

import pytest

from training.frozen import fingerprint, freeze, is_frozen, is_reserved, read_frozen


def test_a_sentence_is_recognised_whatever_its_case_diacritics_and_punctuation() -> None:
    assert fingerprint("Não consigo entrar na minha conta!") == fingerprint(
        "nao CONSIGO entrar, na minha conta"
    )


def test_other_words_are_another_sentence() -> None:
    assert fingerprint("Não consigo entrar") != fingerprint("Consigo entrar")


def test_both_sides_of_a_frozen_set_are_recognised(tmp_path: Path) -> None:
    assert freeze("mine", ["Where is my order?", "Onde está meu pedido?", "..."], tmp_path) == 2
    frozen = read_frozen(tmp_path)
    assert is_frozen("where is my order", frozen)
    assert is_frozen("Onde esta meu pedido?", frozen)
    assert not is_frozen("Where is my parcel?", frozen)


def test_nothing_trains_where_nothing_is_frozen(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="restore it"):
        read_frozen(tmp_path)


def test_the_repository_has_frozen_sets() -> None:
    assert len(read_frozen()) > 8_000


@pytest.mark.parametrize("number", range(40))
def test_a_paragraph_is_reserved_by_the_first_digit_of_its_sha256(number: int) -> None:
    paragraph = f"par_id{number}"
    assert is_reserved(paragraph) == (hashlib.sha256(paragraph.encode()).hexdigest()[0] in "012345")
