"""What is believed of a message's language before it is read."""

import json
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from dragoman.domain import UNDETERMINED
from dragoman.tags import detectable

_WIDESPREAD_TAGS = (
    "en pt es fr de it nl pl sv da nb fi cs sk hu ro bg hr el tr ru uk ar he fa hi bn ur th vi id ja ko"
    " zh-Hans zh-Hant"
)
WIDESPREAD = frozenset(_WIDESPREAD_TAGS.split())
"""Languages that most shops meet."""

_REGIONAL_TAGS = "ca sl sr et lv lt ms tl sw af ta te mr ka hy az kk uz sq mk bs is ga eu gl"
REGIONAL = frozenset(_REGIONAL_TAGS.split())
"""Languages that some shops meet; like any other they are detected, but need more evidence."""

_WIDESPREAD_WEIGHT, _REGIONAL_WEIGHT, _OTHER_WEIGHT = 1.0, 0.3, 0.1
_SWITCH = 0.1
_NOT_ENABLED = 0.05
# With these two a locale alone is not sure (see dragoman.language.detector).
_LOCALE_SHARE = 0.5
_ENGLISH_SHARE = 0.2
_EARLIER_SHARE = 0.7
_FORGOTTEN = 0.001


@dataclass(frozen=True, slots=True)
class Prior:
    """What a conversation has shown so far: the weight of each language, summing to at most 1.

    Attributes:
        weights: By detectable tag (``pt``, ``zh-Hant``). Empty: nothing is known yet.
    """

    weights: Mapping[str, float] = field(default_factory=dict)

    def to_json(self) -> str:
        """Return the prior as a JSON object."""
        return json.dumps({tag: round(weight, 4) for tag, weight in self.weights.items()})

    @classmethod
    def from_json(cls, text: str) -> "Prior":
        """Return the prior that ``to_json`` wrote; an empty or unreadable text knows nothing."""
        try:
            weights = json.loads(text or "{}")
            return cls({str(tag): float(weight) for tag, weight in weights.items()})
        except (ValueError, AttributeError, TypeError):
            return NO_PRIOR

    @classmethod
    def of(cls, weights: Mapping[str, float]) -> "Prior":
        """Return the prior of these weights, without those too small to matter."""
        return cls({tag: weight for tag, weight in weights.items() if weight >= _FORGOTTEN})


NO_PRIOR = Prior()


def believed(
    languages: Iterable[str],
    prior: Prior,
    locale: str | None,
    enabled: Iterable[str] | None = None,
    earlier: Prior = NO_PRIOR,
) -> dict[str, float]:
    """Return the weight of each language before the message is read, summing to 1.

    ``(1 - eps) · P(conversation) + eps · P(locale, languages of shops)``: with eps, the writer changes the
    language between two messages. A locale is a hint: half of the weight goes to its language, some to
    English, which people write to foreign shops.

    Args:
        languages: Detectable tags that the message may be in.
        prior: What the conversation has shown.
        locale: What the helpdesk or the browser claims, if anything.
        earlier: What earlier conversations of the same shopper showed: people keep their language.
        enabled: The store's languages, which its shoppers rather write than others. None: all are.
    """
    candidates = list(languages)
    start = {tag: _reach(tag) for tag in candidates}
    if enabled is not None:
        asked = detectable_tags(tuple(enabled))
        start = {tag: weight * (1 if _meant(tag, asked) else _NOT_ENABLED) for tag, weight in start.items()}
    start = _normalised(start)
    claimed = detectable(locale) if locale else UNDETERMINED
    if claimed in start:
        start = {tag: (1 - _LOCALE_SHARE - _ENGLISH_SHARE) * weight for tag, weight in start.items()}
        start[claimed] += _LOCALE_SHARE
        start["en"] = start.get("en", 0.0) + _ENGLISH_SHARE
        start = _normalised({tag: start[tag] for tag in candidates})
    if earlier.weights:
        start = {
            tag: (1 - _EARLIER_SHARE) * weight + _EARLIER_SHARE * earlier.weights.get(tag, 0.0)
            for tag, weight in start.items()
        }
    if not prior.weights:
        return _normalised(start)
    return _normalised(
        {tag: (1 - _SWITCH) * prior.weights.get(tag, 0.0) + _SWITCH * start[tag] for tag in candidates}
    )


@lru_cache(maxsize=1_000)
def detectable_tags(enabled: tuple[str, ...]) -> frozenset[str]:
    """Return the tags of enabled languages as detection names them."""
    return frozenset(map(detectable, enabled))


def _meant(tag: str, enabled: Container[str]) -> bool:
    """Whether a language is among the enabled ones; Chinese without a script means both."""
    return tag in enabled or (tag.startswith("zh-") and "zh" in enabled)


def _reach(tag: str) -> float:
    if tag in WIDESPREAD:
        return _WIDESPREAD_WEIGHT
    return _REGIONAL_WEIGHT if tag in REGIONAL else _OTHER_WEIGHT


def _normalised(weights: Mapping[str, float]) -> dict[str, float]:
    total = sum(weights.values())
    return {tag: weight / total for tag, weight in weights.items()}
