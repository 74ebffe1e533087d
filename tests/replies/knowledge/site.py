"""A shop's own site, served on this machine."""

from collections.abc import Callable
from threading import Thread

from flask import Flask, Response
from flask.typing import ResponseReturnValue
from werkzeug.serving import make_server

Answer = Callable[[], ResponseReturnValue]


def page(title: str, text: str) -> Answer:
    content = f'<html lang="en"><body><main><h1>{title}</h1>{text}</main></body></html>'
    return lambda: Response(content, mimetype="text/html")


class Shop:
    """A shop's site on this machine: what stands at its paths, and what was asked for."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        app = Flask(__name__)
        app.add_url_rule("/<path:path>", "any", self._answer)
        self._server = make_server("127.0.0.1", 0, app, threaded=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def _answer(self, path: str) -> ResponseReturnValue:
        self.asked.append(path)
        answer = self.answers.get(path)
        return ("nothing", 404) if answer is None else answer()

    def sitemap(
        self, *paths: str, name: str = "sitemap.xml", kind: str = "urlset", part: str = "url"
    ) -> None:
        places = "".join(
            f"<{part}><loc>{path if '://' in path else f'{self.url}/{path}'}</loc></{part}>" for path in paths
        )
        namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
        content = f'<?xml version="1.0"?><{kind} xmlns="{namespace}">{places}</{kind}>'
        self.answers[name] = lambda: Response(content, mimetype="application/xml")

    def stop(self) -> None:
        self._server.shutdown()
