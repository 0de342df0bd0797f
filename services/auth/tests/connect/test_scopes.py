"""Which permissions the consent page asks for."""

from urllib.parse import parse_qs, urlsplit

import aiohttp

from auth.connect.tiktok import FEATURES, TikTokLogin
from platforms.tiktok.app import KNOWN_SCOPES, TikTokApp
from platforms.tiktok.client import TikTok


async def test_the_consent_page_asks_for_what_the_installation_names() -> None:
    app = TikTokApp("key", ("secret",), scopes=("user.info.basic", "user.info.profile"))
    async with aiohttp.ClientSession() as session:
        login = TikTokLogin(TikTok(session, app), app)

        address, _ = login.consent_page("https://postlog.example/back", "state")

    assert parse_qs(urlsplit(address).query)["scope"] == ["user.info.basic,user.info.profile"]
    assert login.platform.scopes == app.scopes


def test_every_permission_that_can_be_asked_for_has_a_feature() -> None:
    assert {feature.scope for feature in FEATURES} == set(KNOWN_SCOPES)
