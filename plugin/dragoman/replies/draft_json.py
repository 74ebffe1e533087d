"""A draft as it is stored and as the API shows it."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from dragoman.evidence import Evidence, EvidenceKind
from dragoman.replies.draft import Draft, Reason, Removed, Sentence


def to_json(draft: Draft) -> dict[str, Any]:
    """Return a draft as JSON can carry it."""
    return asdict(draft)


def from_json(content: Mapping[str, Any]) -> Draft:
    """Return the draft that ``to_json`` wrote."""
    return Draft(
        sentences=tuple(Sentence(one["text"], tuple(one["cites"])) for one in content["sentences"]),
        evidence=tuple(map(_evidence, content["evidence"])),
        removed=tuple(
            Removed(one["text"], Reason(one["reason"]), one["words"]) for one in content["removed"]
        ),
        withheld=Reason(content["withheld"]) if content["withheld"] else None,
        detail=content["detail"],
        intent=content["intent"],
        writer=content["writer"],
        unanswered=tuple(content["unanswered"]),
    )


def _evidence(content: Mapping[str, Any]) -> Evidence:
    return Evidence(
        id=content["id"],
        kind=EvidenceKind(content["kind"]),
        words=content["words"],
        title=content["title"],
        link=content["link"],
        fields=tuple((name, value) for name, value in content["fields"]),
    )
