"""A help centre of Zendesk Guide, as it answers readers who do not log in.

https://developer.zendesk.com/api-reference/help_center/help-center-api/articles/
"""

from threading import Thread
from typing import Any

from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.serving import make_server


class FakeGuide:
    """Articles by locale; drafts and what a segment of users may read are not told to everybody.

    Attributes:
        articles: What there is, by locale.
        closed: Whether every reader has to log in.
        page: The most articles that one answer has, whatever is asked for.
        credentials: What readers logged in with, which they should not.
    """

    def __init__(self) -> None:
        self.articles: dict[str, list[dict[str, Any]]] = {"en-us": []}
        self.closed = False
        self.page = 2
        self.credentials: list[str] = []
        app = Flask(__name__)
        app.before_request(self._admit)
        app.get("/api/v2/help_center/locales.json")(self._locales)
        app.get("/api/v2/help_center/<locale>/articles.json")(self._articles)
        self._server = make_server("127.0.0.1", 0, app, threaded=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def add(self, title: str, body: str, locale: str = "en-us", **more: Any) -> None:
        number = 360_000_000_000 + sum(map(len, self.articles.values()))
        link = f"https://lumen.zendesk.com/hc/{locale}/articles/{number}"
        article = {"id": number, "title": title, "body": body, "html_url": link, "locale": locale}
        article |= {"section_id": 7, "draft": False, "user_segment_id": None, **more}
        self.articles.setdefault(locale, []).append(article)

    def stop(self) -> None:
        self._server.shutdown()

    def _admit(self) -> ResponseReturnValue | None:
        if given := request.headers.get("Authorization"):
            self.credentials.append(given)
        return (jsonify(error="Couldn't authenticate you"), 401) if self.closed else None

    def _locales(self) -> ResponseReturnValue:
        return jsonify(locales=list(self.articles), default_locale=next(iter(self.articles)))

    def _articles(self, locale: str) -> ResponseReturnValue:
        if locale not in self.articles:
            return jsonify(error="InvalidEndpoint"), 404
        shown = [one for one in self.articles[locale] if one["user_segment_id"] is None and not one["draft"]]
        first = int(request.args.get("page[after]") or 0)
        last = first + min(self.page, int(request.args["page[size]"]))
        meta = {"has_more": last < len(shown), "after_cursor": str(last), "before_cursor": str(first)}
        sections = [{"id": 7, "name": "Orders", "locale": locale}]
        return jsonify(articles=shown[first:last], sections=sections, meta=meta, links={"next": None})
