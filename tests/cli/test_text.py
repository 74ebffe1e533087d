"""``dragoman detect`` and ``dragoman translate``: one line out for each line in."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dragoman.cli import main
from dragoman.translation.assembly import assemble_default_packs
from dragoman.translation.packs import PackLibrary

KEYS = [
    "language", "confidence", "evidence", "translation", "segments", "protected", "terms", "quality",
    "light", "warnings", "ms",
]  # fmt: skip


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the default packs, shared by the processes of this test run."""
    folder = tmp_path_factory.getbasetemp().parent / "text-commands"
    assemble_default_packs(PackLibrary(folder / "packs"), print)
    return folder


def dragoman(data: Path, *arguments: str, stdin: str | bytes = "") -> Result:
    return CliRunner().invoke(main, ["--data-dir", str(data), *arguments], input=stdin)


def records(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.removesuffix("\n").split("\n")]


def json_lines(*objects: dict[str, Any]) -> str:
    return "".join(json.dumps(one) + "\n" for one in objects)


class TestDetect:
    def test_each_line_gets_a_tag_a_tab_and_a_confidence(self, tmp_path: Path) -> None:
        result = dragoman(tmp_path, "detect", stdin="Onde está o meu pedido?\n\nwhere is my order?\n12345\n")
        tags = [line.split("\t")[0] for line in result.stdout.splitlines()]
        assert tags == ["pt", "und", "en", "und"]
        assert result.stdout.splitlines()[1] == "und\t0"
        assert 0.9 < float(result.stdout.splitlines()[0].split("\t")[1]) <= 1
        assert result.stderr == ""

    def test_tags_come_back_as_they_were_asked_for(self, tmp_path: Path) -> None:
        result = dragoman(tmp_path, "detect", "--languages", "en, PT-br", stdin="Onde está o meu pedido?")
        assert result.stdout.startswith("PT-br\t")

    def test_a_language_that_was_not_asked_for_is_named_all_the_same(self, tmp_path: Path) -> None:
        result = dragoman(tmp_path, "detect", "--languages", "en,pt-BR", stdin="Wo ist meine Bestellung?\n")
        assert result.stdout.startswith("de\t")

    def test_only_a_line_feed_ends_a_line(self, tmp_path: Path) -> None:
        text = "onde está\r\nmeu pedido\u2028chegou\x0b\x0c\x85sim\n"
        assert dragoman(tmp_path, "detect", stdin=text).stdout.count("\n") == 2

    def test_bytes_that_are_not_utf8_are_no_obstacle(self, tmp_path: Path) -> None:
        result = dragoman(tmp_path, "detect", stdin=b"\xff\xfe\nwhere is my \xe9 order?\n")
        assert [line.split("\t")[0] for line in result.stdout.splitlines()] == ["und", "en"]

    def test_no_input_no_output(self, tmp_path: Path) -> None:
        assert dragoman(tmp_path, "detect").stdout == ""

    def test_json_has_exactly_the_promised_keys(self, tmp_path: Path) -> None:
        result = dragoman(
            tmp_path, "detect", "--json", stdin=json_lines({"text": "obrigado"}, {"text": ""}) + "\n"
        )
        detected = records(result)
        assert [list(record) for record in detected] == [KEYS] * 3
        assert [record["language"] for record in detected] == ["pt", "und", "und"]
        assert detected[0]["evidence"]
        assert detected[0]["translation"] is None

    def test_lines_of_one_conversation_know_of_each_other(self, tmp_path: Path) -> None:
        lines = json_lines(
            {"text": "Oi, meu pedido não chegou", "conversation": "a"},
            {"text": "ok", "conversation": "a"},
            {"text": "ok", "conversation": "b"},
            {"text": "ok"},
            {"text": "ok", "conversation": "a", "locale": None},
        )
        detected = records(dragoman(tmp_path, "detect", "--json", stdin=lines))
        assert [record["language"] for record in detected] == ["pt", "pt", "und", "und", "pt"]

    def test_a_locale_tips_the_balance(self, tmp_path: Path) -> None:
        lines = json_lines({"text": "no"}, {"text": "no", "locale": "es-MX"})
        detected = records(dragoman(tmp_path, "detect", "--json", stdin=lines))
        assert [record["language"] for record in detected] == ["und", "es"]

    @pytest.mark.parametrize(
        "bad",
        [
            "{", "hello", "[1]", '{"txt": "a"}', '{"text": 1}', '{"text": "a", "conversation": []}',
            '{"text": "a", "locale": 5}', "[" * 100_000, '{"text": ' + "9" * 5000 + "}",
        ],
    )  # fmt: skip
    def test_a_bad_json_line_is_named_after_the_lines_before_it(self, tmp_path: Path, bad: str) -> None:
        result = dragoman(
            tmp_path, "detect", "--json", stdin=f'{{"text": "hello there"}}\n{bad}\n{{"text": "x"}}\n'
        )
        assert result.exit_code == 1
        assert result.stdout.count("\n") == 1
        assert result.stderr.startswith("Error: line 2")
        assert result.stderr.count("\n") == 1

    def test_texts_with_line_ends_and_lone_surrogates_stay_one_line(self, tmp_path: Path) -> None:
        lines = '{"text": "hello\\nthere\\u2028friend \\ud800"}\n'
        assert len(records(dragoman(tmp_path, "detect", "--json", stdin=lines))) == 1

    def test_a_tag_that_is_none_is_a_usage_error(self, tmp_path: Path) -> None:
        result = dragoman(tmp_path, "detect", "--languages", "en,,x!", stdin="hello")
        assert result.exit_code == 2
        assert "is not a language tag" in result.stderr

    def test_it_starts_without_what_only_other_commands_need(self) -> None:
        heavy = {
            "flask",
            "sqlalchemy",
            "ctranslate2",
            "sentencepiece",
            "numpy",
            "babel",
            "dramatiq",
            "requests",
        }
        code = f"import dragoman.cli.text, sys; sys.exit(str({heavy} & set(sys.modules) or ''))"
        finished = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert finished.stderr.strip() == ""

    def test_a_program_that_waits_for_each_answer_gets_it(self, tmp_path: Path) -> None:
        command = [sys.executable, "-m", "dragoman.cli", "--data-dir", str(tmp_path), "detect"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            for text, tag in ((b"obrigado\n", b"pt"), (b"thank you\n", b"en")):
                process.stdin.write(text)
                process.stdin.flush()
                assert process.stdout.readline().split(b"\t")[0] == tag


class TestTranslate:
    def test_each_line_is_translated_and_keeps_its_values(self, data_dir: Path) -> None:
        lines = "Your order #73021 has been shipped.\n\nThank you!\n"
        result = dragoman(data_dir, "translate", "--from", "en", "--to", "pt-BR", stdin=lines)
        assert result.exit_code == 0, result.stderr
        translated = result.stdout.split("\n")
        assert len(translated) == 4
        assert "#73021" in translated[0]
        assert "pedido" in translated[0]
        assert translated[1] == ""
        assert translated[2].startswith("Obrigad")
        assert translated[3] == ""

    def test_without_a_source_each_line_is_detected(self, data_dir: Path) -> None:
        lines = "Onde está o meu pedido?\nWhere is my order?\n12345\n"
        result = dragoman(data_dir, "translate", "--to", "en", stdin=lines)
        assert result.exit_code == 0, result.stderr
        assert result.stdout == "Where is my order?\n" * 2 + "12345\n"

    def test_json_has_exactly_the_promised_keys(self, data_dir: Path) -> None:
        lines = json_lines({"text": "Meu pedido #73021 não chegou.\nQuero o reembolso."}, {"text": "👍"})
        known, unknown = records(dragoman(data_dir, "translate", "--to", "en", "--json", stdin=lines))
        assert list(known) == list(unknown) == KEYS
        assert known["language"] == "pt"
        assert "#73021" in known["translation"]
        assert "\n" in known["translation"]
        assert len(known["segments"]) == 2
        assert [span["text"] for span in known["protected"]] == ["#73021"]
        assert known["ms"] > 0
        assert unknown["language"] == "und"
        assert unknown["translation"] is None
        assert [warning["code"] for warning in unknown["warnings"]] == ["undetermined_language"]

    def test_the_source_comes_back_as_it_was_given(self, data_dir: Path) -> None:
        lines = json_lines({"text": "Meu pedido não chegou."})
        (record,) = records(
            dragoman(data_dir, "translate", "--from", "pt-PT", "--to", "en", "--json", stdin=lines)
        )
        assert (record["language"], record["confidence"]) == ("pt-PT", 1.0)

    def test_terms_of_a_glossary_are_kept_and_proven(self, data_dir: Path, tmp_path: Path) -> None:
        terms = tmp_path / "terms.csv"
        terms.write_text("source,target,kind\nCloudWalk Max,CloudWalk Max,dnt\n")
        lines = json_lines({"text": "Where is my CloudWalk Max?"})
        result = dragoman(
            data_dir,
            "translate",
            "--from",
            "en",
            "--to",
            "pt-BR",
            "--glossary",
            str(terms),
            "--json",
            stdin=lines,
        )
        (record,) = records(result)
        assert "CloudWalk Max" in record["translation"]
        assert [(term["source"], term["kind"]) for term in record["terms"]] == [("CloudWalk Max", "dnt")]

    def test_a_pair_without_a_pack_is_refused_before_anything_is_read(self, data_dir: Path) -> None:
        result = dragoman(data_dir, "translate", "--from", "fr", "--to", "en", stdin="bonjour\n")
        assert result.exit_code == 3
        assert result.stdout == ""
        assert result.stderr.count("\n") == 1
        assert "dragoman packs install" in result.stderr

    def test_a_detected_language_without_a_pack_stops_no_other_line(self, data_dir: Path) -> None:
        lines = "Où est ma commande ?\nOnde está o meu pedido?\n"
        result = dragoman(data_dir, "translate", "--to", "en", stdin=lines)
        assert result.exit_code == 3
        assert result.stdout == "Où est ma commande ?\nWhere is my order?\n"
        assert result.stderr.count("\n") == 1

    def test_a_text_in_the_target_language_needs_no_pack(self, tmp_path: Path) -> None:
        result = dragoman(
            tmp_path, "translate", "--from", "fr", "--to", "fr-CA", stdin="Où est ma commande ?\r\n"
        )
        assert result.exit_code == 0, result.stderr
        assert result.stdout_bytes == "Où est ma commande ?\r\n".encode()

    def test_the_default_packs_are_assembled_on_first_use(self, tmp_path: Path) -> None:
        result = dragoman(
            tmp_path, "translate", "--from", "pt", "--to", "en", stdin="Onde está o meu pedido?\n"
        )
        assert result.stdout == "Where is my order?\n"
        assert "pt-en" in result.stderr
        assert not list(tmp_path.glob("*.sqlite*"))


class TestMarkup:
    def test_html_is_one_text(self, data_dir: Path) -> None:
        result = dragoman(
            data_dir,
            *("translate", "--from", "en", "--to", "pt-BR", "--format", "html"),
            stdin="<p>Good morning</p>\n<p>Good <b>night</b></p>\n",
        )
        assert result.stdout == "<p>Bom dia</p>\n<p>Boa <b>noite</b></p>\n"

    def test_its_language_is_that_of_its_text(self, data_dir: Path) -> None:
        mail = "<p class='the first paragraph of them all'>Onde está o meu pedido?</p>"
        (record,) = records(
            dragoman(
                data_dir,
                *("translate", "--to", "en", "--format", "html", "--json"),
                stdin=json_lines({"text": mail}),
            )
        )
        assert record["language"] == "pt"
        assert record["translation"].startswith("<p class=")

    def test_a_mail_keeps_its_history(self, data_dir: Path) -> None:
        result = dragoman(
            data_dir,
            *("translate", "--from", "en", "--to", "pt-BR", "--mail"),
            stdin="Good morning\n\n> Good night\n",
        )
        assert result.stdout == "Bom dia\n\n> Good night\n"
