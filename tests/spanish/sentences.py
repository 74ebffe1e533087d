"""The sentences that the Spanish test packs are trained on: written by us, under the project's licence.

Each form is one sentence in Spanish and English with the same slots; a form and a choice for every slot is
one pair. They are what shoppers and shops say of orders, parcels and money, and nothing else: these packs
are parts for tests, not interpreters.
"""

import random
from collections.abc import Iterator

THINGS = (
    ("la lámpara", "the lamp"), ("el libro", "the book"), ("la mesa", "the table"),
    ("el teléfono", "the phone"),
    ("la camisa", "the shirt"), ("el reloj", "the watch"), ("la silla", "the chair"),
    ("el vestido", "the dress"),
    ("la taza", "the cup"), ("el sombrero", "the hat"), ("la mochila", "the backpack"),
    ("el abrigo", "the coat"),
    ("la batidora", "the blender"), ("el cable", "the cable"), ("la cámara", "the camera"),
)  # fmt: skip
PAPERS = (
    ("mi pedido", "my order"), ("mi paquete", "my package"), ("mi dinero", "my money"),
    ("mi factura", "my invoice"), ("mi reembolso", "my refund"), ("mi código", "my code"),
    ("el pedido", "the order"), ("el paquete", "the package"), ("la factura", "the invoice"),
    ("el reembolso", "the refund"), ("su pedido", "your order"), ("su paquete", "your package"),
    ("su factura", "your invoice"), ("su reembolso", "your refund"),
)  # fmt: skip
DAYS = (
    ("el lunes", "on Monday"), ("el martes", "on Tuesday"), ("el miércoles", "on Wednesday"),
    ("el jueves", "on Thursday"), ("el viernes", "on Friday"), ("hoy", "today"), ("mañana", "tomorrow"),
    ("la semana pasada", "last week"), ("ayer", "yesterday"), ("esta semana", "this week"),
)  # fmt: skip
PLACES = (
    ("a mi casa", "to my house"), ("a la tienda", "to the store"), ("a otra dirección", "to another address"),
    ("a España", "to Spain"), ("a México", "to Mexico"), ("a Portugal", "to Portugal"),
)  # fmt: skip
COLOURS = (
    ("en rojo", "in red"), ("en azul", "in blue"), ("en verde", "in green"), ("en negro", "in black"),
    ("en blanco", "in white"), ("en otra talla", "in another size"),
)  # fmt: skip
NAMES = (("Hola", "Hello"), ("Buenos días", "Good morning"), ("Buenas tardes", "Good afternoon"))
FORMS = (
    ("¿Dónde está {paper}?", "Where is {paper}?"),
    ("¿Dónde está {paper} {value}?", "Where is {paper} {value}?"),
    ("¿Cuándo llega {paper}?", "When does {paper} arrive?"),
    ("¿Cuándo llega {paper} {value}?", "When does {paper} {value} arrive?"),
    ("¿Cuánto cuesta {thing}?", "How much does {thing} cost?"),
    ("{Thing} cuesta {value}.", "{Thing} costs {value}."),
    ("{Paper} cuesta {value}.", "{Paper} costs {value}."),
    ("{Paper} {value} cuesta {value}.", "{Paper} {value} costs {value}."),
    ("{Paper} no ha llegado.", "{Paper} has not arrived."),
    ("{Paper} {value} no ha llegado.", "{Paper} {value} has not arrived."),
    ("{Paper} todavía no ha llegado.", "{Paper} has not arrived yet."),
    ("{Paper} ya ha llegado.", "{Paper} has already arrived."),
    ("{Paper} llegó {day}.", "{Paper} arrived {day}."),
    ("{Paper} llegará {day}.", "{Paper} will arrive {day}."),
    ("{Paper} {value} llegará {day}.", "{Paper} {value} will arrive {day}."),
    ("{Paper} no llegará {day}.", "{Paper} will not arrive {day}."),
    ("{Thing} llegó en mal estado {day}.", "{Thing} arrived in bad condition {day}."),
    ("{Thing} no funciona.", "{Thing} does not work."),
    ("{Thing} es demasiado grande.", "{Thing} is too big."),
    ("Quiero devolver {thing}.", "I want to return {thing}."),
    ("Quiero cambiar {thing}.", "I want to exchange {thing}."),
    ("Quiero comprar {thing} {colour}.", "I want to buy {thing} {colour}."),
    ("No quiero {thing}.", "I do not want {thing}."),
    ("Quiero cancelar {paper}.", "I want to cancel {paper}."),
    ("Quiero cancelar {paper} {value}.", "I want to cancel {paper} {value}."),
    ("No quiero cancelar {paper}.", "I do not want to cancel {paper}."),
    ("No quiero cancelar {paper} {value}.", "I do not want to cancel {paper} {value}."),
    ("Quiero mi dinero.", "I want my money."),
    ("Necesito {paper}.", "I need {paper}."),
    ("Necesito {thing} {day}.", "I need {thing} {day}."),
    ("No necesito {thing}.", "I do not need {thing}."),
    ("¿Tienen {thing} {colour}?", "Do you have {thing} {colour}?"),
    ("No tenemos {thing} {colour}.", "We do not have {thing} {colour}."),
    ("Tenemos {thing} {colour}.", "We have {thing} {colour}."),
    ("¿Envían {place}?", "Do you ship {place}?"),
    ("Enviamos {place}.", "We ship {place}."),
    ("No enviamos {place}.", "We do not ship {place}."),
    ("¿Pueden enviar {thing} {place}?", "Can you send {thing} {place}?"),
    ("Enviamos {paper} {day}.", "We sent {paper} {day}."),
    ("Enviaremos {paper} {value} {day}.", "We will send {paper} {value} {day}."),
    ("Pagué {value} {day}.", "I paid {value} {day}."),
    ("Pagué {value} por {thing}.", "I paid {value} for {thing}."),
    ("No pagué {value}.", "I did not pay {value}."),
    ("Compré {thing} {day}.", "I bought {thing} {day}."),
    ("Recibí {thing} {day}.", "I received {thing} {day}."),
    ("No recibí {thing}.", "I did not receive {thing}."),
    ("No recibí {paper}.", "I did not receive {paper}."),
    ("El número es {value}.", "The number is {value}."),
    ("El número de seguimiento es {value}.", "The tracking number is {value}."),
    ("El código {value} no funciona.", "The code {value} does not work."),
    ("Use el código {value}.", "Use the code {value}."),
    ("Escriba a {value}.", "Write to {value}."),
    ("Puede ver {paper} en {value}.", "You can see {paper} at {value}."),
    ("El reembolso de {value} llegará {day}.", "The refund of {value} will arrive {day}."),
    ("Muchas gracias.", "Thank you very much."),
    ("Muchas gracias por su ayuda.", "Thank you very much for your help."),
    ("Gracias por su mensaje.", "Thank you for your message."),
    ("Perdón por el retraso.", "Sorry for the delay."),
    ("¿Pueden ayudarme?", "Can you help me?"),
    ("¿Pueden ayudarme con {paper}?", "Can you help me with {paper}?"),
    ("{Name}.", "{Name}."),
    ("¡{Name}!", "{Name}!"),
    ("{Name}, ¿dónde está {paper}?", "{Name}, where is {paper}?"),
    ("{Name}, quiero devolver {thing}.", "{Name}, I want to return {thing}."),
)
_FILLERS = {"thing": THINGS, "paper": PAPERS, "day": DAYS, "place": PLACES, "colour": COLOURS, "name": NAMES}
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def pairs(seed: int) -> Iterator[tuple[str, str]]:
    """Yield pairs of sentences, Spanish and English, without end."""
    choice = random.Random(seed)  # noqa: S311 - sentences, not secrets
    while True:
        spanish, english = choice.choice(FORMS)
        for slot, fillers in _FILLERS.items():
            filled = choice.choice(fillers)
            spanish = spanish.replace(f"{{{slot}}}", filled[0]).replace(
                f"{{{slot.title()}}}", _upper(filled[0])
            )
            english = english.replace(f"{{{slot}}}", filled[1]).replace(
                f"{{{slot.title()}}}", _upper(filled[1])
            )
        while "{value}" in spanish:
            value = _value(choice)
            spanish, english = (text.replace("{value}", value, 1) for text in (spanish, english))
        yield spanish, english


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _value(choice: random.Random) -> str:
    """Return a value as shops write them, or a placeholder that stands for one."""
    digits = "".join(choice.choices("0123456789", k=choice.randint(1, 6)))
    letters = "".join(choice.choices(_LETTERS, k=choice.randint(1, 3)))
    number = choice.randint(1, 9)
    amount = f"{choice.randint(1, 999)}{choice.choice('.,')}{choice.randint(0, 99):02}"
    return choice.choice(
        (digits, digits, f"#{digits}", f"R$ {amount}", f"${amount}", f"{amount} €", f"{letters}{digits}",
         f"ZX{70 + number}", f"ZX{70 + number}", f"({number})", f"{choice.choice(_LETTERS)}-{6 + number}")
    )  # fmt: skip
