"""A draft is tried before it is published: on a sentence, and on what was said."""

import pytest

from dragoman.domain import TermKind
from dragoman.glossary import Interpreter
from dragoman.glossary.concept import Concept, LanguageTerms, Status
from dragoman.pipeline.trial import Tally, Trials
from dragoman.translation.engine import Engine
from dragoman.translation.translator import Translator
from tests.pipeline.shop import STORE, Shop

PARCEL = {"en": LanguageTerms("parcel"), "pt": LanguageTerms("volume")}
TEXT = "Where is my parcel?"


@pytest.fixture
def trials(shop: Shop, engine: Engine) -> Trials:
    context = shop.context
    interpreter = Interpreter(Translator(engine, bulk=True))
    return Trials(context.glossaries, context.conversations, context.memory, interpreter)


def draft(shop: Shop, status: Status = Status.APPROVED) -> None:
    concept = Concept("", PARCEL, TermKind.EXACT, status=status)
    shop.context.glossaries.termbases.put(STORE.id, [concept], "Ann", 0.0)


def test_a_sentence_shows_what_the_draft_would_do_and_which_terms_act(shop: Shop, trials: Trials) -> None:
    draft(shop)
    trial = trials.sentence(STORE, TEXT, "en", "pt-BR")
    assert trial.changed
    assert "volume" not in trial.before.text
    assert "volume" in trial.after.text
    assert [(report.source, report.form) for report in trial.after.terms] == [("parcel", "volume")]
    assert trial.before.terms == ()


def test_what_is_only_proposed_does_nothing(shop: Shop, trials: Trials) -> None:
    draft(shop, Status.PROPOSED)
    assert not trials.sentence(STORE, TEXT, "en", "pt-BR").changed


def test_files_below_the_glossary_count_in_both(shop: Shop, trials: Trials) -> None:
    folder = shop.folder / "stores" / STORE.id
    folder.mkdir(parents=True)
    (folder / "glossary.pt-BR.csv").write_text("source,target,kind\nparcel,volume,exact\n", "utf-8")
    trial = trials.sentence(STORE, TEXT, "en", "pt-BR")
    assert "volume" in trial.before.text
    assert not trial.changed


def test_a_replay_shows_what_would_be_different_and_stores_nothing(shop: Shop, trials: Trials) -> None:
    conversation = shop.open()
    shop.shopper(conversation, "Onde está o meu volume? Ele não chegou.")
    shop.shopper(conversation, "Obrigada pela ajuda, bom dia!")
    shop.work()
    known = shop.known(conversation).id
    stored = shop.context.conversations.messages(STORE.id, known)
    notes = shop.notes(conversation)
    draft(shop)
    tally = Tally()
    pages = list(trials.replay(STORE, 10))
    for page in pages:
        tally.add(page)
    assert (tally.messages, tally.concerned, tally.changed) == (2, 1, 1)
    assert tally.kept_before == (0, 0)
    assert tally.kept_after == (1, 1)
    ((replayed,),) = (page.replayed for page in pages)
    assert replayed.message.record.original == "Onde está o meu volume? Ele não chegou."
    assert "parcel" in replayed.trial.after.text
    assert shop.context.conversations.messages(STORE.id, known) == stored
    assert shop.notes(conversation) == notes


def test_a_replay_goes_back_from_the_newest_message_page_by_page(shop: Shop, trials: Trials) -> None:
    conversation = shop.open()
    for number in range(3):
        shop.shopper(conversation, f"Onde está o volume número {number}? Ele não chegou.")
    shop.work()
    draft(shop)
    first = trials.page(STORE, 2)
    assert first.following is not None
    second = trials.page(STORE, 2, first.following)
    originals = [one.message.record.original for page in (first, second) for one in page.replayed]
    assert originals == [f"Onde está o volume número {number}? Ele não chegou." for number in (2, 1, 0)]
    assert second.following is None
