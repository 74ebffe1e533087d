"""A question to be written an answer to."""

from datetime import date

from dragoman.domain import Author
from dragoman.evidence import Evidence, EvidenceKind
from dragoman.replies.draft import Question, Turn

RETURNS = Evidence(
    "p1", EvidenceKind.PASSAGE, "You can return an item within 14 days.", "Returns", "https://shop.example/r"
)
ORDER = Evidence(
    "order #1001",
    EvidenceKind.ORDER,
    "Your order #1001 is shipped. The tracking number is LX123456789PT.",
    "Order #1001",
)
QUESTION = Question(
    turns=(
        Turn(Author.SHOPPER, "Hi, my e-mail is ana@example.com. How long can I return order #1001?"),
        Turn(Author.AGENT, "One moment."),
        Turn(Author.SHOPPER, "Call me at +351 912 345 678 please."),
    ),
    language="en",
    evidence=(RETURNS, ORDER),
    today=date(2026, 11, 25),
)
