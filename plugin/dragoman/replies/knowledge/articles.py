"""Articles of a help centre and policies of a shop as documents."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from dragoman.evidence import Article
from dragoman.replies.knowledge.document import About, Document
from dragoman.replies.knowledge.html import read_html


def documents_of(articles: Iterable[Article], collection: str, basis: About) -> Iterator[Document]:
    """Yield a document for each article; its headings stand under its category and title.

    Args:
        articles: The articles.
        collection: What the names of the documents begin with.
        basis: What holds for them unless they say otherwise.
    """
    for article in articles:
        name = f"{collection}{article.name}"
        above = tuple(filter(None, (article.category, article.title)))
        known = replace(basis, language=article.language or basis.language)
        if article.link.startswith("https://"):
            known = replace(known, link=article.link)
        read = read_html(name, article.html, known) if article.html.strip() else Document(name, ())
        sections = tuple(
            replace(section, headings=(*above, *section.headings), about=known) for section in read.sections
        )
        yield Document(name, sections)
