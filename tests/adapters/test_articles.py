"""What helpdesks and shops publish, from servers that play them to passages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.adapter import OutcomeUnknown, Publishes, Refused
from dragoman.domain import Connection, Secret
from dragoman.evidence import Article
from dragoman.helpdesk_http import GuardedHttp
from dragoman.replies.knowledge.articles import documents_of
from dragoman.replies.knowledge.document import About
from dragoman_adapters.shopify import Shopify
from dragoman_adapters.zendesk import Zendesk
from tests.adapters.fake_guide import FakeGuide
from tests.adapters.fake_shopify import FakeShopify
from tests.adapters.test_shopify import at


@pytest.fixture
def guide() -> Iterator[FakeGuide]:
    guide = FakeGuide()
    guide.add("Returns", "<p>Within <b>30</b> days.</p><h2>Refunds</h2><p>Within 5 days.</p>")
    yield guide
    guide.stop()


def zendesk(guide: FakeGuide) -> Zendesk:
    settings = {"base_url": guide.url, "email": "ann@lumen.example"}
    credentials = {"api_token": Secret("a token")}
    connection = Connection("shop", "desk", "zendesk", settings, credentials, ())
    return Zendesk(connection, GuardedHttp(["127.0.0.1"]))


def titles(guide: FakeGuide, language: str = "en") -> list[str]:
    return [article.title for article in zendesk(guide).articles(language)]


class TestGuide:
    def test_every_page_of_articles_is_read_without_logging_in(self, guide: FakeGuide) -> None:
        for number in range(4):
            guide.add(f"Article {number}", "<p>Text.</p>")
        assert titles(guide) == ["Returns", "Article 0", "Article 1", "Article 2", "Article 3"]
        assert guide.credentials == []

    def test_an_article_has_its_section_link_and_language(self, guide: FakeGuide) -> None:
        (article,) = zendesk(guide).articles("en")
        assert (article.category, article.language) == ("Orders", "en-us")
        assert article.link.startswith("https://lumen.zendesk.com/hc/en-us/articles/")

    def test_what_is_not_for_everybody_is_not_read(self, guide: FakeGuide) -> None:
        guide.add("Internal", "<p>Text.</p>", user_segment_id=5)
        guide.add("Draft", "<p>Text.</p>", draft=True)
        assert titles(guide) == ["Returns"]

    def test_the_asked_language_comes_before_the_help_centres_own(self, guide: FakeGuide) -> None:
        guide.add("Devoluções", "<p>Texto.</p>", locale="pt-br")
        assert titles(guide, "pt-BR") == ["Devoluções"]
        assert titles(guide, "de") == ["Returns"]

    def test_a_help_centre_behind_a_login_says_what_to_do(self, guide: FakeGuide) -> None:
        guide.closed = True
        with pytest.raises(Refused, match="not everybody may read it; export its articles"):
            titles(guide)

    def test_an_answer_that_is_not_as_documented_is_no_article(self, guide: FakeGuide) -> None:
        del guide.articles["en-us"][0]["title"]
        with pytest.raises(OutcomeUnknown, match="not as documented"):
            titles(guide)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[FakeShopify]:
    with FakeShopify(tmp_path, "http://127.0.0.1:9") as running:
        yield running


def test_the_policies_of_a_shop_are_read(shop: FakeShopify) -> None:
    policy = {
        "id": "gid://shopify/ShopPolicy/5",
        "title": "Refund policy",
        "body": "<p>Within 30 days.</p>",
        "url": "https://checkout.shopify.com/1/policies/5.html",
    }
    shop.policies = [policy, {**policy, "id": "gid://shopify/ShopPolicy/6", "body": ""}]
    assert at(shop).articles("en") == [Article("5", "Refund policy", "", policy["body"], policy["url"], None)]


@pytest.mark.parametrize("kind", [Zendesk, Shopify])
def test_both_publish(kind: type[object]) -> None:
    assert issubclass(kind, Publishes)


def test_articles_become_documents_under_their_category_and_title(guide: FakeGuide) -> None:
    guide.add("Empty", "")
    first, second = documents_of(zendesk(guide).articles("en"), "desk:", About(owner="Ann"))
    assert [(one.headings, one.paragraphs) for one in first.sections] == [
        (("Orders", "Returns"), ("Within 30 days.",)),
        (("Orders", "Returns", "Refunds"), ("Within 5 days.",)),
    ]
    assert {(one.about.owner, one.about.language) for one in first.sections} == {("Ann", "en-us")}
    assert first.name.startswith("desk:360")
    assert second.sections == ()
