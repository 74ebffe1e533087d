"""Glossaries in CSV files, and what is said about those that cannot be used."""

from pathlib import Path

import pytest

from dragoman.domain import TermKind
from dragoman.glossary import Case, Glossary, GlossaryError, Term, read_csv


def read(folder: Path, text: str | bytes) -> Glossary:
    path = folder / "terms.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_csv(path)


def test_two_columns_are_enough_and_terms_inflect_by_default(tmp_path: Path) -> None:
    assert read(tmp_path, "source,target\nrefund,reembolso\n").terms == (
        Term("refund", "reembolso", TermKind.INFLECT, Case.FOLLOW, ""),
    )


def test_kind_case_and_note_may_stand_in_any_order(tmp_path: Path) -> None:
    text = "note,Source,TARGET,case,kind\nour brand,PayFlow,,keep,dnt\n,order,pedido,,exact\n"
    assert read(tmp_path, text).terms == (
        Term("PayFlow", "PayFlow", TermKind.DNT, Case.KEEP, "our brand"),
        Term("order", "pedido", TermKind.EXACT),
    )


def test_byte_order_mark_quotes_blank_lines_and_spaces_are_understood(tmp_path: Path) -> None:
    text = '\ufeffsource,target\r\n\r\n"card, gift", vale-presente \r\n , \r\n"say ""hi""",oi\r\n'
    assert [(term.source, term.target) for term in read(tmp_path, text).terms] == [
        ("card, gift", "vale-presente"),
        ('say "hi"', "oi"),
    ]


def test_semicolons_may_divide_the_columns(tmp_path: Path) -> None:
    assert (
        read(tmp_path, "source;target\nrefund;reembolso, estorno\n").terms[0].target == "reembolso, estorno"
    )


def test_a_repeated_term_counts_once(tmp_path: Path) -> None:
    assert len(read(tmp_path, "source,target\nrefund,reembolso\nRefund,reembolso\n").terms) == 1


def test_composed_and_decomposed_letters_are_one_spelling(tmp_path: Path) -> None:
    assert read(tmp_path, "source,target\ncafe\u0301,coffee\n").terms[0].source == "café"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is empty: its first line must be source,target"),
        ("refund,reembolso\n", "line 1: the header is 'refund,reembolso': it must be source,target"),
        ("source,target,colour\n", "line 1: the header"),
        ("source,target\n,reembolso\n", "line 2: the source is empty: fill it in"),
        ("source,target\nrefund,\n", "line 2: 'refund' has no target: fill it in, or make its kind dnt"),
        ("source,target\na,b\nc,d,e\n", "line 3: 3 cells for 2 columns: put cells with commas in quotes"),
        ("source,target,kind\na,b,fixed\n", "line 2: unknown kind 'fixed': it must be dnt, exact, inflect"),
        ("source,target,case\na,b,upper\n", "line 2: unknown case 'upper': it must be follow, keep, exact"),
        (
            "source,target,kind\nSol,Sun,dnt\n",
            "line 2: 'Sol' is not to be translated but has the target 'Sun'",
        ),
        ("source,target\na,b\nA,c\n", "line 3: 'A' was 'b' (inflect) in line 2 and is 'c' (inflect) here"),
        ('source,target\n"a,b\n', "check the quotes"),
        (b"source,target\nreembolso,devolu\xe7\xe3o\n", "is not in UTF-8 (byte 30): save it as CSV UTF-8"),
    ],
)
def test_what_is_wrong_is_named_with_its_line_and_the_cure(
    tmp_path: Path, text: str | bytes, reason: str
) -> None:
    with pytest.raises(GlossaryError) as caught:
        read(tmp_path, text)
    assert reason in str(caught.value)
    assert "terms.csv" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(GlossaryError, match=r"none\.csv cannot be read .*: check the path"):
        read_csv(tmp_path / "none.csv")
