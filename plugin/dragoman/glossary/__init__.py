"""The shop's terms: read, found in a text, kept in its translation, and proven."""

from dragoman.glossary.compiling import compiled
from dragoman.glossary.formats import read_csv
from dragoman.glossary.interpreter import Interpreter, proven
from dragoman.glossary.model import EMPTY, Case, Glossary, GlossaryError, Term
from dragoman.glossary.termbases import Termbases

__all__ = [
    "EMPTY",
    "Case",
    "Glossary",
    "GlossaryError",
    "Interpreter",
    "Term",
    "Termbases",
    "compiled",
    "proven",
    "read_csv",
]
