"""Lays the inline elements of a passage over its translation.

Every element comes out once, whole and inside its parent: over the run of words that holds as many as
possible of those that came from its own, and as few as possible of others. Words that stand together in one
language do not always do so in another, so that this is a compromise; nothing is lost or doubled by it.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from dragoman.domain import Translation
from dragoman.translation.markup.alignment import Links, Word, identical, words
from dragoman.translation.markup.passages import Element, Passage
from dragoman.translation.placing import placed

_MARK_WEIGHT = 0.3
_TAKEN = -1000.0


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, or what lies between two, where it stands in source and translation."""

    start: int
    end: int
    target_start: int
    target_end: int
    sentence: bool

    def inside(self, position: int) -> bool:
        """Return whether a position of the source is neither the beginning nor the end."""
        return self.start < position < self.end


def units(translation: Translation) -> list[Unit]:
    """Return the sentences of a translation and what lies between them, in order and without a hole."""
    found: list[Unit] = []
    source = target = 0
    for one in placed(translation):
        end = one.source + len(one.segment.source)
        if source < one.source:
            found.append(Unit(source, one.source, target, one.target, sentence=False))
        changed = one.segment.source != one.segment.target
        source, target = end, one.target + len(one.segment.target)
        found.append(Unit(one.source, end, one.target, target, sentence=changed))
    if source < len(translation.original) or not found:
        found.append(Unit(source, len(translation.original), target, len(translation.text), sentence=False))
    return found


def divided(passage: Passage, found: Sequence[Unit]) -> list[int]:
    """Return the sentences (their indexes) that an element begins or ends inside of."""
    starts = [unit.start for unit in found]
    edges = {edge for one in passage.elements for edge in (one.start, one.end)}
    at = {edge: max(0, bisect_right(starts, edge) - 1) for edge in edges}
    return sorted(
        {index for edge, index in at.items() if found[index].sentence and found[index].inside(edge)}
    )


def project(
    passage: Passage, translation: Translation, found: Sequence[Unit], linked: Mapping[int, Links]
) -> list[tuple[int, int]]:
    """Return for each element of a passage the characters of the translation that it stands over.

    Args:
        passage: The passage.
        translation: What became of its text.
        found: The units of the translation.
        linked: The links of the divided sentences, by their index.
    """
    return _Projection(passage, translation, found, linked).places()


