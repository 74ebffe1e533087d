import gzip
from collections.abc import Callable, Iterator

import pytest
from flask import Response, redirect

from dragoman.helpdesk_http import GuardedHttp
from dragoman.replies.knowledge.document import About, Document, KnowledgeError
from dragoman.replies.knowledge.sitemap import Choice, Site
from tests.replies.knowledge.site import Shop, page


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    shop.answers["returns"] = page("Returns", "<p>Within 30 days.</p>")
    shop.answers["gifts"] = page("Gifts", "<p>For €3.</p>")
    shop.sitemap("returns", "gifts")
    yield shop
    shop.stop()


def site(shop: Shop, pause: Callable[[float], None] = lambda _: None, name: str = "sitemap.xml") -> Site:
    return Site(GuardedHttp(["127.0.0.1"], total_seconds=5), f"{shop.url}/{name}", pause)


def read(site: Site, choice: Choice | None = None) -> dict[str, str]:
    """Return the headings of each page by its path, or why it was left out."""
    documents = site.documents(About(), choice or Choice(), lambda *_: None)
    return {document.name.rpartition("/")[2]: _told(document) for document in documents}


def _told(document: Document) -> str:
    if document.problems:
        return document.problems[0].reason
    return " ".join(document.sections[0].headings)


def test_the_pages_of_the_sitemap_are_read_and_known_by_their_addresses(shop: Shop) -> None:
    first, second = site(shop).documents(About(owner="Ann"), Choice(), lambda *_: None)
    assert (first.name, second.name) == (f"{shop.url}/returns", f"{shop.url}/gifts")
    (section,) = first.sections
    assert (section.headings, section.paragraphs) == (("Returns",), ("Within 30 days.",))
    assert (section.about.link, section.about.owner, section.about.language) == (first.name, "Ann", "en")


def test_a_sitemap_of_sitemaps_is_followed_and_may_be_compressed(shop: Shop) -> None:
    shop.sitemap("part.xml", name="sitemap.xml", kind="sitemapindex", part="sitemap")
    shop.sitemap("gifts", name="plain.xml")
    plain = shop.answers.pop("plain.xml")()
    assert isinstance(plain, Response)
    content = gzip.compress(plain.get_data())
    shop.answers["part.xml"] = lambda: Response(content, mimetype="application/gzip")
    assert read(site(shop)) == {"gifts": "Gifts"}


def test_what_robots_txt_forbids_is_not_asked_for(shop: Shop) -> None:
    shop.answers["robots.txt"] = lambda: Response("User-agent: *\nDisallow: /gifts\n", mimetype="text/plain")
    assert read(site(shop)) == {"returns": "Returns", "gifts": "robots.txt asks that it is not read"}
    assert "gifts" not in shop.asked


def test_the_pause_that_robots_txt_asks_for_is_kept_between_pages(shop: Shop) -> None:
    shop.answers["robots.txt"] = lambda: Response("User-agent: *\nCrawl-delay: 3\n", mimetype="text/plain")
    waited: list[float] = []
    read(site(shop, waited.append))
    assert waited == [3.0]


def test_a_site_that_cannot_say_what_may_be_read_is_not_read(shop: Shop) -> None:
    shop.answers["robots.txt"] = lambda: ("down", 500)
    with pytest.raises(KnowledgeError, match=r"robots\.txt cannot be read"):
        read(site(shop))
    assert shop.asked == ["robots.txt"]


def test_pages_of_other_sites_are_never_asked_for(shop: Shop) -> None:
    shop.sitemap("https://elsewhere.example/returns", "gifts", "away")
    shop.answers["away"] = lambda: redirect("https://elsewhere.example/")
    assert read(site(shop)) == {
        "gifts": "Gifts",
        "away": "it leads to another site: give that one's sitemap",
    }


def test_redirects_on_the_site_are_followed_but_not_for_ever(shop: Shop) -> None:
    shop.sitemap("old", "loop")
    shop.answers["old"] = lambda: redirect("/gifts")
    shop.answers["loop"] = lambda: redirect("/loop")
    assert read(site(shop)) == {
        "old": "Gifts",
        "loop": "it leads from one address to the next without an end",
    }


def test_only_the_wanted_pages_are_read_and_no_more_than_the_limit(shop: Shop) -> None:
    chosen = site(shop)
    assert read(chosen, Choice(below=("/gif",))) == {"gifts": "Gifts"}
    assert not chosen.complete
    assert read(chosen, Choice(limit=1)) == {"returns": "Returns"}
    assert not chosen.complete
    assert len(read(chosen)) == 2
    assert chosen.complete


def test_a_sitemap_of_another_name_may_be_one_of_several(shop: Shop) -> None:
    shop.sitemap("returns", name="sitemap_pages_1.xml")
    part = site(shop, name="sitemap_pages_1.xml")
    assert read(part) == {"returns": "Returns"}
    assert not part.complete


def test_a_page_that_cannot_be_read_says_why_and_the_others_are_read(shop: Shop) -> None:
    shop.sitemap("gone", "photo", "huge", "gifts")
    shop.answers["photo"] = lambda: Response(b"GIF89a", mimetype="image/gif")
    shop.answers["huge"] = lambda: Response(b" " * (3 << 20), mimetype="text/html")
    told = read(site(shop))
    assert told["gifts"] == "Gifts"
    assert told["photo"] == "it is image/gif, and no page"
    assert "404" in told["gone"]
    assert "more than" in told["huge"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<html><body>Welcome</body></html>", "is no sitemap"),
        (b"not XML", "cannot be read"),
        (
            b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><urlset><url><loc>&b;</loc></url>',
            "cannot be read",
        ),
        (gzip.compress(b"<urlset>" + b" " * (21 << 20) + b"</urlset>"), "unpacks to more than 20 MB"),
    ],
)
def test_what_is_no_sitemap_is_refused(shop: Shop, content: bytes, reason: str) -> None:
    shop.answers["sitemap.xml"] = lambda: Response(content, mimetype="application/xml")
    with pytest.raises(KnowledgeError, match=reason):
        read(site(shop))


def test_a_sitemap_of_itself_ends(shop: Shop) -> None:
    shop.sitemap("sitemap.xml", kind="sitemapindex", part="sitemap")
    with pytest.raises(KnowledgeError, match="more than 50 parts"):
        read(site(shop))


def test_a_private_network_is_not_spoken_to(shop: Shop) -> None:
    guarded = Site(GuardedHttp(), f"{shop.url}/sitemap.xml", lambda _: None)
    with pytest.raises(KnowledgeError, match="allow_private"):
        read(guarded)
    assert shop.asked == []
