"""Whole glossaries as files: every field comes back, and what is bad harms nothing else."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from dragoman.domain import TermKind
from dragoman.glossary import GlossaryError
from dragoman.glossary.concept import Concept, Gender, LanguageTerms, PartOfSpeech
from dragoman.glossary.faults import faults
from dragoman.glossary.formats import Form, Row, files, read, read_csv, suffix_form, write
from tests.glossary.concepts import concepts as any_concept

REFUND = Concept(
    "r1",
    {
        "en": LanguageTerms("refund", forms=("refund", "refunds")),
        "pt-BR": LanguageTerms(
            "reembolso", ("estorno",), ("devolução",), (), Gender.MASCULINE, PartOfSpeech.NOUN
        ),
    },
)
LUMEN = Concept("l1", {"mul": LanguageTerms("Lumen")}, TermKind.DNT, context="the shop itself")


def rows(raw: bytes | str, form: Form = Form.CSV, *languages: str) -> list[Row]:
    return list(read(raw.encode() if isinstance(raw, str) else raw, form, *languages).rows)


def told(raw: bytes | str, form: Form = Form.CSV, *languages: str) -> list[tuple[str, str]]:
    """Return the place of each row, with its problem or what it says."""
    return [
        (
            row.place,
            " / ".join(terms.preferred for terms in row.concept.terms.values())
            if row.concept
            else str(row.problem),
        )
        for row in rows(raw, form, *languages)
    ]


@pytest.mark.parametrize("form", list(Form))
@given(concepts=st.lists(any_concept, max_size=4))
@settings(max_examples=25, deadline=None)
def test_every_field_comes_back(form: Form, concepts: list[Concept]) -> None:
    if not concepts and form in {Form.CSV, Form.TSV, Form.XLSX}:
        return  # a table without languages
    assert [row.concept for row in rows(write(concepts, form), form)] == concepts


@pytest.mark.parametrize("form", [Form.CSV, Form.XLSX])
def test_a_table_without_any_entry_says_so(form: Form) -> None:
    with pytest.raises(GlossaryError, match="names no language"):
        rows(write([], form), form)


def test_a_table_has_a_row_for_each_concept_and_columns_by_language() -> None:
    header, refund, lumen = write([REFUND, LUMEN], Form.TSV).decode("utf-8-sig").splitlines()
    assert header.split("\t")[9:] == [
        "en",
        "en forms",
        "mul",
        "pt-BR",
        "pt-BR allowed",
        "pt-BR forbidden",
        "pt-BR gender",
        "pt-BR part of speech",
    ]
    assert refund.split("\t")[9:11] == ["refund", "refund | refunds"]
    assert lumen.split("\t")[:6] == ["l1", "main", "dnt", "follow", "approved", "the shop itself"]


def test_a_table_of_two_languages_is_what_translate_reads(tmp_path: Path) -> None:
    path = tmp_path / "glossary.csv"
    path.write_bytes(write([REFUND, LUMEN], Form.CSV, "en", "pt-BR"))
    glossary = read_csv(path)
    assert [(term.source, term.target) for term in glossary.terms] == [
        ("refund", "reembolso"),
        ("Lumen", "Lumen"),
    ]


@pytest.mark.parametrize("form", [Form.CSV, Form.TSV, Form.XLSX])
def test_no_cell_is_a_formula(form: Form) -> None:
    evil = [Concept("e", {"en": LanguageTerms("=cmd|' /C calc'!A0"), "pt": LanguageTerms("@SUM(1)")})]
    raw = write(evil, form)
    if form is Form.XLSX:
        sheet = load_workbook(io.BytesIO(raw)).active
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr", "n"}  # type: ignore[union-attr]
        assert {cell.value for cell in sheet[2]} >= {"'=cmd|' /C calc'!A0", "'@SUM(1)"}  # type: ignore[index]
    else:
        assert "\t=" not in raw.decode("utf-8-sig").replace(",", "\t")
    assert [row.concept for row in rows(raw, form)] == evil


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_the_encodings_of_spreadsheets_are_recognised_and_said(encoding: str, name: str) -> None:
    reading = read("en;pt\nreturn;devolução\n".encode(encoding), Form.CSV)
    assert reading.encoding == name
    assert [row.concept and row.concept.terms["pt"].preferred for row in reading.rows] == ["devolução"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_separator_is_recognised(separator: str) -> None:
    text = "en,pt,pt allowed\nreturn,devolução,troca\n".replace(",", separator)
    assert told(text) == [("line 2", "return / devolução")]
    assert told(f"sep={separator}\n{text}") == [("line 3", "return / devolução")]


def test_two_columns_are_enough_where_the_languages_are_said() -> None:
    assert told("source,target\nreturn,devolução\n", Form.CSV, "en", "pt") == [
        ("line 2", "return / devolução")
    ]
    assert told("return,devolução\n", Form.CSV, "en", "pt") == [("line 1", "return / devolução")]
    with pytest.raises(GlossaryError, match="say which languages"):
        rows("source,target\nreturn,devolução\n")


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ("en,pt,colour", "unknown column “colour”"),
        ("en,pt,en", "names a column twice"),
        ("kind,case", "names no language"),
        ("", "there is nothing in it"),
    ],
)
def test_a_header_that_cannot_be_used_is_refused_in_words(header: str, why: str) -> None:
    with pytest.raises(GlossaryError, match=why):
        rows(header + "\na,b,c\n" if header else header)


def test_a_bad_row_spoils_no_other() -> None:
    table = (
        "en,pt,kind,pt allowed\n"
        "return,devolução,exact,\n"
        "refund,reembolso,often,\n"
        'label,"etiqueta,,\n'
        "card,cartão,,,,too many\n"
        "cup,,,caneca\n"
        "order,pedido,,\n"
        'gift,"vale\npresente",,,\n'
    )
    assert told(table) == [
        ("line 2", "return / devolução"),
        ("line 3", "“often” must be dnt, exact, inflect, or empty"),
        ("line 4", "',' expected after '\"': check the quotes"),
        ("line 5", "6 cells for 4 columns: put cells with separators in quotes"),
        ("line 6", "it has no preferred term in pt: fill it in, or empty the rest"),
        ("line 7", "order / pedido"),
        ("lines 8 to 9", "gift / vale\npresente"),
    ]


NOT_WHAT_THEY_CLAIM = [
    b"",
    b"%PDF-1.7 \xff\xfe",
    b"PK\x03\x04nothing",
    b"\x00\x01\x02\x03" * 9,
    b"<html><p>en,pt</p>",
    b"{",
    b"[[]]",
]


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize("raw", NOT_WHAT_THEY_CLAIM, ids=range(len(NOT_WHAT_THEY_CLAIM)))
def test_files_that_are_not_what_they_claim_are_refused(form: Form, raw: bytes) -> None:
    if (form, raw) == (Form.JSON, b"[[]]"):
        assert told(raw, form) == [("concept 1", "it is no object")]
    else:
        with pytest.raises(GlossaryError):
            rows(raw, form)


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 160_000_000)
    return file.getvalue()


def test_a_workbook_that_unpacks_to_too_much_is_refused_unread() -> None:
    raw = bomb()
    assert len(raw) < 200_000
    with pytest.raises(GlossaryError, match="unpacks to more than 150 MB"):
        rows(raw, Form.XLSX)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_workbook_with_declarations_is_refused(encoding: str) -> None:
    raw = io.BytesIO(write([REFUND], Form.XLSX))
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sheet1.xml"):
                content = ('<!DOCTYPE x [<!ENTITY a "b">]>' + content.decode()).encode(encoding)
            target.writestr(name, content)
    with pytest.raises(GlossaryError, match="declares entities"):
        rows(out.getvalue(), Form.XLSX)


@pytest.mark.parametrize("place", [(1_048_576, 1), (3, 16_384)])
def test_a_cell_far_out_in_a_workbook_is_no_trouble(place: tuple[int, int]) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["en", "pt"])
    sheet.append(["return", "devolução"])
    sheet.cell(*place, value="far")
    file = io.BytesIO()
    book.save(file)
    with pytest.raises(GlossaryError, match="far away from the others"):
        rows(file.getvalue(), Form.XLSX)


TBX3_TAGS = """<?xml version="1.0"?>
<tbx style="dct" type="TBX-Basic" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
     xmlns:basic="http://www.tbxinfo.net/ns/basic" xmlns:min="http://www.tbxinfo.net/ns/min"><text><body>
