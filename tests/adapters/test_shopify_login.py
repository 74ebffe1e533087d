"""How a Shopify app is let in: by its secret, or by being opened in the shop's admin."""

import contextlib
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.adapter import OutcomeUnknown, Refused, Rejected
from dragoman.adapter_tests.contract import JUNK, NOW
from dragoman.domain import Connection, DragomanError, Secret, Store
from dragoman.helpdesk_http import GuardedHttp
from dragoman.helpdesk_pacing import PacedHttp
from dragoman.shopify_app import ShopifyApp
from dragoman.storage.database import Database
from dragoman.storage.encryption import unlock
from dragoman.storage.grants import Grants
from dragoman.storage.stores import Stores
from dragoman_adapters.shopify import Shopify
from dragoman_adapters.shopify_sessions import verify_session
from tests.adapters.fake_shopify import CLIENT_ID, CLIENT_SECRET, SHOP, FakeShopify, session_token

ROTATED = "shpss_the-next-client-secret"


def verify(token: str, *secrets: str, at: float = NOW) -> None:
    verify_session(token, SHOP, CLIENT_ID, [Secret(one) for one in secrets or (CLIENT_SECRET,)], at)


PARTS = (*session_token(at=NOW).split("."), "", "é", "e30")


class TestASession:
    @pytest.mark.parametrize("seconds", [-9, 0, 59, 69])
    def test_of_the_shops_admin_is_proven_for_a_minute(self, seconds: float) -> None:
        verify(session_token(at=NOW), at=NOW + seconds)

    @pytest.mark.parametrize("seconds", [-11, 71, 100_000])
    def test_that_is_over_or_yet_to_come_proves_nothing(self, seconds: float) -> None:
        with pytest.raises(Rejected, match="over"):
            verify(session_token(at=NOW), at=NOW + seconds)

    def test_may_be_signed_with_either_secret_while_they_rotate(self) -> None:
        for secret in (ROTATED, CLIENT_SECRET):
            verify(session_token(secret, at=NOW), ROTATED, CLIENT_SECRET)
        with pytest.raises(Rejected, match="signature"):
            verify(session_token(at=NOW), ROTATED)

    @pytest.mark.parametrize(
        "changes",
        [
            {"aud": "another-app"},
            {"dest": "https://another.myshopify.com"},
            {"iss": "https://another.myshopify.com/admin"},
            {"iss": f"https://{SHOP}.evil.example/admin"},
            {"alg": "none"},
            {"alg": "HS512"},
            *({name: None} for name in ("iss", "dest", "aud", "sub", "jti", "sid", "exp", "nbf")),
        ],
        ids=str,
    )
    def test_of_anything_else_proves_nothing(self, changes: dict[str, Any]) -> None:
        with pytest.raises(Rejected):
            verify(session_token(at=NOW, **changes))

    @pytest.mark.parametrize("junk", JUNK, ids=lambda junk: ascii(junk)[:20])
    def test_with_junk_in_any_claim_proves_nothing(self, junk: Any) -> None:
        for claim in ("iss", "dest", "aud"):
            with pytest.raises(Rejected):
                verify(session_token(at=NOW, **{claim: junk}))

    @pytest.mark.parametrize("junk", JUNK, ids=lambda junk: ascii(junk)[:20])
    def test_with_junk_for_a_time_is_read_or_rejected(self, junk: Any) -> None:
        for claim in ("exp", "nbf"):
            with contextlib.suppress(Rejected):
                verify(session_token(at=NOW, **{claim: junk}))

    @given(
        st.text()
        | st.lists(st.sampled_from([*session_token(at=NOW).split("."), "", "é", "e30"])).map(".".join)
    )
    def test_of_any_other_text_proves_nothing_unless_it_is_the_true_one(self, text: str) -> None:
        if text != session_token(at=NOW):
            with pytest.raises(Rejected):
                verify(text)

    def test_without_a_secret_proves_nothing(self) -> None:
        with pytest.raises(Rejected):
            verify_session(session_token("", at=NOW), SHOP, CLIENT_ID, [], NOW)


@dataclass
class Place:
    """A shop, and what is granted to its app."""

    shop: FakeShopify
    grants: Grants
    session: GuardedHttp = field(default_factory=lambda: GuardedHttp(["127.0.0.1"]))
    now: float = NOW

    def app(self, *secrets: str, **settings: str) -> Shopify:
        given = {"shop": SHOP, "client_id": CLIENT_ID, "base_url": self.shop.url, "install": "token_exchange"}
        connection = Connection(
            "shop",
            "shopify",
            "shopify",
            given | settings,
            {},
            tuple(Secret(one) for one in secrets or (CLIENT_SECRET,)),
        )
        return Shopify(connection, PacedHttp(self.session, grants=self.grants.of("shop", "shopify")))

    def opened(self, app: Shopify) -> Shopify:
        """Open the app in the shop's admin, now: Shopify checks the time, too."""
        now = time.time()
        app.installed(session_token(at=now), now)
        return app


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with (
        FakeShopify(tmp_path, "http://127.0.0.1:9") as shop,
        Database.open(tmp_path / "d.sqlite") as database,
    ):
        cipher = unlock(database, tmp_path / "keys", {})
        Stores(database, cipher).add(Store("shop", "Shop", "en", ("en", "pt-BR")))
        made = Place(shop, Grants(database, cipher, lambda: made.now))
        yield made
        made.session.close()


