"""What is new in a mail, and what is quoted or signed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.translation.mail.text import new_text, parts_of

ATTRIBUTIONS = [
    "Em seg., 3 de jan. de 2026 às 10:12, Loja Sol <contato@loja.example> escreveu:",
    "Em 3 de jan. de 2026, à(s) 10:12, Loja Sol escreveu:",
    "Em 03/01/2026 10:12, Loja Sol escreveu:",
    "No dia 3/01/2026, às 10:12, Loja Sol escreveu:",
    "A segunda, 3/01/2026, 10:12, Loja Sol <contato@loja.example> escreveu:",
    "Loja Sol <contato@loja.example> escreveu:",
    "On Mon, Jan 3, 2026 at 10:12 AM Sol <care@shop.example> wrote:",
    "Am Mo., 3. Jan. 2026 um 10:12 Uhr schrieb Sol <care@shop.example>:",
    "Le lun. 3 janv. 2026 à 10:12, Sol <care@shop.example> a écrit :",
    "El lun, 3 ene 2026 a las 10:12, Sol (<care@shop.example>) escribió:",
]


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
@pytest.mark.parametrize("history", ["> Hello, your order left.\n> Bye", "Hello, your order left.\n\nBye"])
def test_what_follows_an_attribution_is_not_new(attribution: str, history: str) -> None:
    assert (
        new_text(f"Não recebi nada.\n\nMaria\n\n{attribution}\n\n{history}\n") == "Não recebi nada.\n\nMaria"
    )


def test_an_attribution_may_go_over_two_lines() -> None:
    text = (
        "Obrigada!\nEm seg., 3 de jan. de 2026 às 10:12, Loja Sol\n<contato@loja.example> escreveu:\n> Hello"
    )
    assert new_text(text) == "Obrigada!"


@pytest.mark.parametrize(
    "history",
    [
        "-----Mensagem original-----\nDe: Loja\nHello",
        "-----Original Message-----\nFrom: Shop\nHello",
        "_" * 32 + "\nDe: Loja <a@b.example>\nEnviado: segunda\nPara: Maria\nAssunto: Pedido\n\nHello",
        "From: Shop\nSent: Monday\nTo: Maria\nSubject: Order\n\nHello",
        "*Von:* Laden\n*Gesendet:* Montag\n*An:* Maria\n*Betreff:* Auftrag\nHello",
    ],
)
def test_what_follows_the_header_of_another_message_is_not_new(history: str) -> None:
    assert new_text(f"Não recebi nada.\n\n{history}") == "Não recebi nada."


def test_answers_below_and_between_quoted_lines_are_new() -> None:
    text = "Em 03/01/2026 10:12, Loja escreveu:\n> Which size?\nTamanho M.\n> Which colour?\nAzul.\n"
    assert new_text(text) == "Tamanho M.\nAzul."


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nMaria Silva\nRua das Flores, 12",
        "Enviado do meu iPhone",
        "Enviada do meu Galaxy",
        "Sent from my iPhone",
        "Obter o Outlook para Android",
        "Gesendet von meinem Telefon",
    ],
)
def test_a_signature_is_not_new(signature: str) -> None:
    assert (
        new_text(f"Cadê meu pedido?\n\n{signature}\n\nOn Jan 3, 2026, Sol wrote:\n> Hi") == "Cadê meu pedido?"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Olá,\n\nCadê meu pedido?\n\nAtenciosamente,\nMaria",
        "Obrigada,\nMeu CPF está errado, vejam abaixo.",
        "Comprei:\n- uma camisa\n-- azul\nNão chegou nada, e já faz um mês que eu espero.\n" + "Mais.\n" * 20,
        "Data: 12/05\nValor: 30 reais\nPara: minha mãe",
        "Minha amiga escreveu:\nadorei a loja",
        "Ele disse em 2024:\nnão",
        "-- Mensagem encaminhada --\nDe: Correios\nData: 3 jan\nAssunto: Pacote\nPara: Maria\n\nVoltou.",
        "> só uma citação",
        "",
    ],
)
def test_what_people_write_themselves_or_forward_is_new(text: str) -> None:
    assert new_text(text) == text


def test_the_marks_of_an_answer_in_a_subject_line_are_not_new() -> None:
    assert [(part.text, part.new) for part in parts_of("RES: Fwd: Meu pedido")] == [
        ("RES: Fwd: ", False),
        ("Meu pedido", True),
    ]


_LINE = st.one_of(
    st.sampled_from(
        [*ATTRIBUTIONS, "> x", "-- ", "--", "", "Re: oi", "De: a", "Para: b", "Assunto: c", "_" * 32]
    ),
    st.text(max_size=8),
)


@given(st.lists(_LINE, max_size=12).map("\n".join))
def test_no_character_is_lost(text: str) -> None:
    parts = parts_of(text)
    assert "".join(part.text for part in parts) == text
    assert any(part.new for part in parts)
