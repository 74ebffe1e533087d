"""Mails in HTML: what is new is translated, quoted history and signatures stay as they are."""

import pytest

from dragoman.domain import Format
from dragoman.glossary import EMPTY, Interpreter
from dragoman.translation.engine import Engine
from dragoman.translation.translator import Translator

QUOTED = [
    '<div class="gmail_quote"><div class="gmail_attr">On Mon, Jan 3, 2026 at 10:12 AM Sol wrote:<br></div>'
    "<blockquote>Good night</blockquote></div>",
    '<blockquote type="cite"><div>Good night</div></blockquote>',
    '<div class="moz-cite-prefix">On Monday Sol wrote:</div><blockquote>Good night</blockquote>',
    '<div class="yahoo_quoted"><div>Good night</div></div>',
    "<div>On Jan 3, 2026, at 10:12, Sol wrote:</div><div>Good night</div>",
    "<div>Em 3 de jan. de 2026, à(s) 10:12, Sol escreveu:</div><blockquote>Good night</blockquote>",
    '<div id="appendonsend"></div><hr><p>Good night</p>',
    '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p>Sol</p></div>'
    "<p>Good night</p>",
    "<p>De: Sol<br>Enviado: segunda<br>Para: Maria<br>Assunto: Pedido</p><p>Good night</p>",
    "<p>-----Mensagem original-----</p><p>Good night</p>",
]
SIGNATURES = [
    '<div class="gmail_signature">Good night Ltd</div>',
    "<p>--<br>Good night Ltd</p>",
    "<p>Sent from my iPhone</p>",
]


@pytest.fixture(scope="session")
def interpreter(engine: Engine) -> Interpreter:
    return Interpreter(Translator(engine))


def translated(interpreter: Interpreter, mail: str, form: Format = Format.HTML) -> str:
    return interpreter.interpret([mail], "en", "pt-BR", EMPTY, form=form, mail=True)[0].text


@pytest.mark.parametrize("rest", [*QUOTED, *SIGNATURES])
def test_quoted_history_and_signatures_stay(interpreter: Interpreter, rest: str) -> None:
    text = translated(interpreter, f"<p>Good morning</p>{rest}")
    assert text.startswith("<p>Bom dia</p>")
    assert "Boa noite" not in text
    assert "Good night" in text or "iPhone" in text


def test_an_answer_below_what_it_answers_is_translated(interpreter: Interpreter) -> None:
    text = translated(
        interpreter, "<p>On Jan 3, 2026 Sol wrote:</p><blockquote>Good night</blockquote><p>Good morning</p>"
    )
    assert text.endswith("<blockquote>Good night</blockquote><p>Bom dia</p>")


def test_a_forwarded_message_is_translated(interpreter: Interpreter) -> None:
    mail = '<div class="gmail_quote"><div>---------- Forwarded message ---------</div><p>Good night</p></div>'
    assert "Boa noite" in translated(interpreter, f"<p>Good morning</p>{mail}")


def test_a_mail_of_nothing_but_a_quotation_is_translated(interpreter: Interpreter) -> None:
    text = translated(interpreter, '<blockquote type="cite">Good night</blockquote>')
    assert text == '<blockquote type="cite">Boa noite</blockquote>'


def test_a_quotation_that_is_no_mails_is_translated(interpreter: Interpreter) -> None:
    html = "<p>Good morning</p><blockquote>Good night</blockquote>"
    (result,) = interpreter.interpret([html], "en", "pt-BR", EMPTY, form=Format.HTML)
    assert result.text == "<p>Bom dia</p><blockquote>Boa noite</blockquote>"


def test_what_is_quoted_is_sanitised_all_the_same(interpreter: Interpreter) -> None:
    text = translated(
        interpreter, '<p>Good morning</p><blockquote type="cite"><script>x</script>Good night</blockquote>'
    )
    assert text == '<p>Bom dia</p><blockquote type="cite">Good night</blockquote>'


@pytest.mark.parametrize("form", [Format.TEXT, Format.MARKDOWN])
def test_plain_mails_keep_what_they_quote_and_their_signature(interpreter: Interpreter, form: Format) -> None:
    text = translated(interpreter, "Re: Good morning\n\n> Good night\n\n--\nGood night Ltd\n", form)
    assert text == "Re: Bom dia\n\n> Good night\n\n--\nGood night Ltd\n"