class TestAnAppThatIsOpenedInTheAdmin:
    def test_is_let_in_also_in_later_processes(self, place: Place) -> None:
        place.opened(place.app())
        assert place.app().probe() == f"Casa Lume, as the app {CLIENT_ID}"
        assert place.shop.logins == 1

    def test_is_not_let_in_before(self, place: Place) -> None:
        with pytest.raises(Refused, match="open the app once in the shop's admin"):
            place.app().probe()
        assert place.shop.asked == []

    def test_is_not_let_in_by_a_session_that_proves_nothing(self, place: Place) -> None:
        with pytest.raises(Rejected):
            place.app().installed(session_token("another secret", at=NOW), NOW)
        with pytest.raises(Rejected, match="client credentials"):
            place.app(install="client_credentials").installed(session_token(at=NOW), NOW)
        assert place.shop.asked == []

    def test_renews_its_token_every_hour_with_the_refresh_token_that_came_last(self, place: Place) -> None:
        app = place.opened(place.app())
        for _ in range(2):
            place.now += 3600
            app.probe()
        assert [asked.get("refresh_token") for asked in place.shop.asked] == [None, "shprt_1", "shprt_2"]

    def test_renews_a_token_that_is_refused_before_its_time(self, place: Place) -> None:
        app = place.opened(place.app())
        place.shop.tokens.clear()
        app.probe()
        assert place.shop.logins == 2

    def test_whose_answer_was_lost_renews_with_the_same_refresh_token(
        self, place: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        app = place.opened(place.app())
        place.now += 3600
        request = GuardedHttp.request

        def lose(self: GuardedHttp, *asked: Any, **more: Any) -> Any:
            request(self, *asked, **more)
            raise OutcomeUnknown("the connection broke")

        with monkeypatch.context() as broken:
            broken.setattr(GuardedHttp, "request", lose)
            with pytest.raises(OutcomeUnknown):
                app.probe()
        app.probe()
        assert [asked["refresh_token"] for asked in place.shop.asked[1:]] == ["shprt_1", "shprt_1"]

    def test_that_was_away_for_too_long_is_to_be_opened_again(self, place: Place) -> None:
        app = place.opened(place.app())
        place.shop.refresh_tokens.clear()
        place.now += 90 * 86_400
        with pytest.raises(Refused, match="once more"):
            app.probe()
        place.opened(app).probe()

    def test_keeps_its_refresh_token_from_growing_too_old(self, place: Place) -> None:
        app = place.opened(place.app())
        for _ in range(2):
            place.now += 86_400
            app.poll(None, NOW)
        assert place.shop.logins == 3

    def test_goes_on_while_its_client_secret_rotates(self, place: Place) -> None:
        place.opened(place.app())
        place.shop.secrets = {ROTATED}
        place.now += 3600
        place.app(ROTATED, CLIENT_SECRET).probe()
        assert place.shop.asked[-1]["client_secret"] == ROTATED


def test_an_app_of_the_shop_s_own_logs_in_with_its_newest_secret(place: Place) -> None:
    place.shop.secrets = {ROTATED}
    place.app(ROTATED, CLIENT_SECRET, install="client_credentials").probe()
    assert [asked["grant_type"] for asked in place.shop.asked] == ["client_credentials"]


def test_another_way_to_log_in_is_refused_with_the_cure(place: Place) -> None:
    with pytest.raises(DragomanError, match="client_credentials or token_exchange"):
        place.app(install="oauth")


@pytest.mark.parametrize(
    ("embedded", "opened"),
    [(False, "/desk"), (True, "/storefront/shop/shopify/app")],
    ids=["own", "embedded"],
)
def test_the_app_is_configured_for_the_way_it_is_let_in(embedded: bool, opened: str) -> None:
    app = ShopifyApp(CLIENT_ID, "https://dragoman.example", "shop", "shopify", ("read_orders",), embedded)
    configuration = tomllib.loads(app.configuration())
    assert configuration["embedded"] is embedded
    assert configuration["application_url"] == f"https://dragoman.example{opened}"
    assert configuration["auth"]["redirect_urls"] == [f"https://dragoman.example{opened}"]
