"""The policies that a shop publishes: returns, shipping, privacy and the like, in its first language."""

from collections.abc import Sequence

from dragoman.adapter import OutcomeUnknown
from dragoman.evidence import Article
from dragoman_adapters.shopify_admin import Admin
from dragoman_adapters.shopify_documents import POLICIES


def policies_of(admin: Admin) -> Sequence[Article]:
    """Return the policies that have a text."""
    data = admin.ask(POLICIES)
    try:
        policies = [
            Article(
                name=str(one["id"]).rpartition("/")[2],
                title=str(one["title"]),
                category="",
                html=str(one["body"]),
                link=str(one["url"]),
                language=None,
            )
            for one in data["shop"]["shopPolicies"]
        ]
    except (KeyError, TypeError) as error:
        raise OutcomeUnknown("Shopify's answer is not as documented") from error
    return [policy for policy in policies if policy.html.strip()]
