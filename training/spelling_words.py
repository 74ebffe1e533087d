"""Write the word tables of ``dragoman.translation.spelling`` from the frequencies of wordfreq.

    pip install wordfreq==3.1.1 && python training/spelling_words.py

For each language: the words that people also write without their accents, where the bare spelling is hardly
ever a word of its own (it is at least ``_RATIO`` times rarer), and the words with a doubled letter, so that
"goood" becomes "good" and "sooo" becomes "so". wordfreq's data are under CC BY-SA 4.0, and so are the tables.
"""

import re
import textwrap
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from wordfreq import get_frequency_dict

from dragoman.translation.spelling.letters import bare

_FOLDER = Path(__file__).parents[1] / "plugin/dragoman/translation/spelling"
_RATIO = 4
_FREQUENT = 2e-6
_FREQUENT_DOUBLED = 1e-5
_HEADER = """\
# Written by training/spelling_words.py from wordfreq 3.1.1 by Robyn Speer (https://doi.org/10.5281/zenodo.7199437),
# CC BY-SA 4.0. Words that are also written without their accents; words with a doubled letter.
"""
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


def main() -> None:
    """Write a table for each language."""
    for language in ("pt", "es", "fr", "de", "en"):
        frequencies = get_frequency_dict(language, "large")
        accents = () if language == "en" else _accents(frequencies, language)
        text = _HEADER + _section("accents", iter(accents)) + _section("doubled", _doubled(frequencies))
        (_FOLDER / f"words.{language}.txt").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
