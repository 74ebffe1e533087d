"""The check of noisy messages finds what was lost, and the messages are split in two halves."""

import pytest

from tests.translation.noisy.survival import (
    FURTHER,
    HELD_OUT,
    LANGUAGES,
    NoisyMessage,
    lost,
    noisy_messages,
)


def message(text: str, *words: str, marks: str = "") -> NoisyMessage:
    return NoisyMessage("pt", text, frozenset(marks.split()), tuple(tuple(word.split("|")) for word in words))


def test_a_lost_negation_is_found() -> None:
    refused = message("nao consigo entrar", marks="NOT")
    assert lost(refused, "I can enter", "en") == ["negation"]
    assert not lost(refused, "I can't enter", "en")


def test_a_negation_that_appears_from_nowhere_is_found() -> None:
    assert lost(message("consigo entrar"), "I cannot enter", "en") == ["negation appeared"]


def test_a_lost_question_is_found_and_an_interrogative_is_one() -> None:
    asked = message("cade meu pedido", marks="ASK")
    assert lost(asked, "my order", "en") == ["question"]
    assert not lost(asked, "where is my order", "en")


def test_each_number_counts_as_often_as_it_was_written() -> None:
    assert lost(message("pedi 3 e vieram 3"), "I ordered 3", "en") == ["number 3"]


def test_one_of_the_words_for_each_meaning_is_enough() -> None:
    wanted = message("quero meu dinheiro", "want|wish", "money")
    assert lost(wanted, "I wish for my Money", "en") == []
    assert lost(wanted, "I want my dog", "en") == ["money"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_halves_of_every_language_hold_messages(language: str) -> None:
    messages = [message for message in noisy_messages(language) if message.part != FURTHER]
    held_out = sum(message.part == HELD_OUT for message in messages)
    assert 0.3 < held_out / len(messages) < 0.7


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_there_twice(language: str) -> None:
    texts = [message.text for message in noisy_messages(language)]
    assert len(set(texts)) == len(texts)


def test_there_are_at_least_three_hundred_and_two_hundred_further_ones() -> None:
    further = [message.part == FURTHER for language in LANGUAGES for message in noisy_messages(language)]
    assert (sum(further) >= 200, len(further) - sum(further) >= 300) == (True, True)
