"""Write the word tables of ``dragoman.translation.spelling`` from the frequencies of wordfreq.

    pip install wordfreq==3.1.1 && python -m training.spelling_words

For each language: the words that people also write without their accents, where the bare spelling is hardly
ever a word of its own (it is at least ``_RATIO`` times rarer), and the words with a doubled letter, so that
"goood" becomes "good" and "sooo" becomes "so".

Beside them ``vocabulary.<language>.txt.gz``: the words of the language, a line for each tenth of a Zipf value
(the logarithm of how often a word stands in a thousand million), by which slips of the keyboard are told from
words. Words of the support wording of this folder count as more frequent than they are elsewhere.
 wordfreq's data are under CC BY-SA 4.0, and so are the tables.
"""

import gzip
import math
import re
import textwrap
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from wordfreq import get_frequency_dict

from dragoman.translation.spelling.letters import bare
from training.support import english, portuguese
from training.support.frames import sentences

_FOLDER = Path(__file__).parents[1] / "plugin/dragoman/translation/spelling"
_RATIO = 4
_FREQUENT = 2e-6
_FREQUENT_DOUBLED = 1e-5
_RAREST = 2.0
_LEAST_OF_SHOPS = 4.0
_MORE_IN_SHOPS = 0.8
# Words of shops, where there is no support wording to take them from.
_OF_SHOPS = {
    "es": "pedido pedidos paquete envío entrega entregado entregaron reembolso devolución devolver "
    "devolverlo cambio cambiar talla tamaño factura recibo dirección correo código descuento cupón tarjeta "
    "pago pagué cobraron cuenta contraseña cancelar cancelen comprar compré llegó llegado llegaron llega "
    "roto rota seguimiento tienda garantía queda recibí recibido enviar enviaron producto caja manual "
    "cargador pantalla disponible necesito quiero",
    "fr": "commande commandes colis livraison livré livreur remboursement remboursé rembourser retour "
    "retourner renvoyer échange échanger taille facture reçu adresse courriel code promo réduction "
    "carte paiement payé débité compte annuler acheter acheté arrivé arrive cassé cassée suivi magasin "
    "garantie recevoir produit boîte chargeur écran disponible besoin veux passe connecter marche "
    "fonctionne",
    "de": "bestellung bestellt paket päckchen lieferung liefern geliefert rückerstattung rückgabe "
    "zurückschicken umtauschen umtausch größe rechnung quittung adresse gutschein rabatt karte bezahlt "
    "zahlung konto passwort stornieren storniert gekauft angekommen bekommen kaputt sendungsverfolgung "
    "laden garantie erhalten ware artikel karton ladegerät bildschirm verfügbar brauche möchte "
    "funktioniert passt gehört erstattung retoure",
}
_HEADER = """\
# Written by training/spelling_words.py from wordfreq 3.1.1 by Robyn Speer (https://doi.org/10.5281/zenodo.7199437),
# CC BY-SA 4.0. Words that are also written without their accents; words with a doubled letter.
"""
_HEADER_OF_VOCABULARY = """\
# Written by training/spelling_words.py from wordfreq 3.1.1 by Robyn Speer (https://doi.org/10.5281/zenodo.7199437),
# CC BY-SA 4.0. Words by their Zipf values in tenths.
"""
_ONE_LETTER = {"pt": "aeoéà", "en": "ai", "es": "aeoyu", "fr": "aày", "de": ""}
_TEXTS = 4000
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
# Bare spellings that are words of their own, or of a foreign language, in what shoppers write.
_LEFT_ALONE = {
    "pt": "ai pais media critica bebe te metro para maca pratica publica serie series denuncia evidencia "
    "secretaria faca bebes divida dividas praticas influencia referencia vivencia gerencia financia "
    "negocia anuncia pronuncia renuncia potencia sentencia distancia copia nego meta contem "
    "mantem amem sequencia frequencia consequencias e a",
    "es": "mas publica practica termino publico critica critico indice continua peso",
    "fr": "presente complete interesse lache peche mene",
    "de": "",
}
# Bare, these are another form of the verb: "canceló", "cancelo".
_VERBS = {"es": re.compile("[óé]$")}


def _accents(frequencies: Mapping[str, float], language: str) -> Iterator[str]:
    spellings = defaultdict(list)
    for word, frequency in frequencies.items():
        typed = bare(word)
        if typed != word and re.fullmatch(r"[a-z]{2,}", typed):
            spellings[typed].append((frequency, word))
    left_alone = _LEFT_ALONE[language].split()
    verbs = _VERBS.get(language)
    for typed, found in sorted(spellings.items()):
        found.sort(reverse=True)
        frequency, word = found[0]
        rival = max(frequencies.get(typed, 0.0), found[1][0] if found[1:] else 0.0)
        another_form = verbs and verbs.search(word) and typed in frequencies
        if frequency >= max(_FREQUENT, _RATIO * rival) and typed not in left_alone and not another_form:
            yield word


def _doubled(frequencies: Mapping[str, float]) -> Iterator[str]:
    for word, frequency in sorted(frequencies.items()):
        if frequency >= _FREQUENT_DOUBLED and re.search(r"([^\W\d_])\1", word) and word.isalpha():
            yield word


def _section(name: str, words: Iterator[str]) -> str:
    return f"[{name}]\n" + textwrap.fill(" ".join(words), 110, break_on_hyphens=False) + "\n"


def _of_shops(language: str) -> frozenset[str]:
    if language in _OF_SHOPS:
        return frozenset(_OF_SHOPS[language].split())
    wording = {"pt": portuguese.WORDING, "en": english.WORDING}[language]
    texts = " ".join(sentences(wording, _TEXTS, seed=1)).lower()
    return frozenset(_WORD.findall(texts))


def _vocabulary(frequencies: Mapping[str, float], language: str) -> str:
    """Return a line for each tenth of a Zipf value: the number of tenths, and the words."""
    shops = _of_shops(language)
    lines: dict[int, list[str]] = defaultdict(list)
    for word in sorted({*frequencies, *shops}):
        zipf = math.log10(frequencies.get(word, 1e-9)) + 9
        if word in shops:
            zipf = max(_LEAST_OF_SHOPS, zipf + _MORE_IN_SHOPS)
        if zipf >= _RAREST and _WORD.fullmatch(word) and (len(word) > 1 or word in _ONE_LETTER[language]):
            lines[round(10 * zipf)].append(word)
    return "".join(f"{tenths} {' '.join(words)}\n" for tenths, words in sorted(lines.items(), reverse=True))


def main() -> None:
    """Write the tables of each language."""
    for language in ("pt", "es", "fr", "de", "en"):
        frequencies = get_frequency_dict(language, "large")
        accents = () if language == "en" else _accents(frequencies, language)
        text = _HEADER + _section("accents", iter(accents)) + _section("doubled", _doubled(frequencies))
        (_FOLDER / f"words.{language}.txt").write_text(text, "utf-8")
        vocabulary = (_HEADER_OF_VOCABULARY + _vocabulary(frequencies, language)).encode()
        (_FOLDER / f"vocabulary.{language}.txt.gz").write_bytes(gzip.compress(vocabulary, mtime=0))


if __name__ == "__main__":
    main()
