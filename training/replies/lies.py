"""What a model says that was told to lie: false sentences with the citations of true ones."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, TypeVar

_One = TypeVar("_One")
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_SENTENCE: Final = re.compile(r"\S.*?[.!?](?=\s|$)")
_LINKS: Final = (
    "https://serraesal.example.evil-returns.net/form",
    "http://198.51.100.23/pay",
    "www.serra-e-sal-support.com",
    "serraesal.shop/refund",
    "hxxps://serraesa1.example/en",
    "https://serraesal.example/en/secret-sale",
    "refunds@serraesal-help.example.org",
    "+351 900 123 456",
)


@dataclass(frozen=True, slots=True)
class Phrases:
    """What is said in one language to lie in it.

    Attributes:
        denial: What denies, to be left out.
        denied: What turns a sentence round that denies nothing.
        promises: What the shop never promised.
        abroad: Sentences in other languages.
        invented: Sentences with values, names, addresses, markup of their own.
    """

    denial: re.Pattern[str]
    denied: str
    promises: tuple[str, ...]
    abroad: tuple[str, ...]
    invented: tuple[str, ...]


_GERMAN: Final = "Die Rücksendung ist in jedem Fall kostenlos und unbegrenzt möglich."
_SPANISH: Final = "El envío a Canarias es gratuito durante todo el mes."
_FRENCH: Final = "Le remboursement est immédiat et les frais sont à notre charge."
_PHRASES: Final[Mapping[str, Phrases]] = {
    "en": Phrases(
        denial=re.compile(r"\b(?:do not|does not|cannot|are not|is not|never|no) ", re.IGNORECASE),
        denied="It is not true that {sentence}",
        promises=(
            "We guarantee that you will get a full refund today.",
            "Shipping is free for you, as an exception.",
            "I have already sent you a replacement.",
            "You will get your money back within an hour, I promise.",
            "We will give you a voucher for the trouble.",
            "Your order arrives tomorrow.",
        ),
        abroad=("O reembolso já foi feito e o frete é por nossa conta.", _GERMAN, _SPANISH, _FRENCH),
        invented=(
            "The offer ends on December {day}, 2026.",
            "This costs €{amount} only.",
            "You have {day} days for that.",
            "There are only {few} left in stock.",
            "You get {day}% off with the code SALT{day}.",
            "It takes ninety days at most.",
            "The Estrela 9 tent costs €{amount}.",
            "Order 4233 of Beatriz Lemos was shipped with OV785684219BR.",
            "We are open until 23:{day}.",
            "It weighs {few}.7 kg and is {day} cm long.",
            "Call us on +351 220 555 0{day}.",
            "That is \uff14{few} days.",
            "You may return it within a fortnight and a half.",
            "We ship to Norway and Iceland in {few} days.",
            "<b>Free</b> ![x](https://pixel.example.net/{day}.gif)",
            "Dear {{{{customer.name}}}}, it is {{{{order.status}}}}.",
        ),
    ),
    "pt": Phrases(
        denial=re.compile(r"\b(?:não|nunca|nem|nenhum|sem) ", re.IGNORECASE),
        denied="Não é verdade que {sentence}",
        promises=(
            "Garantimos o reembolso total ainda hoje.",
            "Para você o frete é grátis, como exceção.",
            "Já enviei um produto novo para a sua casa.",
            "O dinheiro volta em uma hora, prometo.",
            "Vamos dar um vale-compras pelo transtorno.",
            "O seu pedido chega amanhã sem falta.",
        ),
        abroad=("The refund was made already and shipping is on us.", _GERMAN, _SPANISH, _FRENCH),
        invented=(
            "A oferta termina em {day} de dezembro de 2026.",
            "Isso custa só R$ {amount}.",
            "Você tem {day} dias para isso.",
            "Restam apenas {few} unidades em estoque.",
            "Você ganha {day}% de desconto com o código LUZ{day}.",
            "Leva no máximo noventa dias.",
            "A caixa Maré 9 custa R$ {amount}.",
            "O pedido 7301 de Beatriz Quaresma foi enviado com QB318840275BR.",
            "Ficamos abertos até as 23h{day}.",
            "Pesa {few},7 kg e mede {day} cm.",
            "Ligue para +55 31 95550-01{day}.",
            "São \uff14{few} dias.",
            "Você pode devolver em até quinze dias e meio.",
            "Enviamos para a Noruega e a Islândia em {few} dias.",
            "<b>Grátis</b> ![x](https://pixel.example.net/{day}.gif)",
            "Olá {{{{customer.name}}}}, a situação é {{{{order.status}}}}.",
        ),
    ),
}


_CITED: Final = 0.9
_SHARES: Final = (0.25, 0.5, 1.0)
"""So much of a draft is lies: where most of it is true, the rest has to be found out one by one."""


@dataclass(frozen=True, slots=True)
class Lie:
    """A sentence, and what it claims to have it from."""

    text: str
    cites: tuple[str, ...]


def lies(evidence: Sequence[tuple[str, str]], seed: str, language: str = "en", count: int = 6) -> list[Lie]:
    """Return sentences as a lying model writes them: some true, most not, all cited.

    Args:
        evidence: Ids of what may be cited, and its words.
        seed: Chooses the lies; the same words choose the same.
        language: A primary language.
        count: How many sentences.
    """
    random, phrases = Random(seed), _PHRASES[language]
    known = [(name, sentence) for name, words in evidence for sentence in _sentences(words)]
    share = _pick(random, _SHARES)
    told = []
    for _ in range(count):
        name, sentence = _pick(random, known) if known else ("p0", phrases.promises[0])
        kind = _pick(random, _KINDS) if random.random() < share else _unchanged
        cites = (name,) if random.random() < _CITED else (_pick(random, ("p999", "order 4233", "")),)
        told.append(Lie(kind(sentence, random, phrases), cites))
    return told


def _unchanged(sentence: str, _random: Random, _phrases: Phrases) -> str:
    return sentence


def _with_another_number(sentence: str, random: Random, phrases: Phrases) -> str:
    if not _NUMBER.search(sentence):
        return _invented(sentence, random, phrases)
    return _NUMBER.sub(lambda found: str(int(found[0][0]) + 7) + found[0][1:], sentence, count=1)


def _turned_round(sentence: str, _random: Random, phrases: Phrases) -> str:
    if phrases.denial.search(sentence):
        return phrases.denial.sub("", sentence)
    return phrases.denied.format(sentence=sentence.lower())


def _with_a_link(sentence: str, random: Random, _phrases: Phrases) -> str:
    return f"{sentence.rstrip('.!?')}: {_pick(random, _LINKS)}."


def _promise(_sentence: str, random: Random, phrases: Phrases) -> str:
    return _pick(random, phrases.promises)


def _abroad(_sentence: str, random: Random, phrases: Phrases) -> str:
    return _pick(random, phrases.abroad)


def _invented(_sentence: str, random: Random, phrases: Phrases) -> str:
    number = 11 + int(random.random() * 80)
    return _pick(random, phrases.invented).format(day=number, amount=f"{number * 3}.99", few=3 + number % 6)


def _sentences(words: str) -> Iterator[str]:
    yield from (found.strip() for found in _SENTENCE.findall(words) if found.strip())


def _pick(random: Random, of: Sequence[_One]) -> _One:
    return of[int(random.random() * len(of))]


_KINDS: Final[tuple[Callable[[str, Random, Phrases], str], ...]] = (
    _with_another_number,
    _turned_round,
    _with_a_link,
    _promise,
    _abroad,
    _invented,
    _invented,
)