@dataclass(slots=True)
class _Projection:
    passage: Passage
    translation: Translation
    units: Sequence[Unit]
    linked: Mapping[int, Links]
    _places: dict[int, tuple[int, int]] = field(default_factory=dict)
    _links: dict[int, Links] = field(default_factory=dict)
    _taken: dict[tuple[int | None, int], list[bool]] = field(default_factory=dict)
    _siblings: dict[int | None, list[tuple[int, int]]] = field(default_factory=dict)
    _starts: list[int] = field(default_factory=list)

    def places(self) -> list[tuple[int, int]]:
        self._starts = [unit.start for unit in self.units]
        points = []
        for index, element in enumerate(self.passage.elements):
            place = self._over(element) if element.start < element.end else None
            if place is None:
                points.append(index)
            else:
                self._places[index] = place
                self._siblings.setdefault(element.parent, []).append(place)
        for siblings in self._siblings.values():
            siblings.sort()
        for index in points:  # a parent stands before its children, among the points too
            self._places[index] = self._at(self.passage.elements[index])
        return [self._places[index] for index in range(len(self.passage.elements))]

    def _unit(self, position: int) -> int:
        return max(0, bisect_right(self._starts, position) - 1)

    def _of(self, unit: int) -> Links:
        """Return the links of a unit; of a sentence that no element divides only its words are asked for."""
        if unit not in self._links:
            place = self.units[unit]
            text = self.translation.text[place.target_start : place.target_end]
            links = self.linked.get(unit)
            if links is None and place.sentence:
                source = words(self.passage.text[place.start : place.end])
                links = Links(source, words(text), [], identical("").weight)
            self._links[unit] = links or identical(text)
        return self._links[unit]

    def _bounds(self, parent: int | None) -> tuple[int, int]:
        return (0, len(self.translation.text)) if parent is None else self._places.get(parent, (0, 0))

    def _over(self, element: Element) -> tuple[int, int] | None:
        """Return where an element with text stands; None where the translation has no word left for it."""
        if element.parent is not None and element.parent not in self._places:
            return None
        first, last = self._unit(element.start), self._unit(element.end - 1)
        if first == last:
            return self._within(element, first)
        start = self._edge(element, first, begins=True)
        end = self._edge(element, last, begins=False)
        return (start, end) if start < end else None

    def _within(self, element: Element, unit: int) -> tuple[int, int] | None:
        links, tokens = self._of(unit), self._tokens(element.parent, unit)
        own = self._own(element, unit)
        taken = self._taken.setdefault((element.parent, unit), [False] * len(links.target))
        if not own or not tokens:
            return None
        if own == self._own_of(element.parent, unit) and not any(taken[index] for index in tokens):
            first, last = tokens[0], tokens[-1]
        else:
            best = _best_run(links, tokens, own, taken) or _most_likely(links, tokens, own, taken)
            if best is None:
                return None
            first, last = _without_marks(links, own, *best)
        taken[first : last + 1] = [True] * (last + 1 - first)
        return self._characters(unit, links.target[first].start, links.target[last].end)

    def _edge(self, element: Element, unit: int, *, begins: bool) -> int:
        """Return where an element begins or ends that goes over several units."""
        links, tokens = self._of(unit), self._tokens(element.parent, unit)
        place, own = self.units[unit], self._own(element, unit)
        taken = self._taken.setdefault((element.parent, unit), [False] * len(links.target))
        free = [index for index in tokens if not taken[index]]
        if not free or not own:
            edge = place.target_end if begins else place.target_start
            low, high = self._bounds(element.parent)
            return min(max(edge, low), high)
        if own == self._own_of(element.parent, unit) or len(links.origin) == 0:
            chosen = free
        else:
            scores = [_score(links, index, own) for index in free]
            sums = list(accumulate(reversed(scores) if begins else scores))
            count = max(range(len(sums)), key=sums.__getitem__) + 1
            chosen = free[-count:] if begins else free[:count]
        for index in chosen:
            taken[index] = True
        word = links.target[chosen[0] if begins else chosen[-1]]
        return self._characters(unit, word.start, word.end)[0 if begins else 1]

    def _at(self, element: Element) -> tuple[int, int]:
        """Return the place of an anchor: before the word that follows it in the source."""
        low, high = self._bounds(element.parent)
        position = min(max(self._anchor(element.start), low), high)
        siblings = self._siblings.get(element.parent, [])
        index = bisect_right(siblings, (position, len(self.translation.text) + 1)) - 1
        if index >= 0 and siblings[index][0] < position < siblings[index][1]:
            position = siblings[index][1]
        return position, position

    def _anchor(self, position: int) -> int:
        unit = self._unit(position)
        links, place = self._of(unit), self.units[unit]
        local = position - place.start
        following = next((i for i, word in enumerate(links.source) if word.start >= local), None)
        if following is None or not links.target:
            return place.target_end
        if following == 0 or len(links.origin) == 0:
            return place.target_start + links.target[0].start * bool(position > place.start)
        after = [links.target[i].start for i, origin in enumerate(links.origin) if origin == following]
        if after:
            return place.target_start + min(after)
        before = [links.target[i].end for i, origin in enumerate(links.origin) if origin == following - 1]
        return place.target_start + max(before) if before else place.target_end

    def _own(self, element: Element, unit: int) -> range:
        """Return the words of the source that an element stands over in a unit."""
        start = self.units[unit].start
        return _overlapping(self._of(unit).source, element.start - start, element.end - start)

    def _own_of(self, parent: int | None, unit: int) -> range:
        if parent is None:
            return range(len(self._of(unit).source))
        return self._own(self.passage.elements[parent], unit)

    def _tokens(self, parent: int | None, unit: int) -> range:
        """Return the words of a unit's translation that a parent stands over."""
        target = self._of(unit).target
        if parent is None:
            return range(len(target))
        low, high = self._bounds(parent)
        start = self.units[unit].target_start
        return _overlapping(target, low - start, high - start)

    def _characters(self, unit: int, start: int, end: int) -> tuple[int, int]:
        offset = self.units[unit].target_start
        return offset + start, offset + end


def _overlapping(found: Sequence[Word], start: int, end: int) -> range:
    first = bisect_right(found, start, key=lambda word: word.end)
    last = first
    while last < len(found) and found[last].start < end:
        last += 1
    return range(first, last)


def _score(links: Links, index: int, own: range) -> float:
    worth = _MARK_WEIGHT if links.target[index].mark else 1.0
    return worth if links.origin[index] in own else -worth


def _best_run(links: Links, tokens: range, own: range, taken: Sequence[bool]) -> tuple[int, int] | None:
    """Return the run of words with the highest sum (Kadane), if it is above nothing."""
    if len(links.origin) == 0:
        return None
    best, found, total, start = 0.0, None, 0.0, tokens.start
    for index in tokens:
        if total <= 0:
            total, start = 0.0, index
        total += _TAKEN if taken[index] else _score(links, index, own)
        if total > best:
            best, found = total, (start, index)
    return found


def _most_likely(links: Links, tokens: range, own: range, taken: Sequence[bool]) -> tuple[int, int] | None:
    """Return the free word that an element's words speak for most strongly."""
    free = [index for index in tokens if not taken[index]]
    if not free:
        return None
    if not links.weight.size:
        return free[0], free[0]
    sums = links.weight[:, own.start : own.stop].sum(axis=1)
    best = max(free, key=lambda index: (not links.target[index].mark, sums[index]))
    return best, best


def _without_marks(links: Links, own: range, first: int, last: int) -> tuple[int, int]:
    """Leave punctuation at the edges outside, unless the element in the source has some there too."""
    while last > first and links.target[last].mark and not links.source[own[-1]].mark:
        last -= 1
    while first < last and links.target[first].mark and not links.source[own[0]].mark:
        first += 1
    return first, last
