"""The help centre of Zendesk Guide, read as anybody can who does not log in.

So nothing comes in that only agents or some customers may read. A help centre that asks every reader to log
in cannot be read like this. https://developer.zendesk.com/api-reference/help_center/help-center-api/articles/
"""

from collections.abc import Iterator, Mapping
from typing import Any

from dragoman.adapter import HelpdeskHttp, OutcomeUnknown, Refused
from dragoman.evidence import Article
from dragoman.tags import same_language
from dragoman_adapters import reading

_PAGE = 100
_MOST_PAGES = 200
_HIDDEN = frozenset({401, 403, 404})


class Guide:
    """Reads a help centre.

    Args:
        http: The session.
        base: Address of the account, without a slash at its end.
    """

    def __init__(self, http: HelpdeskHttp, base: str) -> None:
        self._http = http
        self._base = f"{base}/api/v2/help_center"

    def articles(self, language: str) -> Iterator[Article]:
        """Yield the articles in a language, or in the help centre's own where it has none in that one.

        Raises:
            Refused: there is no help centre that everybody may read.
        """
        locale = self._locale(language)
        params = {"page[size]": str(_PAGE), "include": "sections"}
        for _ in range(_MOST_PAGES):
            answer = self._ask(f"{locale}/articles.json", params)
            with reading.answer("Zendesk"):
                sections = {one["id"]: str(one["name"]) for one in answer.get("sections", ())}
                articles = [_article(one, sections) for one in answer["articles"] if not one["draft"]]
                more = answer["meta"]["has_more"]
                after = str(answer["meta"].get("after_cursor"))
            yield from articles
            if not more:
                return
            params["page[after]"] = after
        raise OutcomeUnknown("the articles of the help centre have no end")

    def _locale(self, language: str) -> str:
        answer = self._ask("locales.json", {})
        with reading.answer("Zendesk"):
            locales = [reading.locale(one) for one in answer["locales"]]
            default = reading.locale(answer["default_locale"])
        found = next((one for one in locales if one and same_language(one, language)), default)
        if found is None:
            raise OutcomeUnknown("Zendesk's answer is not as documented")
        return found.lower()

    def _ask(self, path: str, params: Mapping[str, str]) -> Any:
        try:
            return self._http.request("GET", f"{self._base}/{path}", params=params).json
        except Refused as error:
            if error.status not in _HIDDEN:
                raise
            raise Refused(
                f"Zendesk answered {error.status}: there is no help centre here, or not everybody may read "
                "it; export its articles and import the files",
                error.status,
            ) from error


def _article(one: Mapping[str, Any], sections: Mapping[Any, str]) -> Article:
    return Article(
        name=str(one["id"]),
        title=str(one["title"]),
        category=sections.get(one["section_id"], ""),
        html=str(one["body"] or ""),
        link=str(one["html_url"]),
        language=reading.locale(one["locale"]),
    )
