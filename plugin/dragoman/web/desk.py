"""The agents' own pages: for a chat that has no other helpdesk, and beside helpdesks that no program enters.

They speak to the API and nothing else and hold nothing secret: whoever has a token of the store uses it.
"""

from functools import partial

from flask import Blueprint, Response, make_response, render_template, request

from dragoman.web.schemas import LONGEST_REPLY
from dragoman.wording import Wording

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def desk_blueprint() -> Blueprint:
    """Return the pages and their files."""
    blueprint = Blueprint(
        "desk", __name__, url_prefix="/desk", template_folder="templates", static_folder="static"
    )
    blueprint.add_url_rule("", "page", partial(_page, "desk/desk.html"))
    blueprint.add_url_rule("/assist", "assist", partial(_page, "desk/assist.html"))
    return blueprint


def _page(template: str) -> Response:
    asked = request.args.get("locale") or request.accept_languages.best or "en"
    wording = Wording(asked)
    page = render_template(template, _=wording.text, locale=wording.locale, longest_reply=LONGEST_REPLY)
    response = make_response(page)
    response.headers["Content-Security-Policy"] = CONTENT_POLICY
    return response
