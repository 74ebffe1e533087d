from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.translation import tmx
from dragoman.translation.tmx import Pair, TmxError, Unit, read_tmx, write_tmx

HEADER = '<header srclang="en" creationtool="x" segtype="sentence" adminlang="en" datatype="plaintext"/>'
SIGNS = st.text(st.characters(min_codepoint=32, max_codepoint=0xFFFD, exclude_categories=["Cs"]), max_size=40)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "memory.tmx"


def units(file: Path, body: str, before: str = "") -> list[Unit]:
    file.write_text(f'{before}<tmx version="1.4">{HEADER}<body>{body}</body></tmx>', "utf-8")
    return list(read_tmx(file))


def unit(*variants: tuple[str, str]) -> str:
    tuvs = "".join(f'<tuv xml:lang="{language}"><seg>{text}</seg></tuv>' for language, text in variants)
    return f"<tu>{tuvs}</tu>"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(SIGNS, SIGNS, SIGNS)
def test_what_was_written_is_read_again(file: Path, source: str, target: str, author: str) -> None:
    pair = Pair("en", "pt-BR", source, target, author, 1_800_000_000.0, "f1")
    written = BytesIO()
    assert write_tmx(written, [pair], "en") == 1
    file.write_bytes(written.getvalue())
    (read,) = read_tmx(file)
    assert read.variants == (("en", source), ("pt-BR", target))
    assert (read.source_language, read.author, read.glossary, read.problem) == ("en", author, "f1", None)


def test_variants_of_a_unit_come_with_their_languages_and_its_line(file: Path) -> None:
    first, second = units(
        file, unit(("EN-US", "Yes"), ("pt", "Sim")) + "\n" + unit(("en", "No"), ("fr", "Non"))
    )
    assert first.variants == (("EN-US", "Yes"), ("pt", "Sim"))
    assert (second.number, second.line, second.source_language) == (2, 2, "en")


def test_highlights_are_read_as_their_text(file: Path) -> None:
    (read,) = units(file, unit(("en", "the <hi>blue</hi> lamp"), ("pt", "a lâmpada")))
    assert read.variants[0] == ("en", "the blue lamp")


def test_codes_of_other_programs_are_a_problem_of_their_unit_alone(file: Path) -> None:
    bad, good = units(file, unit(("en", "a <ph>%s</ph>"), ("pt", "b")) + unit(("en", "a"), ("pt", "b")))
    assert bad.problem == "it has codes of another program in it"
    assert good.problem is None


def test_a_segment_that_is_too_long_is_a_problem_of_its_unit(file: Path) -> None:
    (read,) = units(file, unit(("en", "a" * 5_001), ("pt", "b")))
    assert read.problem == "it is longer than 5000 characters"


def test_a_doctype_is_not_loaded(file: Path) -> None:
    doctype = '<!DOCTYPE tmx SYSTEM "http://127.0.0.1:9/tmx14.dtd">'
    assert len(units(file, unit(("en", "a"), ("pt", "b")), doctype)) == 1


@pytest.mark.parametrize(
    "entity",
    ['<!ENTITY x SYSTEM "file:///etc/passwd">', '<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;">'],
)
def test_entities_are_refused(file: Path, entity: str) -> None:
    with pytest.raises(TmxError, match="declares entities"):
        units(file, unit(("en", "&x;"), ("pt", "b")), f"<!DOCTYPE tmx [{entity}]>")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("<tmx><body><tu>", "no well-formed TMX"),
        ("", "no well-formed TMX"),
        ("<xliff/>", "outermost element is xliff"),
    ],
)
def test_what_is_no_tmx_is_refused_with_the_reason(file: Path, content: str, what: str) -> None:
    file.write_text(content)
    with pytest.raises(TmxError, match=what):
        list(read_tmx(file))


def test_a_file_that_is_too_large_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tmx, "LARGEST_FILE", 10)
    with pytest.raises(TmxError, match="at most 10 are read"):
        units(file, unit(("en", "a"), ("pt", "b")))


def test_another_reader_understands_what_we_write_and_we_what_it_writes(file: Path) -> None:
    """An oracle that is only asked where somebody installed it: its licence keeps it out of what we need."""
    oracle = pytest.importorskip("translate.storage.tmx")
    with file.open("wb") as written:
        write_tmx(written, [Pair("en", "pt-BR", "Fish & <chips>", "Peixe 😀", "Ann", 1.8e9, "1")], "en")
    with file.open("rb") as written:
        (read,) = oracle.tmxfile(written, "en", "pt-BR").units
    assert (read.source, read.target) == ("Fish & <chips>", "Peixe 😀")
    theirs = oracle.tmxfile(None, "en", "pt-BR")
    theirs.addtranslation("Fish & <chips>", "en", "Peixe 😀", "pt-BR")
    file.write_bytes(bytes(theirs))
    (ours,) = read_tmx(file)
    assert ours.variants == (("en", "Fish & <chips>"), ("pt-BR", "Peixe 😀"))
