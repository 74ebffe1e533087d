"""The way shoppers write, read as what they mean: before a sentence is put to the engine.

``respell`` mends slips of the keyboard and restores dropped accents, chat abbreviations, stretched
letters and missing question marks; ``without_words`` parts numbers from words that they run into; a
``Phrasebook`` knows what the frequent messages of one to three words mean. Values are never touched, and
what the engine read is shown beside what was written.
"""

from dragoman.translation.spelling.counted import without_words
from dragoman.translation.spelling.letters import has_accents
from dragoman.translation.spelling.phrasebook import Phrasebook
from dragoman.translation.spelling.speller import respell

__all__ = ["Phrasebook", "has_accents", "respell", "without_words"]
