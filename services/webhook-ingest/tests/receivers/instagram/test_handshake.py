"""Meta asks once whether the address is ours, with a token that stands in the app's dashboard."""

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient, TestServer

from common.publisher import Publisher
from webhook_ingest.app import create_app

from ...conftest import Client
from .conftest import URL, VERIFY_TOKEN, with_apps

ASKED = {
    "hub.mode": "subscribe",
    "hub.challenge": "90210777",
    "hub.verify_token": VERIFY_TOKEN,
}


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    """The service, which needs no Kafka for this."""
    async with TestClient(TestServer(create_app(with_apps(), Publisher("unused")))) as opened:
        yield opened


async def test_the_challenge_is_sent_back_as_text(client: Client) -> None:
    response = await client.get(URL, params=ASKED)

    assert (response.status, await response.read()) == (200, b"90210777")
    assert response.content_type == "text/plain"


@pytest.mark.parametrize(
    "changed",
    [
        {"hub.verify_token": "a guess"},
        {"hub.verify_token": ""},
        {"hub.verify_token": VERIFY_TOKEN + " "},
        {"hub.verify_token": "é"},
        {"hub.challenge": "<script>alert(1)</script>"},
        {"hub.challenge": ""},
        {"hub.challenge": "1" * 201},
    ],
)
async def test_whoever_does_not_know_the_token_or_sends_no_challenge_is_refused(
    changed: dict[str, str], client: Client
) -> None:
    response = await client.get(URL, params=ASKED | changed)

    assert response.status == 403
    assert (await response.json())["type"] == "/problems/handshake-refused"


@pytest.mark.parametrize("missing", sorted(ASKED))
async def test_a_question_that_lacks_something_is_told_what(missing: str, client: Client) -> None:
    asked = {name: text for name, text in ASKED.items() if name != missing}

    response = await client.get(URL, params=asked)

    assert response.status == 422
    assert missing in (await response.json())["detail"]


async def test_another_mode_is_no_handshake(client: Client) -> None:
    response = await client.get(URL, params=ASKED | {"hub.mode": "unsubscribe"})

    assert response.status == 422


@pytest.mark.parametrize("token", ["", VERIFY_TOKEN])
async def test_where_no_token_is_set_nobody_knows_it(token: str) -> None:
    app = create_app(with_apps(instagram_verify_token=""), Publisher("unused"))

    async with TestClient(TestServer(app)) as client:
        response = await client.get(URL, params=ASKED | {"hub.verify_token": token})

    assert response.status == 403


async def test_the_question_is_asked_by_get_alone(client: Client) -> None:
    response = await client.head(URL, params=ASKED)

    assert (response.status, response.headers["Allow"]) == (405, "GET,POST")
