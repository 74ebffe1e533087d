"""Why a draft, or a sentence of it, is withheld: said to agents in their language."""

from collections.abc import Mapping
from typing import Final

from dragoman.replies.draft import Reason
from dragoman.wording import Wording, message

_TEXTS: Final[Mapping[Reason, str]] = {
    Reason.NOTHING_ASKED: message("Nothing was asked."),
    Reason.NO_EVIDENCE: message("Nothing that the shop knows surely answers this."),
    Reason.CONTRADICTION: message("What the shop knows contradicts itself: {detail}"),
    Reason.IDENTITY: message(
        "It is about an order that is not proven to be the shopper's: ask for its number and the e-mail "
        "address it was made with."
    ),
    Reason.LIMIT: message("It asks for more money back than drafts may speak of: {detail}"),
    Reason.PERSON: message("It is a matter for a person: “{detail}”"),
    Reason.INSTRUCTIONS: message("The message gives instructions to a program: “{detail}”"),
    Reason.WRITER_FAILED: message("The draft could not be made: {detail}"),
    Reason.NO_CITATION: message("Nothing that is cited says so."),
    Reason.VALUE: message("Nothing that is cited says “{detail}”."),
    Reason.PROMISE: message("Nothing that is cited promises “{detail}”."),
    Reason.NAME: message("Nothing that is cited names “{detail}”."),
    Reason.NEGATION: message("What is cited may say the opposite: “{detail}”"),
    Reason.CONDITION: message("What is cited says so only under a condition: “{detail}”"),
    Reason.CONTACT: message("Nothing that is cited gives the address “{detail}”."),
    Reason.SLOT: message("A slot was not filled: “{detail}”"),
    Reason.MARKUP: message("It contains markup: “{detail}”"),
    Reason.LANGUAGE: message("It is not in the agents' language."),
    Reason.FORBIDDEN_TERM: message("The shop's glossary forbids “{detail}”, and no other wording was found."),
}


def reason_text(wording: Wording, reason: Reason, detail: str) -> str:
    """Return the sentence of a reason.

    Args:
        wording: Our texts in the agents' language.
        reason: The reason.
        detail: What it is about; some sentences name it.
    """
    return wording.text(_TEXTS[reason], detail=detail)