<conceptEntry id="c5"><basic:definition>money back</basic:definition>
<langSec xml:lang="en"><termSec><term>refund</term>
<min:partOfSpeech>noun</min:partOfSpeech></termSec></langSec>
<langSec xml:lang="pt"><termSec><term>estorno</term>
<min:administrativeStatus>deprecatedTerm-admn-sts</min:administrativeStatus></termSec>
<termSec><term>reembolso</term><basic:grammaticalGender>masculine</basic:grammaticalGender></termSec>
<termSec><term>ressarcimento</term></termSec></langSec></conceptEntry></body></text></tbx>"""

WEBLATE = """<?xml version="1.0"?>
<!DOCTYPE martif PUBLIC "ISO 12200:1999A//DTD MARTIF core (DXFcdV04)//EN" "TBXcdv04.dtd">
<martif type="TBX" xml:lang="en"><text><body><termEntry id="1"><descrip type="Translation needed">No</descrip>
<langSet xml:lang="en"><tig><term>Lumen</term></tig></langSet>
<langSet xml:lang="pt_BR"><ntig><termGrp><term>Lumen</term></termGrp></ntig></langSet></termEntry>
<termEntry id="2"><langSet xml:lang="en"><tig/></langSet></termEntry>
<termEntry><langSet><tig><term>x</term></tig></langSet></termEntry></body></text></martif>"""


def test_tbx_of_version_3_with_tags_of_its_own_is_read() -> None:
    (row,) = rows(TBX3_TAGS, Form.TBX)
    assert row.concept == Concept(
        "",
        {
            "en": LanguageTerms("refund", part_of_speech=PartOfSpeech.NOUN),
            "pt": LanguageTerms("reembolso", ("ressarcimento",), ("estorno",), gender=Gender.MASCULINE),
        },
        definition="money back",
    )


def test_tbx_of_weblate_is_read_and_its_bad_entries_named() -> None:
    lumen, empty, nameless = rows(WEBLATE, Form.TBX)
    assert lumen.concept is not None
    assert (lumen.concept.kind, list(lumen.concept.terms)) == (TermKind.DNT, ["en", "pt-BR"])
    assert empty.concept is not None
    assert str(faults(empty.concept)[0].reason) == "a term is empty: fill it in or remove it"
    assert (nameless.place, str(nameless.problem)) == (
        "line 7",
        "one of its languages has no xml:lang: add it",
    )


@pytest.mark.parametrize(
    "entity",
    [
        '<!ENTITY x SYSTEM "file:///etc/passwd">',
        '<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;">',
        '<!ENTITY % x SYSTEM "http://127.0.0.1/x">',
    ],
)
def test_tbx_that_declares_entities_is_refused(entity: str) -> None:
    with pytest.raises(GlossaryError, match="declares entities"):
        rows(f"<!DOCTYPE martif [{entity}]>" + WEBLATE.partition('TBXcdv04.dtd">')[2], Form.TBX)


def test_a_file_of_too_many_entries_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_ROWS", 2)
    with pytest.raises(GlossaryError, match="more than 2 entries: cut it"):
        rows("en,pt\n" + "a,b\n" * 3)


def test_names_tell_the_format() -> None:
    assert suffix_form("Glossary.XLSX") is Form.XLSX
    with pytest.raises(GlossaryError, match="tells no format"):
        suffix_form("glossary.doc")


def test_translate_toolkit_on_which_weblate_stands_reads_what_we_write(tmp_path: Path) -> None:
    tbx = pytest.importorskip("translate.storage.tbx", reason="GPL: compared with where it is installed")
    path = tmp_path / "glossary.tbx"
    path.write_bytes(write([REFUND], Form.TBX))
    (unit,) = tbx.tbxfile.parsefile(str(path)).units
    assert (unit.source, unit.target) == ("refund", "reembolso")
