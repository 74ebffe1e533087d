"""Generated support wording and its noise."""

import random

import pytest

from training.support import english, noise, portuguese
from training.support.everyday import everyday_sentences
from training.support.frames import Wording, sentences

WORDINGS = {"english": english.WORDING, "portuguese": portuguese.WORDING}


@pytest.mark.parametrize("wording", WORDINGS.values(), ids=WORDINGS)
def test_texts_differ_and_have_every_slot_filled(wording: Wording) -> None:
    texts = sentences(wording, 2_000, seed=1)
    assert len(set(texts)) == 2_000
    assert [text for text in texts if "{" in text or "}" in text] == []


def test_equal_seeds_give_equal_texts() -> None:
    assert sentences(english.WORDING, 50, seed=3) == sentences(english.WORDING, 50, seed=3)
    assert sentences(english.WORDING, 50, seed=3) != sentences(english.WORDING, 50, seed=4)


@pytest.mark.parametrize("wording", WORDINGS.values(), ids=WORDINGS)
def test_every_template_can_be_filled(wording: Wording) -> None:
    for template in (*wording.shopper, *wording.agent):
        only = Wording((template,), (template,), wording.slots, wording.items, ("",), ("",), wording.prices)
        assert sentences(only, 1, seed=0)


def test_everyday_sentences_differ_and_repeat_with_their_seed() -> None:
    texts = everyday_sentences(2_000, seed=1)
    assert len(set(texts)) == 2_000
    assert texts == everyday_sentences(2_000, seed=1)
    assert any("n't" in text for text in texts)
    assert any(text.endswith("?") for text in texts)


def test_endings_agree_with_the_thing() -> None:
    fitting = Wording(
        ("{item} chegou quebrad{end}.",),
        ("{item} chegou quebrad{end}.",),
        {},
        [("a bolsa", "a"), ("o anel", "o")],
        ("",),
        ("",),
        ("",),
    )
    assert {"A bolsa chegou quebrada.", "O anel chegou quebrado."} <= {
        text.strip() for text in sentences(fitting, 4, seed=0)
    }


def test_diacritics_go_and_letters_stay() -> None:
    assert noise.without_diacritics("Não, você é à toa: coração") == "Nao, voce e a toa: coracao"


def test_noise_reaches_chat_spellings_case_and_diacritics() -> None:
    chance = random.Random(5)
    clean = "Você não pode trocar porque está fora do prazo."
    made = {noise.noisy(clean, noise.PORTUGUESE, chance) for _ in range(200)}
    assert any("vc" in text.split() for text in made)
    assert any("nao" in text for text in made)
    assert any(text.isupper() for text in made)


def test_noise_never_touches_digits() -> None:
    chance = random.Random(6)
    clean = "O pedido 48213 custou R$ 129,90."
    for _ in range(300):
        assert "48213" in noise.noisy(clean, noise.PORTUGUESE, chance)
