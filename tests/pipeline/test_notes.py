from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman import domain
from dragoman.domain import Detection, Outgoing, ProtectedSpan, Segment, SpanKind, Translation, Visibility
from dragoman.pipeline.marker import is_command
from dragoman.pipeline.notes import Notes
from dragoman.wording import Wording

ENGLISH = Wording("en")
PORTUGUESE = Detection("pt-BR", 0.987, enabled=True, evidence=(), sure=True)


def translated(
    original: str, text: str, *kept: str, warnings: tuple[domain.Warning, ...] = ()
) -> Translation:
    spans = tuple(ProtectedSpan(0, len(value), value, SpanKind.CODE) for value in kept)
    return Translation("pt-BR", "en", original, text, (), spans, (), 1.0, warnings, 1.0)


def test_a_note_says_languages_then_translation_then_what_was_kept_then_the_original() -> None:
    notes = Notes(ENGLISH, "! ", cap=1000)
    (note,) = notes.translated(PORTUGUESE, translated("Oi!\n\nA1?", "Hi!\n\nA1?", "A1"))
    assert note == (
        "Portuguese (Brazil) → English · 98 % · 🟢 looks right\n\nHi!\n\nA1?\n\nKept: A1\n\n"
        "Original (Portuguese (Brazil)):\n> Oi!\n>\n> A1?"
    )


def test_a_value_that_occurs_twice_is_named_once() -> None:
    notes = Notes(ENGLISH, "! ", cap=1000)
    (note,) = notes.translated(PORTUGUESE, translated("A1 A1 B2", "A1 A1 B2", "A1", "A1", "B2"))
    assert "Kept: A1, B2\n" in note


def test_warnings_stand_between_translation_and_original() -> None:
    notes = Notes(ENGLISH, "! ", cap=1000)
    warning = domain.Warning("repetition", (("source", "Oi!"),))
    (note,) = notes.translated(PORTUGUESE, translated("Oi!", "Hi! Hi!", warnings=(warning,)))
    translation, alarm, original = (note.index(part) for part in ("Hi! Hi!", "⚠ ", "> Oi!"))
    assert translation < alarm < original


def test_where_both_do_not_fit_the_original_is_cut_and_the_translation_is_not() -> None:
    notes = Notes(ENGLISH, "! ", cap=1000)
    (note,) = notes.translated(PORTUGUESE, translated("a" * 900, "b" * 600))
    assert "b" * 600 in note
    assert note.endswith("a\n> …")
    assert len(note) <= 1000


def test_a_translation_that_does_not_fit_goes_on_in_further_notes() -> None:
    notes = Notes(ENGLISH, "! ", cap=300)
    words = " ".join(f"word{number}" for number in range(200))
    pages = notes.translated(PORTUGUESE, translated("a", words))
    assert len(pages) > 1
    assert all(len(page) <= 300 for page in pages)
    assert " ".join(" ".join(pages).split()).endswith(words)


@given(
    original=st.text(max_size=400),
    text=st.text(max_size=400),
    cap=st.integers(60, 500),
    marker=st.one_of(
        st.just("! "), st.text(min_size=1, max_size=5), st.sampled_from(["Portuguese", "* ", "•"])
    ),
)
def test_no_note_is_too_long_or_a_command(original: str, text: str, cap: int, marker: str) -> None:
    pages = Notes(ENGLISH, marker, cap).translated(PORTUGUESE, translated(original, text))
    assert all(len(page) <= cap for page in pages)
    assert not any(is_command(page, marker) for page in pages)


@pytest.mark.parametrize("marker", ["Portuguese", "Not", "Preview", "⚠"])
def test_a_marker_that_our_own_notes_begin_with_starts_no_loop(marker: str) -> None:
    notes = Notes(ENGLISH, marker, cap=1000)
    for note in (
        *notes.translated(PORTUGUESE, translated("Oi!", "Hi!")),
        *notes.held("Hi!", ["No pack."], None),
        *notes.preview(translated("Hi!", "Oi!"), None, []),
        notes.not_delivered(Outgoing("k", "c", Visibility.PUBLIC, "Oi!"), "Refused."),
    ):
        assert not is_command(note, marker)


def test_the_number_of_a_card_is_masked_among_the_values_that_were_kept() -> None:
    notes = Notes(ENGLISH, "! ", cap=1000)
    number = "4242 4242 4242 4242"
    kept = (ProtectedSpan(0, 19, number, SpanKind.CARD),)
    (note,) = notes.translated(PORTUGUESE, replace(translated(number, number), protected=kept))
    assert "Kept: •••• 4242\n" in note


def test_what_the_engine_read_stands_in_the_note_where_it_is_not_what_was_written() -> None:
    notes = Notes(ENGLISH, "! ", cap=1000)
    segments = (Segment("nao", "No", "phrasebook", "Não."), Segment("Oi!", "Hi!", "phrasebook"))
    (note,) = notes.translated(PORTUGUESE, replace(translated("nao Oi!", "No Hi!"), segments=segments))
    assert "No Hi!\n\nRead as: Não.\n\nOriginal" in note
