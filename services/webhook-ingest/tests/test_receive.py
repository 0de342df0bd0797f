"""What the endpoint takes, what it refuses, and what stands in the log afterwards."""

import gzip
import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus

import pytest
from aiohttp.test_utils import TestClient, TestServer
from aiokafka import ConsumerRecord

from common.event import Envelope
from common.publisher import Publisher
from contracts.webhooks import WebhookReceived
from webhook_ingest.app import create_app

from .conftest import (
    CLIENT_KEY,
    OLD_SECRET,
    SECRET,
    Client,
    Log,
    counted,
    delivery,
    settings_of,
    signature,
)

URL = "/api/webhooks/tiktok"
DAY = 86_400


def read(record: ConsumerRecord) -> tuple[Envelope, WebhookReceived]:
    headers = dict(record.headers)
    return Envelope.read(headers), WebhookReceived.from_record(headers, record.value)


@pytest.mark.parametrize(
    ("content", "user"), [("{}", "act.example"), ("", None), ({"message": "test"}, "")]
)
async def test_tiktoks_test_of_the_address_is_a_delivery_with_its_time(
    client: Client, log: Log, content: object, user: object
) -> None:
    at = 1_790_000_000_123  # in milliseconds
    body = delivery(event="tiktok.ping", create_time=at, content=content, user_openid=user)

    response = await client.post(URL, data=body, headers={"TikTok-Signature": signature(body)})

    assert response.status == 200
    [record] = await log.records()
    received = read(record)[1]
    assert (received.verdict, received.event_type) == ("verified", "tiktok.ping")
    assert received.occurred_at == datetime.fromtimestamp(at // 1000, UTC)


async def test_a_signed_delivery_is_in_the_log_byte_for_byte(client: Client, log: Log) -> None:
    body = b" " + delivery() + b"\r\n\t"
    before = counted("tiktok", "verified")

    response = await client.post(URL, data=body, headers={"TikTok-Signature": signature(body)})

    assert (response.status, await response.json()) == (200, {})
    [record] = await log.records()
    envelope, received = read(record)
    assert record.value == body
    assert record.key == b"open-1"
    assert (received.provider, received.verdict) == ("tiktok", "verified")
    assert received.external_id == "post.publish.complete|open-1|v_pub.1|1790000000"
    assert received.signature.startswith("t=")
    assert (envelope.source, envelope.subject) == ("/webhook-ingest", received.external_id)
    assert envelope.correlation_id
    assert envelope.traceparent
    assert envelope.correlation_id in envelope.traceparent
    assert counted("tiktok", "verified") == before + 1


async def test_what_was_read_in_the_body_stands_in_the_headers(client: Client, log: Log) -> None:
    content = {"publish_id": "v_pub.1", "post_id": 7_500_000_000_000_000_001}
    event = "post.publish.no_longer_publicly_available"  # TikTok spells it in two ways
    body = delivery(event=event, content=json.dumps(content))

    await client.post(URL, data=body, headers={"TikTok-Signature": signature(body)})

    [record] = await log.records()
    received = read(record)[1]
    assert received.event_type == "post.publish.no_longer_publicaly_available"
    assert (received.publish_id, received.platform_post_id) == ("v_pub.1", "7500000000000000001")
    assert received.occurred_at == datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC)


async def test_an_event_about_no_post_has_no_ids_in_its_headers(client: Client, log: Log) -> None:
    body = delivery(event="authorization.removed", content='{"reason": 1}')

    await client.post(URL, data=body, headers={"TikTok-Signature": signature(body)})

    [record] = await log.records()
    received = read(record)[1]
    assert received.event_type == "authorization.removed"
    assert (received.publish_id, received.platform_post_id) == ("", "")


async def test_s20_a_repeat_has_the_same_event_id(client: Client, log: Log) -> None:
    body = delivery()

    for ago in (0, 60):
        header = {"TikTok-Signature": signature(body, ago=ago)}
        assert (await client.post(URL, data=body, headers=header)).status == 200

    first, second = [read(record)[0] for record in await log.records()]
    assert first.id == second.id
    assert first.correlation_id != second.correlation_id


async def test_what_another_says_of_its_trace_is_not_continued(client: Client, log: Log) -> None:
    body = delivery()
    theirs = "0af7651916cd43dd8448eb211c80319c"
    headers = {
        "TikTok-Signature": signature(body),
        "traceparent": f"00-{theirs}-b7ad6b7169203331-01",
    }

    await client.post(URL, data=body, headers=headers)

    [record] = await log.records()
    assert read(record)[0].correlation_id != theirs


def signed(secret: str = SECRET, ago: float = 0, body: bytes | None = None) -> str:
    """A header made now: a signature made when the tests were collected would have aged."""
    return signature(delivery() if body is None else body, secret, ago=ago)


@pytest.mark.parametrize(
    ("header", "verdict"),
    [
        pytest.param(lambda: None, "invalid-signature", id="none"),
        pytest.param(lambda: "nonsense", "invalid-signature", id="nonsense"),
        pytest.param(lambda: "t=1,s=é", "invalid-signature", id="not ASCII"),
        pytest.param(lambda: signed(body=b"another"), "invalid-signature", id="another body"),
        pytest.param(lambda: signed("a guess"), "invalid-signature", id="another secret"),
        pytest.param(lambda: signed(""), "invalid-signature", id="no secret"),
        pytest.param(lambda: signed(ago=3 * DAY + 60), "stale-signature", id="too old"),
        pytest.param(lambda: signed(ago=-400), "stale-signature", id="from the future"),
    ],
)
async def test_s19_a_delivery_that_is_not_proven_is_refused_and_counted(
    header: Callable[[], str | None], verdict: str, client: Client, log: Log
) -> None:
    before, made = counted("tiktok", verdict), header()
    headers = {} if made is None else {"TikTok-Signature": made}

    response = await client.post(URL, data=delivery(), headers=headers)

    assert response.status == HTTPStatus.UNAUTHORIZED
    assert response.content_type == "application/problem+json"
    assert (await response.json())["type"] == f"/problems/{verdict}"
    assert await log.records() == []
    assert counted("tiktok", verdict) == before + 1


