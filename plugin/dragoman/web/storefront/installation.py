"""The page that a shop's admin shows when the app is opened there: with it, the app is let in.

The admin adds to its address what proves who opened it. Shopify shows the page in a frame of the admin.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, Response, make_response, render_template, request

from dragoman.adapter import Adapter, NotSent, OutcomeUnknown, Refused, Rejected
from dragoman.storefront import Storefront
from dragoman.web.problems import Problem, unavailable
from dragoman.web.seats import Seats
from dragoman.wording import Wording

_ADMIN = "https://admin.shopify.com"


@dataclass(frozen=True, slots=True)
class Installation:
    """Lets an app in.

    Attributes:
        adapter: Returns the adapter of (store, connection), or None if there is no such connection.
        seats: For requests that wait for the shop.
        clock: POSIX seconds.
    """

    adapter: Callable[[str, str], Adapter | None]
    seats: Seats
    clock: Callable[[], float] = time.time

    def app(self, store: str, connection: str) -> Response:
        """Take what the admin proves, and say that the shop is connected."""
        shop = self.adapter(store, connection)
        if not isinstance(shop, Storefront):
            raise Problem(HTTPStatus.NOT_FOUND, "There is no such app.")
        with self.seats.hold(store) as seated:
            if not seated:
                raise unavailable("Dragoman is busy: open the app again in a moment.")
            self._let_in(shop)
        wording = Wording(request.args.get("locale") or request.accept_languages.best or "en")
        page = render_template("storefront/installed.html", _=wording.text, locale=wording.locale)
        response = make_response(page)
        frames = f"https://{shop.connection.settings['shop']} {_ADMIN}"
        response.headers["Content-Security-Policy"] = (
            f"default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors {frames}"
        )
        return response

    def blueprint(self) -> Blueprint:
        """Return the page's route."""
        blueprint = Blueprint("shop_app", __name__, url_prefix="/storefront/<store>/<connection>")
        blueprint.add_url_rule("/app", "app", self.app)
        return blueprint

    def _let_in(self, shop: Storefront) -> None:
        try:
            shop.installed(request.args.get("id_token", ""), self.clock())
        except Rejected:
            raise Problem(
                HTTPStatus.UNAUTHORIZED,
                "Open this page in the shop's admin, under Apps: that proves whose it is.",
            ) from None
        except (NotSent, OutcomeUnknown) as error:
            raise unavailable("The shop gives no answer: open the app again in a moment.") from error
        except Refused as error:
            raise Problem(HTTPStatus.BAD_GATEWAY, str(error)) from error
