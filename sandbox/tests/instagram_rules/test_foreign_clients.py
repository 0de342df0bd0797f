"""Clients of other authors, unmodified, from the package indexes.

What they do right is accepted, and what they do wrong is refused as Meta refuses it.
"""

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from instagram_platform import (
    InstagramAPIError,
    InstagramAuthError,
    InstagramClient,
    verify_webhook_signature,
)
from meta_graph.cli import main as command
from pyfacebook import FacebookError, GraphAPI

from sandbox.instagram.webhooks.subscriptions import AppSubscription

from .support import BAKERY, CALLBACK, Client, Receiver, eventually

CHECKOUT = Path(__file__).parents[3]
X_HUB = CHECKOUT / "web/node_modules/express-x-hub"


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("meta-graph-cli", "0.1.1"),
        ("instagram-platform-sdk", "1.0.0"),
        ("python-facebook-api", "0.24.0"),
    ],
)
def test_the_clients_are_the_ones_that_are_named(name: str, number: str) -> None:
    assert version(name) == number


async def meta(client: Client, token: str, *arguments: str, base: str = "") -> Any:
    """What the command `meta` prints, led to the sandbox; its error where it fails."""
    led = {"META_GRAPH_BASE": base or client.base, "META_GRAPH_TOKEN": token}
    ended = await asyncio.to_thread(CliRunner().invoke, command, arguments, env=led)
    return json.loads(ended.stdout) if ended.exit_code == 0 else ended.stderr


async def test_the_command_publishes_and_reads(client: Client) -> None:
    token, url = await client.token(), await client.media()

    made = await meta(client, token, "ig", "publish", BAKERY, "--image-url", url, "--no-wait")
    state = await meta(client, token, "ig", "publish-status", made["container_id"])
    whole = await meta(
        client, token, "ig", "publish", BAKERY, "--image-url", url, "--caption", "from afar"
    )

    media = whole["published"]["id"]
    listed = await meta(client, token, "ig", "user", BAKERY, "media")
    wish = ("ig", "media", media, "insights", "--metric", "reach,views")
    insights = await meta(client, token, *wish)
    assert state["status_code"] == "FINISHED"
    assert listed["data"][0]["caption"] == "from afar"
    assert [one["name"] for one in insights["data"]] == ["reach", "views"]


async def test_the_command_comments_and_is_refused_a_lone_video(client: Client) -> None:
    token = await client.token()
    media = await client.live(token)

    made = await meta(client, token, "ig", "comment-on", media, "--message", "hello")
    answer = ("ig", "comment", made["id"], "reply", "--message", "and again")
    replied = await meta(client, token, *answer)
    listed = await meta(client, token, "ig", "media", media, "comments")
    alone = ("ig", "publish", BAKERY, "--video-url", "http://x.test/a.mp4")
    refused = await meta(client, token, *alone)

    assert replied["id"]
    assert listed["data"][0]["text"] == "hello"
    assert "2207067" in refused


async def test_the_command_reads_with_a_token_of_instagram_login(client: Client) -> None:
    token = await client.login_token()

    answer = await meta(
        client, token, "get", "/me", "fields=user_id,username", base=client.login_base
    )

    assert answer["user_id"] == BAKERY


@pytest.fixture
async def sdk(client: Client) -> AsyncIterator[InstagramClient]:
    """The SDK with a user token."""
    made = InstagramClient(
        await client.token(),
        BAKERY,
        base_url=client.base,
        api_version=client.version,
        max_retries=0,
    )
    yield made
    made.http.close()


async def test_the_sdk_publishes_a_photo_and_a_reel(client: Client, sdk: InstagramClient) -> None:
    photo, movie = await client.media(), await client.media("a.mp4")

    published = await asyncio.to_thread(sdk.media.publish_photo, photo, "bread")
    container = await asyncio.to_thread(sdk.media.create_reel_container, movie, "kneading")

    async def ready() -> bool:
        state = await asyncio.to_thread(sdk.media.get_container_status, container.id)
        return bool(state.status_code == "FINISHED")

    await eventually(ready)
    reel = await asyncio.to_thread(sdk.media.publish_container, container.id)
    listed = await asyncio.to_thread(sdk.media.get_user_media)
    assert [one.id for one in listed.data] == [reel.id, published.id]
    assert [one.media_type for one in listed.data] == ["VIDEO", "IMAGE"]


async def test_the_sdk_reads_comments_and_insights_and_profile(
    client: Client, sdk: InstagramClient
) -> None:
    media = await client.live(sdk.http.access_token)
    made = await client.comment(media)

    comments = await asyncio.to_thread(sdk.comments.get_comments, media)
    await asyncio.to_thread(sdk.comments.set_hidden, made["id"], True)
    insights = await asyncio.to_thread(sdk.insights.get_media_insights, media, ["reach"])
    series = await asyncio.to_thread(sdk.insights.get_account_insights, ["reach"])
    profile = await asyncio.to_thread(sdk.user.get_profile)
    pages = await asyncio.to_thread(sdk.auth.get_facebook_user_pages)

    assert [one.text for one in comments.data] == ["Nice shot"]
    assert client.world.content.library.comments[made["id"]].is_hidden
    assert insights.data[0].name == series.data[0].name == "reach"
    assert profile.username == "harbour.bakery"
    assert pages.data[0].instagram_business_account == {"id": BAKERY}