@pytest.mark.parametrize("ago", [301, 3 * DAY - 60, -200])
async def test_s20_a_signature_is_good_for_as_long_as_tiktok_repeats(
    ago: float, client: Client, log: Log
) -> None:
    headers = {"TikTok-Signature": signature(delivery(), ago=ago)}

    response = await client.post(URL, data=delivery(), headers=headers)

    assert response.status == 200
    assert len(await log.records()) == 1


async def test_s20_the_age_that_is_accepted_is_a_setting(publisher: Publisher, log: Log) -> None:
    app = create_app(settings_of(tiktok_webhook_max_age=300), publisher)
    headers = {"TikTok-Signature": signature(delivery(), ago=400)}

    async with TestClient(TestServer(app)) as client:
        response = await client.post(URL, data=delivery(), headers=headers)

    assert response.status == HTTPStatus.UNAUTHORIZED
    assert await log.records() == []


async def test_s21_both_secrets_are_good_during_a_rotation(client: Client, log: Log) -> None:
    headers = {"TikTok-Signature": signature(delivery(), OLD_SECRET)}

    response = await client.post(URL, data=delivery(), headers=headers)

    assert response.status == 200
    assert len(await log.records()) == 1


async def test_s21_the_old_secret_is_refused_after_a_rotation(
    publisher: Publisher, log: Log
) -> None:
    app = create_app(settings_of(tiktok_client_secret="the-new-secret"), publisher)
    headers = {"TikTok-Signature": signature(delivery(), OLD_SECRET)}

    async with TestClient(TestServer(app)) as client:
        response = await client.post(URL, data=delivery(), headers=headers)

    assert response.status == HTTPStatus.UNAUTHORIZED
    assert await log.records() == []


async def test_a_delivery_to_another_app_is_refused_and_counted(client: Client, log: Log) -> None:
    body = delivery(client_key="another")
    before = counted("tiktok", "foreign-delivery")

    response = await client.post(URL, data=body, headers={"TikTok-Signature": signature(body)})

    assert response.status == HTTPStatus.FORBIDDEN
    assert await log.records() == []
    assert counted("tiktok", "foreign-delivery") == before + 1


async def test_without_a_secret_the_verdict_is_unverified(publisher: Publisher, log: Log) -> None:
    app = create_app(settings_of(tiktok_client_secret=""), publisher)

    async with TestClient(TestServer(app)) as client:
        headers = {"TikTok-Signature": "t=1,s=é"}
        response = await client.post(URL, data=delivery(), headers=headers)

    assert response.status == 200
    [record] = await log.records()
    assert read(record)[1].verdict == "unverified"


HOSTILE = [
    b"",
    b"not json",
    b"null",
    b"[]",
    b"{}",
    b"\xff\xfe\x00",
    b"\x00",
    b"[" * 100_000,
    b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    b'{"create_time": NaN}',
    b'{"create_time": ' + b"9" * 5_000 + b"}",
    delivery(create_time=10**400),
    delivery(create_time=-1),
    delivery(create_time="yesterday"),
    delivery(event=""),
    delivery(event=7),
    delivery(content="{not json"),
    delivery(content='{"publish_id": "a", "publish_id": "b"}'),
    delivery(content=json.dumps({"publish_id": "\x00"})),
    delivery(user_openid="\ud800"),
    delivery(user_openid="u\x00"),
    delivery(user_openid="u" * 200_000),
    delivery()[:-1] + f', "client_key": "{CLIENT_KEY}"}}'.encode(),
    delivery().decode().encode("utf-16"),
]


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
async def test_signed_bytes_that_cannot_be_parsed_are_kept_and_named_by_their_digest(
    body: bytes, client: Client, log: Log
) -> None:
    response = await client.post(URL, data=body, headers={"TikTok-Signature": signature(body)})

    assert response.status == 200
    [record] = await log.records()
    _, received = read(record)
    assert record.value == body
    assert received.verdict == "unparseable"
    assert (received.event_type, received.occurred_at) == ("", None)
    assert received.external_id == hashlib.sha256(body).hexdigest()


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
async def test_hostile_bytes_without_a_signature_are_refused(
    body: bytes, client: Client, log: Log
) -> None:
    response = await client.post(URL, data=body)

    assert response.status == HTTPStatus.UNAUTHORIZED
    assert await log.records() == []


async def test_the_largest_body_is_taken_and_one_byte_more_is_not(client: Client, log: Log) -> None:
    largest = b"x" * 1_000_000
    larger = largest + b"x"

    taken = await client.post(URL, data=largest, headers={"TikTok-Signature": signature(largest)})
    refused = await client.post(URL, data=larger, headers={"TikTok-Signature": signature(larger)})

    assert taken.status == 200
    assert refused.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert refused.content_type == "application/problem+json"
    assert [record.value for record in await log.records()] == [largest]


async def test_a_packed_body_is_refused_before_it_is_unpacked(client: Client, log: Log) -> None:
    bomb = gzip.compress(b"0" * 50_000_000)
    headers = {"TikTok-Signature": signature(bomb), "Content-Encoding": "gzip"}

    response = await client.post(URL, data=bomb, headers=headers)

    assert response.status == HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    assert await log.records() == []
