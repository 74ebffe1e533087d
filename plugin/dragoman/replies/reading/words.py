"""The words of a text that say what it is about, by their stems.

Stems are Snowball's. It parts some words of a shop that belong together ("delivery" and "deliver",
"devolução" and "devolver"), and irregular verbs from their infinitives; a short table joins them again.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from functools import lru_cache
from threading import local
from typing import Final

import snowballstemmer

from dragoman.replies.reading.function_words import FUNCTION_WORDS

_ALGORITHMS: Final = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
LANGUAGES: Final = frozenset({"en", "pt"})
"""Primary languages in which replies are read; in others only the shop's own sentences are repeated."""

WORD: Final = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")

# The first of each line stands for the others.
_KIN: Final = {
    "en": """
        deliver delivery deliveries
        send sent
        pay paid payment
        buy bought purchase purchases purchased
        take took taken
        get got gotten
        give gave given
        break broke broken
        choose chose chosen choice
        keep kept
        lose lost
        make made
        say said
        sell sold sale sales
        wear wore worn
        write wrote written
        track tracking
        receive receipt
        warranty warranties
        cancel cancelled cancellation
        repair repaired
        guarantee guaranteed
        size sizes sizing
        country countries
        company companies
    """,
    "pt": """
        devolver devolução devoluções devolvido devolvida devolve devolvo devolvi
        entregar entrega entregas entregue entregues entregador entregadores
        trocar troca trocas troco trocado
        enviar envio envios envia enviado enviada reenvio reenviar
        despachar despacho despachado despachada
        comprar compra compras comprador
        pagar pagamento pago paga pagamentos pagas pagos paguei
        receber recebimento recebido recebe recebi
        retirar retirada retiradas
        solicitar solicitação
        garantia garantias
        cancelar cancelamento cancelado cancelada
        medir medida medidas mede
        lavar lavagem
        parcelar parcela parcelas parcelamento
        reembolsar reembolso reembolsos
        fazer feito feita faz fiz fez
        vir vem vindo veio
        país países
        limpar limpeza limpo
        cuidar cuidado cuidados
        consertar conserto consertos
        reparar reparo reparos
        imprimir impressora impressoras impresso impressa impressão
        abrir aberto aberta abertos abertas abre abrem
        fechar fecha fecham fechado fechada fechamento
        esquecer esqueci esqueceu
        excluir exclusão excluído
        alterar alteração alterações alterado
        mudar mudança mudei
        emitir emissão emitido emitida
        vencer vence vencem vencimento vencido venceu
        expirar expira expirou
        descontar desconto descontos
        embrulhar embrulho embrulhado
        estacionar estacionamento
        atender atendimento atendente atendentes
        perder perdi perdeu perdido perdida
        quebrar quebrou quebrado quebrada
        danificar dano danos danificado danificada
        carregar carga recarga carregador carregadores carregamento
        conectar conexão conexões
        durar duração dura
        pesar peso pesa
        escolher escolha
        assinar assinatura
        desistir desistência desisto desisti
        arrepender arrependimento arrependi arrependo
        reclamar reclamação reclamações
        confirmar confirmação
        recusar recusa recusado recusada recusaram
        cobrar cobrança cobranças cobram
        resgatar resgate
        pontuar pontos ponto pontuação
        indicar indicação indicações
        gravar gravação
        reservar reserva reservas
        buscar busca busco
        transportar transporte transportadora transportadoras
        tentar tentativa tentativas
        rastrear rastreio rastreamento
        informar informação informações
        produzir produção produzido produzidos
        fabricar fabricação fabricado fabricados fabricante
        importar importação importado
        vender venda vendas vendido vendem
        montar montagem
        instalar instalação
        experimentar experimento experimentado
        digitar digitação
        dividir divisão divido
        combinar combinação
        acumular acúmulo acumulado
        diferir diferença diferente diferentes
        tamanho tamanhos
        original originais
        digital digitais
        fiscal fiscais
        valer vale valem valia
        servir serve servem serviu
        pôr põe pus posto
        endereço endereços morada
        esgotar esgotado esgotada esgotados
        compensar compensação compensado
        creditar crédito créditos
        debitar débito débitos
        proteger proteção protege
        resistir resistência resistente resistentes
        conhecer saber sabe sei sabia
        regular regulagem regulável ajustar ajuste ajustável
    """,
}

_stemmers = local()


def fold(word: str) -> str:
    """Return a word in small letters with plain apostrophes."""
    return word.casefold().replace("\u2019", "'")


@lru_cache(maxsize=20_000)
def stem(word: str, language: str) -> str:
    """Return what the forms of a word share, without accents.

    Args:
        word: One word, as it is written.
        language: A primary language; of one without a stemmer, words are only folded.
    """
    folded = fold(word)
    known = _kin(language).get(folded)
    found = known if known is not None else _stemmed(folded, language)
    return _plain(found)


def _stemmed(word: str, language: str) -> str:
    algorithm = _ALGORITHMS.get(language)
    if algorithm is None:
        return word
    stemmer = getattr(_stemmers, language, None)
    if stemmer is None:
        # A stemmer keeps the word it works on: each thread has its own.
        stemmer = snowballstemmer.stemmer(algorithm)
        setattr(_stemmers, language, stemmer)
    stemmed: str = stemmer.stemWord(word)
    return stemmed


@lru_cache(maxsize=8)
def _kin(language: str) -> Mapping[str, str]:
    lines = [line.split() for line in _KIN.get(language, "").splitlines()]
    return {word: _stemmed(words[0], language) for words in lines for word in words}


def _plain(word: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFD", word) if not unicodedata.combining(one))


@lru_cache(maxsize=8)
def _function_words(language: str) -> Collection[str]:
    return frozenset(FUNCTION_WORDS.get(language, "").split())


def is_function_word(word: str, language: str) -> bool:
    """Say whether a word only holds others together, or is courtesy."""
    return fold(word) in _function_words(language)


def content(text: str, language: str) -> tuple[str, ...]:
    """Return the stems of the words that say what a text is about, in their order."""
    return tuple(
        stem(match.group(), language)
        for match in WORD.finditer(text)
        if len(match.group()) > 1 and not is_function_word(match.group(), language)
    )