async def test_what_the_sdk_does_wrong_is_refused(client: Client, sdk: InstagramClient) -> None:
    media = await client.live(sdk.http.access_token)
    made = await client.comment(media)

    # answers to a comment are its edge `replies`
    with pytest.raises(InstagramAPIError) as reply:
        await asyncio.to_thread(sdk.comments.reply, made["id"], "thanks")
    # one retired metric fails the whole call
    with pytest.raises(InstagramAPIError, match="must be one of"):
        await asyncio.to_thread(sdk.insights.get_media_insights, media, ["plays", "reach"])
    sdk.http.set_access_token("EAAnothing")
    with pytest.raises(InstagramAuthError):
        await asyncio.to_thread(sdk.user.get_profile)

    assert (reply.value.code, reply.value.subcode) == (100, 33)


@pytest.fixture
def login(client: Client, monkeypatch: pytest.MonkeyPatch) -> Iterator[GraphAPI]:
    """The login of `python-facebook-api`, led to the sandbox."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")  # the sandbox speaks plain http
    settings = client.world.settings
    made = GraphAPI(
        app_id=settings.app_id,
        app_secret=settings.app_secret,
        oauth_flow=True,
        base_url=f"{client.base}/",
        authorization_url=f"{client.base}/dialog/oauth",
        access_token_url=f"{client.base}/oauth/access_token",
        redirect_uri=CALLBACK,
        scope=["instagram_basic", "pages_show_list", "pages_read_engagement"],
    )
    # it leaves the connections of its exchanges open
    sessions, open_session = [made.session], made._get_oauth_session

    def kept(**options: Any) -> Any:
        sessions.append(open_session(**options))
        return sessions[-1]

    monkeypatch.setattr(made, "_get_oauth_session", kept)
    yield made
    for session in sessions:
        session.close()


async def test_a_login_of_another_author_runs_from_dialog_to_page_token(
    client: Client, login: GraphAPI
) -> None:
    address, _ = login.get_authorization_url()
    form = {"user": "nora", "decision": "allow"}
    response = await client.session.post(address, data=form, allow_redirects=False)
    location = response.headers["Location"]

    short = await asyncio.to_thread(login.exchange_user_access_token, location)
    long = await asyncio.to_thread(login.exchange_long_lived_user_access_token)
    login.access_token = long["access_token"]
    known = await asyncio.to_thread(login.debug_token, long["access_token"], client.app_token)
    pages = await asyncio.to_thread(login.get_connection, "me", "accounts")

    assert short["access_token"] != long["access_token"]
    assert known["data"]["is_valid"]
    assert pages["data"][0]["name"] == "Harbour Bakery"


async def test_its_call_for_several_ids_is_refused_as_v27_does(
    client: Client, login: GraphAPI
) -> None:
    login.access_token = await client.token()

    with pytest.raises(FacebookError, match="100"):
        await asyncio.to_thread(login.get_objects, BAKERY, "username")

    one = await asyncio.to_thread(login.get_object, BAKERY, "username")
    assert one["username"] == "harbour.bakery"


async def test_the_sdks_verifier_accepts_our_signature_alone(
    client: Client, receiver: Receiver
) -> None:
    await client.subscribe(receiver)
    value = {"id": "1", "text": "Größe/é"}
    wish = {"account": "harbour.bakery", "value": value}
    await client.control("POST", "webhooks/inject", wish)
    await client.control("POST", "webhooks/inject", {**wish, "signature": "bad"})

    secret = client.world.settings.app_secret
    verdicts = [
        verify_webhook_signature(body, headers["X-Hub-Signature-256"], secret)
        for headers, body in receiver.received
    ]

    assert verdicts == [True, False]


@pytest.fixture
def x_hub(client: Client) -> Iterator[str]:
    """A receiver that verifies by `express-x-hub`."""
    script = Path(__file__).with_name("x_hub_receiver.cjs")
    arguments = ["node", str(script), str(X_HUB), client.world.settings.app_secret]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}/"
        process.terminate()


async def test_express_x_hub_accepts_our_signature_alone(client: Client, x_hub: str) -> None:
    client.world.content.subscriptions.apps["facebook"] = AppSubscription(x_hub, "sim-verify")
    value = {"id": "1", "text": "Größe/é"}
    wish = {"account": "harbour.bakery", "value": value, "retry": False}

    good = await client.control("POST", "webhooks/inject", wish)
    bad = await client.control("POST", "webhooks/inject", {**wish, "signature": "bad"})

    answers = [one["deliveries"][0]["attempts"][0]["status"] for one in (good, bad)]
    assert json.loads((X_HUB / "package.json").read_text())["version"] == "1.0.4"
    assert answers == [200, 401]
