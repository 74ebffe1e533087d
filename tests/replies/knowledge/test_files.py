from datetime import date
from pathlib import Path

import pytest

from dragoman.evidence import Audience
from dragoman.replies.knowledge.document import About, Document, KnowledgeError
from dragoman.replies.knowledge.files import files_in, read_file
from tests.replies.knowledge.pdfs import pdf

POLICY = """---
title: Returns
language: en-GB
owner: "Ann"
audience: internal
link: https://shop.example/returns
valid_from: 2026-01-01
valid_until: 2026-12-31
layout: page
---

# Returns

Send it **back** within
[30 days](https://shop.example/x).

## What costs what

- the label: `€4.90`
- a faulty item: nothing

| Country | Time | Cost |
|---------|------|------|
| Spain   | 2 days | €4.90 |
| Brazil  |      | R$ 29.90 |

# Exchanges

Not yet.
"""

PAGE = """<!doctype html><html lang="pt-BR"><head><title>Ajuda | Loja</title>
<link rel="canonical" href="https://loja.example/ajuda"><style>p {color: red}</style></head><body>
<nav><p>Início</p></nav><script>var fee = "R$ 999";</script>
<main><!-- draft: 99 dias --><h1>Ajuda</h1><p>Fale <b>conosco</b>.<br>De dia.</p>
<h2>Prazos <span hidden>velhos</span></h2>
<div>Em 7 dias<ul><li>corridos</li><li>sem custo</li></ul></div>
<p style="display: none">Em 99 dias</p><div aria-hidden="true">Em 98 dias</div>
<details><summary>E o frete?</summary><p>É grátis.</p></details>
<p>Boa compra.</p>
<table><tr><th>Estado</th><th>Prazo</th></tr><tr><td>SP</td><td>2 <i>dias</i></td></tr></table>
<form><p>Seu e-mail</p></form></main><footer>© Loja</footer></body></html>"""


def read(name: str, content: str | bytes, basis: About | None = None) -> Document:
    raw = content if isinstance(content, bytes) else content.encode()
    return read_file(name, raw, basis or About(), lambda _done, _of: None)


def said(document: Document) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [(section.headings, section.paragraphs) for section in document.sections]


def test_markdown_is_read_with_its_headings_lists_and_tables() -> None:
    assert said(read("returns.md", POLICY)) == [
        (("Returns",), ("Send it back within 30 days.",)),
        (
            ("Returns", "What costs what"),
            (
                "the label: €4.90",
                "a faulty item: nothing",
                "Spain: Time 2 days, Cost €4.90",
                "Brazil: Cost R$ 29.90",
            ),
        ),
        (("Exchanges",), ("Not yet.",)),
    ]


def test_what_stands_before_markdown_counts_for_all_of_it_and_lines_count_from_the_file() -> None:
    first, *_ = read("returns.md", POLICY).sections
    assert first.about == About(
        "en-GB",
        "Ann",
        Audience.INTERNAL,
        "https://shop.example/returns",
        date(2026, 1, 1),
        date(2026, 12, 31),
    )
    assert first.place == "line 12"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("valid_until: soon", "valid_until 'soon' must be a day such as 2026-12-31"),
        ("audience: everyone", "audience 'everyone' must be public or internal"),
        ("link: javascript:x", "link 'javascript:x' must be an address that begins with https://"),
        ("valid_from: 2027-01-01\nvalid_until: 2026-01-01", "valid_until 2026-01-01 is before valid_from"),
    ],
)
def test_a_field_that_cannot_be_used_leaves_the_document_out_with_the_reason(line: str, reason: str) -> None:
    document = read("a.md", f"---\n{line}\n---\nText.")
    assert document.sections == ()
    assert reason in document.problems[0].reason


def test_text_without_headings_has_the_title_for_one() -> None:
    assert said(read("a.txt", "---\ntitle: Opening hours\n---\nFrom 9.")) == [
        (("Opening hours",), ("From 9.",))
    ]


def test_html_is_read_without_scripts_menus_forms_and_what_is_hidden() -> None:
    assert said(read("ajuda.html", PAGE)) == [
        (("Ajuda",), ("Fale conosco.", "De dia.")),
        (("Ajuda", "Prazos"), ("Em 7 dias", "corridos", "sem custo")),
        (("Ajuda", "Prazos", "E o frete?"), ("É grátis.",)),
        (("Ajuda", "Prazos"), ("Boa compra.", "SP: Prazo 2 dias")),
    ]


def test_a_page_says_its_language_and_where_it_stands() -> None:
    first, *_ = read("ajuda.html", PAGE).sections
    assert (first.about.language, first.about.link) == ("pt-BR", "https://loja.example/ajuda")


def test_a_page_without_headings_has_its_title_for_one() -> None:
    page = "<html><head><title>Hours</title></head><body><div>From 9<div>to 5</div></div></body></html>"
    assert said(read("a.html", page)) == [(("Hours",), ("From 9", "to 5"))]


