"""Sentences of shops and their shoppers for measurements: more than two hundred a language, no two equal."""

from collections.abc import Mapping
from itertools import product
from typing import Final

_ENGLISH_ITEMS: Final = (
    "the blue jacket",
    "the coffee machine",
    "the running shoes",
    "the wooden desk lamp",
    "the phone case",
    "the travel backpack",
    "the garden chairs",
    "the wireless keyboard",
    "the baby blanket",
)
_ENGLISH_FRAMES: Final = (
    "I ordered {} two weeks ago and have not heard from you since.",
    "Could you tell me when {} will be back in stock?",
    "A friend recommended {}, but I cannot find it in your shop any more.",
    "I would like to send back {} because it is not what I expected.",
    "The courier left {} with a neighbour who is away until Sunday.",
    "Please cancel {} and leave the rest of the order as it is.",
    "Do I have to pay customs duty if you ship {} to Portugal?",
    "My discount code was accepted for everything except {}.",
    "We are sorry about the delay; {} left our warehouse this morning.",
    "You will get your money back as soon as {} has arrived here.",
    "Can I change the delivery address for {} before it is sent?",
    "Is there a longer guarantee for {} than the one on the invoice?",
    "I have been charged twice for {} and my bank cannot help me.",
    "The parcel was open when it came and {} was scratched.",
    "Thank you for your patience, we have sent {} once more at no cost.",
    "How do I clean {} without damaging the material?",
    "Nobody was at home when you tried to deliver {} yesterday evening.",
    "If {} does not fit, you can exchange it within thirty days.",
    "The instructions that came with {} are in a language I do not read.",
    "Could you gift-wrap {} and leave the price off the receipt?",
    "I only noticed today that a part of {} is missing.",
    "Your photo shows {} in another colour than the one I received.",
    "Unfortunately, we no longer sell {}, but there is a similar model.",
    "After a month of careful use, {} has stopped working.",
    "What does it cost to have {} delivered by Friday at the latest?",
)
_PORTUGUESE_ITEMS: Final = (
    "a jaqueta azul",
    "a cafeteira",
    "o tênis de corrida",
    "a luminária de mesa",
    "a capinha do celular",
    "a mochila de viagem",
    "o jogo de cadeiras",
    "o teclado sem fio",
    "o cobertor de bebê",
)
_PORTUGUESE_FRAMES: Final = (
    "Comprei {} há duas semanas e não tive mais notícias de vocês.",
    "Vocês sabem quando {} volta ao estoque?",
    "Uma amiga me indicou {}, mas não encontro mais no site.",
    "Quero devolver {} porque não era o que eu esperava.",
    "O entregador deixou {} com um vizinho que só volta no domingo.",
    "Por favor, cancelem {} e mantenham o restante do pedido.",
    "Preciso pagar imposto se vocês enviarem {} para Portugal?",
    "Meu cupom de desconto funcionou para tudo, menos para {}.",
    "Pedimos desculpas pela demora; {} saiu do nosso depósito hoje cedo.",
    "Devolvemos o valor assim que {} chegar de volta aqui.",
    "Posso mudar o endereço de entrega antes de vocês mandarem {}?",
    "Existe uma garantia maior para {} do que a da nota fiscal?",
    "Fui cobrada duas vezes por {} e o banco não consegue me ajudar.",
    "O pacote chegou aberto e {} veio com riscos.",
    "Obrigado pela paciência, já mandamos {} de novo sem nenhum custo.",
    "Como eu limpo {} sem estragar o material?",
    "Não havia ninguém em casa quando tentaram entregar {} ontem à noite.",
    "Se {} não servir, a troca pode ser feita em até trinta dias.",
    "O manual que veio com {} está em uma língua que eu não leio.",
    "Dá para embrulhar {} para presente e tirar o preço da nota?",
    "Só hoje eu percebi que falta uma peça para montar {}.",
    "Na foto do site, {} tem outra cor, bem diferente da que recebi.",
    "Infelizmente não vendemos mais {}, mas temos um modelo parecido.",
    "Depois de um mês de uso com cuidado, {} parou de funcionar.",
    "Quanto custa para receber {} até sexta-feira, no máximo?",
)


def _fill(frames: tuple[str, ...], items: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(frame.format(item) for item, frame in product(items, frames))


SENTENCES: Final[Mapping[str, tuple[str, ...]]] = {
    "en": _fill(_ENGLISH_FRAMES, _ENGLISH_ITEMS),
    "pt": _fill(_PORTUGUESE_FRAMES, _PORTUGUESE_ITEMS),
}
