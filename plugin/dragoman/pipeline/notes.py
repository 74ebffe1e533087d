"""The notes that agents read: what they say, in which order, and that none is ever taken for a command.

A note about a translation begins with the languages, then comes the translation, then what was kept and
what a person should look at, and last the original, quoted: both stay together wherever the note is copied
to. Where a helpdesk's longest message is too short for all of it, the original is cut (it stands in full
in the message that the note is about) and the translation goes on in further notes; it is never cut.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dragoman.domain import UNDETERMINED, Detection, Outgoing, ProtectedSpan, TermReport, Translation
from dragoman.pipeline.marker import is_command
from dragoman.pipeline.memory import Suggestion
from dragoman.pipeline.parts import parts_of
from dragoman.translation.masking import masked
from dragoman.wording import Wording, light_text, warning_text

_NEVER_A_COMMAND = ("", "* ", "• ")
_LEAST_QUOTE = 80
_UNFORCED = frozenset({"already there", "protected"})
_CUT = "\n> …"


@dataclass(frozen=True, slots=True)
class Notes:
    """Writes the notes of one store for one helpdesk.

    Attributes:
        wording: Our texts in the agents' language.
        marker: What commands of this store begin with; no note does.
        cap: Characters of the longest message that the helpdesk takes.
    """

    wording: Wording
    marker: str
    cap: int

    def translated(
        self, detection: Detection, translation: Translation, remarks: Sequence[str] = ()
    ) -> tuple[str, ...]:
        """A shopper's message, translated for the agents."""
        head = self.wording.text(
            "{source} → {target} · {confidence} %",
            source=self.wording.language(detection.language),
            target=self.wording.language(translation.target_language),
            confidence=_percent(detection),
        )
        below = [
            *self._read_as(translation),
            *self._kept(translation.protected),
            *self.terms(translation.terms),
            *_alarms([*remarks, *self.warnings(translation)]),
        ]
        return self.pages(
            [self.lit(head, translation), translation.text, _lines(below)],
            self._original(detection.language),
            translation.original,
        )

    def untranslated(self, detection: Detection, text: str, remarks: Sequence[str]) -> tuple[str, ...]:
        """A shopper's message that could not be translated, and why."""
        if detection.language == UNDETERMINED:
            head = self.wording.text("Language not recognised · not translated")
        else:
            head = self.wording.text(
                "{language} · {confidence} % · not translated",
                language=self.wording.language(detection.language),
                confidence=_percent(detection),
            )
        return self.pages([head, _lines(_alarms(remarks))], self._original(detection.language), text)

    def as_written(self, text: str) -> tuple[str, ...]:
        """A shopper's message that needs no translation, where agents see nothing but notes."""
        return self.pages([self.wording.text("The shopper wrote:"), text])

    def as_sent(self, text: str) -> tuple[str, ...]:
        """What went to the shopper, where agents see nothing but notes."""
        return self.pages([self.wording.text("Sent to the shopper:"), text])

    def forwarded_here(self) -> tuple[str, ...]:
        """What a conversation begins with that was opened for one of the shop's own chat."""
        return self.pages(
            [
                self.wording.text(
                    "A shopper writes in the shop's own chat; what they write comes here as internal notes. "
                    "A public reply here, or a note that begins with {example}, is translated and sent to "
                    "them.",
                    example=self.example,
                )
            ]
        )

    def sent(self, translation: Translation, author: str | None) -> tuple[str, ...]:
        """A reply that went to the shopper: what the agent had written, and what to look at.

        Args:
            translation: The reply as written and as sent.
            author: Who sent it, where the helpdesk does not show that itself.
        """
        languages = {
            "source": self.wording.language(translation.source_language),
            "target": self.wording.language(translation.target_language),
        }
        head = (
            self.wording.text("{source} → {target} · sent by {author}", author=author, **languages)
            if author
            else self.wording.text("{source} → {target} · sent", **languages)
        )
        return self.pages(
            [
                self.lit(head, translation),
                _lines([*self.terms(translation.terms), *_alarms(self.warnings(translation))]),
            ],
            self.wording.text("Your text:"),
            translation.original,
        )

    def held(self, text: str, reasons: Sequence[str], translation: Translation | None) -> tuple[str, ...]:
        """A reply that was not sent, why, and what to do about it."""
        blocks = [self.wording.text("Not sent to the shopper")]
        cures = list(reasons)
        if translation is not None and translation.text != text:
            label = self.wording.text("The translation would have been:")
            blocks.append(f"{label}\n{_quoted(translation.text)}")
            cures.append(
                self.wording.text("Say it in other words, or answer in the shopper's language yourself.")
            )
        return self.pages([*blocks, _lines(_alarms(cures))], self.wording.text("Your text:"), text)

    def preview(
        self,
        translation: Translation,
        back: Translation | None,
        reasons: Sequence[str],
        suggestions: Iterable[Suggestion] = (),
    ) -> tuple[str, ...]:
        """What a reply would look like, what it says when translated back, and what was approved before."""
        head = self.wording.text(
            "Preview in {language} · nothing was sent",
            language=self.wording.language(translation.target_language),
        )
        proof = [*self._kept(translation.protected), *self.terms(translation.terms)]
        blocks = [self.lit(head, translation), translation.text, _lines(proof)]
        if back is not None:
            language = self.wording.language(back.target_language)
            label = self.wording.text("Translated back into {language}:", language=language)
            blocks.append(f"{label}\n{back.text}")
        blocks += [self._suggested(suggestion) for suggestion in suggestions]
        if reasons:
            advice = self.wording.text("As it is, this reply would be held:")
        else:
            advice = self.wording.text(
                "To send it, begin the note like this: {example}", example=self.example
            )
        alarms = _alarms([*reasons, *self.warnings(translation)])
        blocks.append(_lines([advice, *alarms] if reasons else [*alarms, advice]))
        return self.pages(blocks, self.wording.text("Your text:"), translation.original)

    def reply_left_alone(self, pivot: str, shopper: str) -> tuple[str, ...]:
        """An agent's own public reply was not in the shopper's language; said once in a conversation."""
        head = self.wording.text(
            "A reply went out in {pivot}; the shopper writes {language}",
            pivot=self.wording.language(pivot),
            language=self.wording.language(shopper),
        )
        advice = self.wording.text(
            "It was left as it is. To have a reply translated, write an internal note that begins like this: "
            "{example} This is said once in a conversation.",
            example=self.example,
        )
        return self.pages([head, advice])

    def paused(self, equal: bool) -> tuple[str, ...]:
        """So many messages that a program must be writing them; said once an hour in a conversation."""
        head = self.wording.text("Not translated for now")
        if equal:
            reason = self.wording.text(
                "The same message came again and again: a program seems to answer a program."
            )
        else:
            reason = self.wording.text(
                "So many messages came in an hour: a program seems to answer a program."
            )
        cure = self.wording.text("Stop the automatic replies of one of them. Messages are kept as they come.")
        return self.pages([head, *_alarms([reason, cure])])

    def not_delivered(self, message: Outgoing, reason: str) -> str:
        """A message that the helpdesk refused: it went to nobody."""
        head = self.wording.text("Not delivered")
        return self._about(message, head, reason)

    def perhaps_delivered(self, message: Outgoing) -> str:
        """A message that may or may not have arrived, where nobody but a person can tell."""
        head = self.wording.text("Perhaps not delivered")
        cure = self.wording.text("Look whether this message is above. If it is not, write it again.")
        return self._about(message, head, cure)

    def _about(self, message: Outgoing, head: str, sentence: str) -> str:
        label = self.wording.text("The message:")
        return self.pages([head, *_alarms([sentence])], label, message.text)[0]

    def warnings(self, translation: Translation) -> list[str]:
        """Return the sentences of a translation's warnings."""
        return [warning_text(self.wording, warning) for warning in translation.warnings]

    def _suggested(self, suggestion: Suggestion) -> str:
        label = self.wording.text(
            "{author} approved for a sentence that is like yours ({percent} %):",
            author=suggestion.entry.author,
            percent=int(suggestion.likeness * 100),
        )
        return f"{label}\n{suggestion.entry.target}"

    def lit(self, head: str, translation: Translation) -> str:
        """Return the head of a note with the traffic light of a translation."""
        return f"{head} · {light_text(self.wording, translation.light)}"

    def _kept(self, spans: Iterable[ProtectedSpan]) -> list[str]:
        values = dict.fromkeys(span.text for span in masked(spans))
        return [self.wording.text("Kept: {values}", values=", ".join(values))] if values else []

    def terms(self, reports: Iterable[TermReport]) -> list[str]:
        """Return which terms became what; those that were put in are marked."""
        told = {
            f"{report.source} → {report.form}": report.applied not in _UNFORCED
            for report in reports
            if report.form is not None
        }
        mark = self.wording.text("put in")
        terms = [f"{pair} ({mark})" if put_in else pair for pair, put_in in told.items()]
        return [self.wording.text("Terms: {terms}", terms="; ".join(terms))] if terms else []

    def _read_as(self, translation: Translation) -> list[str]:
        read = [segment.read_as for segment in translation.segments if segment.read_as]
        return [self.wording.text("Read as: {text}", text=" ".join(read))] if read else []

    def _original(self, language: str) -> str:
        if language == UNDETERMINED:
            return self.wording.text("Original:")
        return self.wording.text("Original ({language}):", language=self.wording.language(language))

    @property
    def example(self) -> str:
        """What a note begins with that sends a reply."""
        return f"“{self.marker}…”"

    def pages(self, blocks: Sequence[str], label: str = "", quoted: str = "") -> tuple[str, ...]:
        """Put a note together, in as many messages as the helpdesk's longest one makes necessary."""
        size = self.cap - max(map(len, _NEVER_A_COMMAND))
        quote = f"{label}\n{_quoted(quoted)}" if quoted else ""
        told = _joined(*blocks)
        room = size - len(_joined(told, label, _CUT))
        if len(_joined(told, quote)) <= size:
            parts = [_joined(told, quote)]
        elif room >= _LEAST_QUOTE:
            parts = [_joined(told, quote[: len(label) + room] + _CUT)]
        else:
            parts = [part.rstrip() for part in parts_of(told, size)]
        return tuple(map(self._guarded, parts))

    def _guarded(self, note: str) -> str:
        """Return the note, not to be taken for a command whatever the marker is."""
        return next(
            prefix + note for prefix in _NEVER_A_COMMAND if not is_command(prefix + note, self.marker)
        )


def _percent(detection: Detection) -> int:
    return int(100 * detection.confidence)


def _lines(lines: Sequence[str]) -> str:
    return "\n".join(lines)


def _alarms(sentences: Iterable[str]) -> list[str]:
    return [f"⚠ {sentence}" for sentence in dict.fromkeys(sentences)]


def _joined(*blocks: str) -> str:
    return "\n\n".join(block for block in blocks if block)


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" if line else ">" for line in text.split("\n"))
