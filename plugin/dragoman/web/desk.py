"""The agents' own page, for shops whose chat has no other helpdesk: it speaks to the API and nothing else.

The page holds nothing secret; whoever has a token of the store reads and answers with it.
"""

from flask import Blueprint, Response, make_response, render_template, request

from dragoman.web.schemas import LONGEST_REPLY
from dragoman.wording import Wording

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def desk_blueprint() -> Blueprint:
    """Return the page and its files."""
    blueprint = Blueprint(
        "desk", __name__, url_prefix="/desk", template_folder="templates", static_folder="static"
    )
    blueprint.add_url_rule("", "page", _page)
    return blueprint


def _page() -> Response:
    asked = request.args.get("locale") or request.accept_languages.best or "en"
    wording = Wording(asked)
    page = render_template(
        "desk/desk.html", _=wording.text, locale=wording.locale, longest_reply=LONGEST_REPLY
    )
    response = make_response(page)
    response.headers["Content-Security-Policy"] = CONTENT_POLICY
    return response
