"""Other translations of a short text, for whoever asks for more than one."""

from dataclasses import replace

from dragoman.domain import Translation
from dragoman.translation.engine import Engine
from dragoman.translation.faults import Guard
from dragoman.translation.hypothesis import Decoding
from dragoman.translation.template import values_of

_PLAIN = "plain"


def alternatives(engine: Engine, translation: Translation, count: int) -> list[str]:
    """Return other translations than the one that there is, the likelier first; often fewer than wanted.

    Only a text of one sentence that the engine translated as it stands, and that has no term of a glossary,
    has any: whatever else was decided for it would have to be decided for each of them. One that changes a
    value or has something else wrong with it is left out.

    Args:
        engine: What proposes them.
        translation: The text and its best translation.
        count: How many are wanted.
    """
    if len(translation.segments) != 1 or translation.segments[0].method != _PLAIN or translation.terms:
        return []
    pack = engine.pack(translation.source_language, translation.target_language)
    if pack is None:
        return []
    (segment,) = translation.segments
    wanted = count + 1
    decoding = replace(Decoding.of(pack.decode), beam_size=wanted, hypotheses=wanted)
    (found,) = engine.hypotheses(pack, [segment.source], decoding)
    before, _, behind = translation.original.partition(segment.source)
    values = values_of(segment.source)
    guard = Guard(pack.source, pack.target)
    distinct = dict.fromkeys(hypothesis.text for hypothesis in found if hypothesis.text != segment.target)
    sound = [
        text for text in distinct if values_of(text) == values and not guard.faults([segment.source], [text])
    ]
    return [f"{before}{text}{behind}" for text in sound[:count]]
