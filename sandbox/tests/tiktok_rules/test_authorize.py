"""The authorize page: what it refuses, what it asks, and what the callback gets."""

from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientSession

from sandbox.server import serve
from sandbox.stage.stage import ADDRESS
from sandbox.tiktok.platform import TikTok
from sandbox.tiktok.settings import Settings
from sandbox.tiktok.switches import Switches

from .support import Client

CHALLENGE = "93c414df104ac752efbd8ebfa4cd13ee7e3f5c19bbdc4ba8d3122850d33bbac8"


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        pytest.param(
            {"client_key": None, "client_id": "awsandbox0postlog"},
            {"error": "param_error", "errCode": "10003", "error_type": "client_key"},
            id="client_id instead of client_key",
        ),
        pytest.param(
            {"client_key": "awother"},
            {"error": "unauthorized_client", "error_type": "client_key"},
            id="unknown client_key",
        ),
        pytest.param(
            {"redirect_uri": "https://app.test/oauth/tiktok/callback"},
            {"error": "invalid_request", "error_type": "redirect_uri"},
            id="redirect_uri without its slash",
        ),
        pytest.param(
            {"scope": "user.info.basic video.publish"},
            {"error": "invalid_scope", "error_type": "scope"},
            id="scopes joined by a space",
        ),
        pytest.param(
            {"response_type": "token"},
            {"error": "unsupported_response_type", "error_type": "response_type"},
            id="another response type",
        ),
        pytest.param({"state": None}, {"error": "param_error", "error_type": "state"}, id="state"),
        pytest.param(
            {"code_challenge": CHALLENGE, "code_challenge_method": "plain"},
            {"error": "param_error", "errCode": "10008", "error_type": "code_challenge_method"},
            id="PKCE method other than S256",
        ),
    ],
)
async def test_a_wrong_request_stays_on_the_platforms_own_page(
    client: Client, changes: dict[str, str | None], shown: dict[str, str]
) -> None:
    response = await client.open_authorize(**changes)

    location = response.headers["Location"]
    query = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
    assert len(query.pop("logid")) == 34
    assert (response.status, query) == (302, shown)
    assert location.startswith("/v2/auth/error/?")
    page = await client.session.get(client.base + location)
    assert shown["error_type"] in await page.text()


async def test_a_scope_that_the_app_was_not_given_ends_on_the_platforms_own_page(
    client: Client,
) -> None:
    await client.switch(app_scopes="user.info.basic,video.upload")

    refused = await client.open_authorize(scope="user.info.basic,video.list")
    shown = await client.open_authorize(scope="user.info.basic,video.upload")

    assert "error=invalid_scope" in refused.headers["Location"]
    assert shown.status == 200


async def test_a_wrong_request_cannot_be_consented_to(client: Client) -> None:
    location = await client.decide([("user", "mara"), ("decision", "allow")], client_key="other")

    assert location.startswith("/v2/auth/error/?")


async def test_the_refusal_page_escapes_its_query(client: Client) -> None:
    page = await client.session.get(
        f"{client.base}/v2/auth/error/", params={"error_type": "<script>alert(1)</script>"}
    )

    assert "<script>" not in await page.text()


async def test_the_consent_page_offers_users_and_a_tick_for_each_scope(client: Client) -> None:
    page = await (await client.open_authorize(scope="user.info.basic,video.upload")).text()

    assert all(f'value="{user}"' in page for user in ("mara", "theo"))
    assert 'name="scope" value="video.upload" checked>' in page
    assert "video.publish" not in page


async def test_the_callback_gets_an_encoded_code_the_scopes_and_the_state(client: Client) -> None:
    form = [("user", "mara"), ("decision", "allow"), ("scope", "video.upload")]

    location = await client.decide(form, scope="user.info.basic,video.upload,video.publish")

    target, _, query = location.partition("?")
    assert target == "https://app.test/oauth/tiktok/callback/"
    assert "%2A" in query
    assert "%21" in query
    assert "scopes=user.info.basic%2Cvideo.upload&" in query
    assert query.endswith("&state=st_71c0")


async def test_cancel_calls_back_with_access_denied(client: Client) -> None:
    location = await client.decide([("user", "mara"), ("decision", "cancel")])

    assert location.endswith("?error=access_denied&error_description=denied&state=st_71c0")


async def test_a_known_browser_is_not_asked_again_unless_the_app_wants_it(client: Client) -> None:
    await client.connect("mara")

    again = await client.open_authorize(disable_auto_auth="0")
    asked = await client.open_authorize(disable_auto_auth="1")

    assert again.status == 302
    assert "code=" in again.headers["Location"]
    assert asked.status == 200


async def test_a_scope_not_yet_granted_is_asked_for(client: Client) -> None:
    await client.connect("mara", ticked="user.info.basic")

    response = await client.open_authorize(disable_auto_auth="0")

    assert response.status == 200


async def test_a_desktop_app_without_a_challenge_is_refused() -> None:
    settings = Settings(
        port=0, upload_port=0, app_type="desktop", redirect_uris=("http://127.0.0.1:*/cb",)
    )
    query = {
        "client_key": settings.client_key,
        "response_type": "code",
        "scope": "user.info.basic",
        "state": "s",
        "redirect_uri": "http://127.0.0.1:4711/cb",
    }

    async with serve([TikTok(settings, Switches())]) as (tiktok,), ClientSession() as session:
        url = f"{tiktok.applications[0][ADDRESS]}/v2/auth/authorize/"
        refused = await session.get(url, params=query, allow_redirects=False)
        query |= {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
        accepted = await session.get(url, params=query, allow_redirects=False)

    assert "errCode=10007" in refused.headers["Location"]
    assert accepted.status == 200


async def test_pkce_of_a_web_app_can_be_required(client: Client) -> None:
    await client.switch(pkce_web="required")

    response = await client.open_authorize()

    assert "errCode=10007" in response.headers["Location"]


async def test_only_target_users_connect_to_an_app_in_tiktoks_sandbox(client: Client) -> None:
    await client.switch(target_users=["theo"])

    refused = await client.decide([("user", "mara"), ("decision", "allow")])
    allowed = await client.decide([("user", "theo"), ("decision", "allow")])

    assert refused.startswith("/v2/auth/error/?")
    assert "code=" in allowed