def test_a_page_is_read_in_the_encoding_that_it_names() -> None:
    page = '<html><head><meta charset="iso-8859-1"></head><body><p>Devolução</p></body></html>'
    assert said(read("a.html", page.encode("latin-1"))) == [((), ("Devolução",))]


def test_very_deep_html_is_read_or_refused_but_never_breaks() -> None:
    page = "<p>Above</p>" + "<div>" * 50_000 + "deep"
    try:
        (section, *_) = read("a.html", page).sections
    except KnowledgeError:
        return
    assert section.paragraphs[0] == "Above"


def test_a_table_is_read_row_by_row_whatever_divides_it() -> None:
    table = (
        "Question;Answer;Category;Language;Valid until;Audience\n"
        '"Do you wrap?";"Yes.\nFor €3.";Gifts;en;2026-12-24;\n'
        "Really?;;Gifts;en;;\n"
        "Cost price?;45 %;;en;;internal\n"
        "When?;Now.;;en;tomorrow;\n"
    )
    document = read("faq.csv", table)
    assert said(document) == [(("Gifts", "Do you wrap?"), ("Yes.", "For €3.")), (("Cost price?",), ("45 %",))]
    assert [section.about.audience for section in document.sections] == [Audience.PUBLIC, Audience.INTERNAL]
    assert document.sections[0].about.valid_until == date(2026, 12, 24)
    assert [(problem.place, problem.reason) for problem in document.problems] == [
        ("line 4", "it has no answer"),
        ("line 6", "valid_until 'tomorrow' must be a day such as 2026-12-31"),
    ]


def test_answers_in_html_are_read_as_html() -> None:
    table = "title,body\nReturns,<p>Within <b>30</b> days.</p><script>x()</script><ul><li>unused</li></ul>\n"
    assert said(read("export.csv", table)) == [(("Returns",), ("Within 30 days.", "unused"))]


def test_a_table_without_answers_says_which_columns_it_needs() -> None:
    with pytest.raises(KnowledgeError, match="columns question and answer"):
        read("prices.csv", "sku,price\n1,2\n")


def test_a_pdf_is_read_by_the_size_of_its_letters_and_without_what_every_page_repeats() -> None:
    body = [
        (11.0, "You can send an item back within 30 days of the day on which it was deliv-"),
        (11.0, "ered to you, unused."),
    ]
    pages = [
        [
            (9.0, "Serra, terms"),
            (18.0, f"Article {number}"),
            *body,
            (11.0, f"Box {number} cannot be returned."),
            (9.0, f"Page {number} of 4"),
        ]
        for number in range(1, 5)
    ]
    document = read("terms.pdf", pdf(pages))
    assert [section.headings for section in document.sections] == [(f"Article {one}",) for one in range(1, 5)]
    assert document.sections[1].place == "page 2"
    assert document.sections[1].paragraphs == (
        "You can send an item back within 30 days of the day on which it was delivered to you, unused.",
        "Box 2 cannot be returned.",
    )


def test_pages_of_a_pdf_are_counted_while_they_are_read() -> None:
    told: list[tuple[int, int]] = []
    content = pdf([[(11.0, f"Sentence {number}.")] for number in range(3)])
    read_file("a.pdf", content, About(), lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_page_of_a_pdf_without_text_is_named() -> None:
    document = read("a.pdf", pdf([[(11.0, "Text.")], []]))
    assert [(one.place, one.reason) for one in document.problems] == [
        ("page 2", "it has no text, perhaps a picture of it")
    ]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("scan.pdf", pdf([[], []]), "only pictures, as scanners make them: run OCR"),
        ("a.pdf", b"%PDF-1.7\ngarbage", "cannot be read"),
        ("a.pdf", b"GIF89a", "this is no PDF"),
        ("a.md", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no text that can be read"),
        ("a.csv", b"PK\x03\x04" + bytes(40), "no text that can be read"),
        ("a.html", b"Just words.", "this is no HTML"),
        ("a.docx", b"PK\x03\x04", "files that can be read end with .md"),
        ("a.txt", bytes((50 << 20) + 1), "more than 50 MB"),
    ],
)
def test_a_file_that_is_not_what_it_claims_is_refused_with_the_cure(
    name: str, content: bytes, reason: str
) -> None:
    with pytest.raises(KnowledgeError, match=reason):
        read(name, content)


def test_a_pdf_is_recognised_whatever_it_is_called() -> None:
    assert said(read("a.txt", pdf([[(11.0, "Text.")]]))) == [((), ("Text.",))]


def test_files_of_a_folder_are_known_by_their_way_from_there(tmp_path: Path) -> None:
    for way in ("b/returns.md", "a.html", ".hidden/a.md", "photo.jpg"):
        (tmp_path / way).parent.mkdir(exist_ok=True)
        (tmp_path / way).touch()
    assert [name for name, _ in files_in(tmp_path)] == ["a.html", "b/returns.md"]
    assert [name for name, _ in files_in(tmp_path / "b" / "returns.md")] == ["returns.md"]
