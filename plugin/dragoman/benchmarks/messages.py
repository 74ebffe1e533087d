"""Messages of shoppers for measurements: three sentences each, no two of them equal."""

import itertools
from collections.abc import Iterator

_GREETINGS = (
    "Oi, bom dia, tudo bem?",
    "Boa tarde, preciso de uma ajuda com a minha compra.",
    "Olá, esta é a segunda vez que escrevo para vocês.",
    "Bom dia, comprei na loja de vocês na semana passada.",
    "Boa noite, estou esperando uma resposta desde ontem.",
)
_MATTERS = (
    "O pedido #{number} ainda não chegou e o prazo já passou.",
    "A cadeira do pedido #{number} chegou com um risco na frente.",
    "Paguei R$ {price},90 pelo pedido #{number} e recebi o tamanho errado.",
    "O rastreio do pedido #{number} não mostra nada há vários dias.",
    "Quero trocar o produto do pedido #{number} por outra cor.",
    "O pedido #{number} veio sem o manual e sem os parafusos.",
    "A nota fiscal do pedido #{number} está com o meu nome errado.",
)
_WISHES = (
    "Vocês podem verificar o que aconteceu, por favor?",
    "Gostaria de receber meu dinheiro de volta.",
    "Quando posso esperar a entrega?",
    "Como faço para devolver o produto?",
    "Podem mandar outro antes de sexta-feira?",
)


def messages(first: int = 0) -> Iterator[str]:
    """Yield messages without end.

    Args:
        first: Number of the first one; equal numbers give equal messages.
    """
    for number in itertools.count(first):
        matter = _MATTERS[number % len(_MATTERS)].format(number=10_000 + number, price=20 + number % 700)
        greeting = _GREETINGS[number // len(_MATTERS) % len(_GREETINGS)]
        yield f"{greeting} {matter} {_WISHES[number % len(_WISHES)]}"
