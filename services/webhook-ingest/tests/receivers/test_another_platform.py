"""A platform that puts many changes into one delivery, and asks for a handshake first."""

import hashlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import ClassVar, Self

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from common.endpoints import Anyone, Endpoint
from common.publisher import NotPublished, Publisher, Record
from contracts.webhooks import WebhookReceived
from webhook_ingest.app import create_app
from webhook_ingest.handlers import Received, receive
from webhook_ingest.settings import Settings

from ..conftest import Client, counted, settings_of

PROVIDER, URL = "photogram", "/api/webhooks/photogram"
BODY = json.dumps(
    {
        "changes": [
            {"user": "u1", "id": "a"},
            {"user": "u2", "id": "b"},
            {"user": "u1", "id": "c"},
        ]
    }
).encode()
IDS, POINTERS = ["a", "b", "c"], ["/changes/0", "/changes/1", "/changes/2"]


async def receive_photogram(request: web.Request) -> web.Response:
    """Answer 200 once every change is in the log."""
    return await receive(request, PROVIDER)


async def challenge_photogram(request: web.Request) -> web.Response:
    """Repeat the challenge, by which the platform learns that the address is ours."""
    return web.Response(text=request.query["challenge"])


class PhotogramReceiver:
    """Gives a delivery for each change."""

    provider: ClassVar[str] = PROVIDER
    endpoints: ClassVar[Sequence[Endpoint]] = (
        Endpoint("GET", URL, Anyone(challenge_photogram), {200: None}),
        Endpoint("POST", URL, Anyone(receive_photogram), {200: Received}),
    )
    splits: ClassVar[bool] = True
    kept_headers: ClassVar[frozenset[str]] = frozenset({"x-photogram"})

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """It needs no secret."""
        return cls()

    def judge(
        self, headers: Mapping[str, str], body: bytes, now: float
    ) -> Sequence[WebhookReceived]:
        """Split the body."""
        return [
            WebhookReceived(
                provider=PROVIDER,
                platform_user_id=change["user"],
                external_id=change["id"],
                verdict="verified",
                pointer=f"/changes/{number}",
                batch_sha256=hashlib.sha256(body).hexdigest(),
                body=json.dumps({"changes": [change]}).encode(),
            )
            for number, change in enumerate(json.loads(body)["changes"])
        ]


class Recording(Publisher):
    """Keeps what it publishes; the record of the number `failing` fails, once."""

    def __init__(self, failing: int | None) -> None:
        super().__init__("unused")
        self.records: list[Record] = []
        self._failing = failing

    async def publish_all(
        self, records: Sequence[Record], parent: str | None = None, by: float | None = None
    ) -> list[NotPublished | None]:
        """Keep them, but for the one that fails."""
        failing, self._failing = self._failing, None
        kept = [record for number, record in enumerate(records) if number != failing]
        self.records += kept
        error = NotPublished("Kafka did not acknowledge.")
        return [None if record in kept else error for record in records]


def headers_of(record: Record, name: str) -> str:
    return dict(record.headers)[name].decode()


@pytest.fixture(params=[None, 0, 1, 2])
def publisher(request: pytest.FixtureRequest) -> Recording:
    """A publisher that takes every record, or fails once."""
    return Recording(request.param)


@pytest.fixture
async def client(publisher: Recording) -> AsyncIterator[Client]:
    """The service with this platform alone."""
    app = create_app(settings_of(), publisher, [PhotogramReceiver])
    async with TestClient(TestServer(app)) as opened:
        yield opened


async def test_a_delivery_is_answered_200_only_once_each_of_its_changes_is_in_the_log(
    client: Client, publisher: Recording
) -> None:
    failing, before = publisher._failing, counted(PROVIDER, "verified")

    response = await client.post(URL, data=BODY)

    kept = [headers_of(record, "external_id") for record in publisher.records]
    assert response.status == (200 if failing is None else 503)
    assert kept == [one for number, one in enumerate(IDS) if number != failing]
    assert counted(PROVIDER, "verified") == before + len(kept)


async def test_the_repeat_of_a_delivery_that_failed_half_way_has_the_same_event_ids(
    client: Client, publisher: Recording
) -> None:
    await client.post(URL, data=BODY)

    response = await client.post(URL, data=BODY)

    again = publisher.records[-3:]
    ids = {headers_of(record, "ce_id") for record in publisher.records}
    assert response.status == 200
    assert [headers_of(record, "external_id") for record in again] == IDS
    assert ids == {headers_of(record, "ce_id") for record in again}


@pytest.mark.parametrize("publisher", [None], indirect=True)
async def test_each_change_is_a_record_of_its_own_that_says_where_it_stood(
    client: Client, publisher: Recording
) -> None:
    await client.post(URL, data=BODY, headers={"X-Photogram": "1", "X-Tt-Logid": "2"})

    found = publisher.records
    assert {record.topic for record in found} == {"webhooks.photogram.v1"}
    assert [record.key for record in found] == ["u1", "u2", "u1"]
    assert [headers_of(record, "pointer") for record in found] == POINTERS
    assert {headers_of(record, "batch_sha256") for record in found} == {
        hashlib.sha256(BODY).hexdigest()
    }
    assert [json.loads(record.value)["changes"][0]["id"] for record in found] == IDS
    assert "X-Photogram" in headers_of(found[0], "headers")
    assert "X-Tt-Logid" not in headers_of(found[0], "headers")


@pytest.mark.parametrize("publisher", [None], indirect=True)
async def test_a_handshake_is_answered_and_other_platforms_have_no_address(client: Client) -> None:
    shaken = await client.get(URL, params={"challenge": "1234"})
    unknown = await client.post("/api/webhooks/tiktok", data=b"{}")

    assert (shaken.status, await shaken.text()) == (200, "1234")
    assert unknown.status == 404
