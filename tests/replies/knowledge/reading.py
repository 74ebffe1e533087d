"""Documents as tests write them."""

from dragoman.replies.knowledge.document import Document, Section


def document(source: str, /, **sections: str) -> Document:
    """Return a document of sections by their headings."""
    written = (Section("line 1", (heading,), (text,)) for heading, text in sections.items())
    return Document(source, tuple(written))


def nothing_told(_text: str) -> None:
    """Tell the language of no text."""
