"""Which deliveries of Meta's are taken, and what stands in the log afterwards."""

import hashlib
import json
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO

import pytest
from aiohttp.test_utils import TestClient, TestServer
from aiokafka import ConsumerRecord

from common.event import Envelope
from common.publisher import Publisher
from contracts.webhooks import WebhookReceived
from platforms.instagram.webhooks import split
from webhook_ingest.app import create_app

from ...conftest import Client, Log, counted, settings_of
from .conftest import (
    ACCOUNT,
    LOGIN_SECRET,
    OLD_SECRET,
    SECRET,
    URL,
    comment,
    delivery,
    signed,
    with_apps,
)

# As Meta sends it: the backslashes are characters of the body. The digest was made by other code.
ESCAPED = (
    b'{"object":"instagram","entry":[{"id":"17841400000000001","time":1790000001,"changes":'
    b'[{"field":"comments","value":{"id":"17900000000000012","text":"Gr\\u00f6\\u00dfe? caf\\u00e9'
    b' \\ud83d\\ude00","from":{"id":"990000000000002","username":"sample_fan2"},"media":'
    b'{"id":"17890000000000021","media_product_type":"FEED"}}}]}]}'
)
ESCAPED_DIGEST = "00163344d0f068233ad551ac9fafe4794544dde0291aaed06c3275923b79c1a2"


def read(record: ConsumerRecord) -> tuple[Envelope, WebhookReceived]:
    headers = dict(record.headers)
    return Envelope.read(headers), WebhookReceived.from_record(headers, record.value)


async def test_a_signed_delivery_of_one_change_is_in_the_log_byte_for_byte(
    client: Client, log: Log
) -> None:
    before = counted("instagram", "verified")
    headers = {"X-Hub-Signature-256": f"sha256={ESCAPED_DIGEST}"}

    response = await client.post(URL, data=ESCAPED, headers=headers)

    assert (response.status, await response.json()) == (200, {})
    [record] = await log.records()
    envelope, received = read(record)
    assert (record.value, record.key) == (ESCAPED, ACCOUNT.encode())
    assert (received.provider, received.verdict) == ("instagram", "verified")
    assert (received.event_type, received.platform_post_id) == ("comments", "17890000000000021")
    assert received.occurred_at == datetime(2026, 9, 21, 14, 13, 21, tzinfo=UTC)
    assert (received.pointer, received.batch_sha256) == ("", "")
    assert envelope.subject == received.external_id
    assert envelope.correlation_id
    assert "X-Hub-Signature-256" in {header.name for header in received.headers}
    assert counted("instagram", "verified") == before + 1


@pytest.mark.parametrize("secret", [SECRET, OLD_SECRET, LOGIN_SECRET])
async def test_the_secrets_of_both_apps_are_good(secret: str, client: Client, log: Log) -> None:
    body = delivery(comment(1))

    response = await client.post(URL, data=body, headers=signed(body, secret))

    assert response.status == 200
    assert len(await log.records()) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Hub-Signature-256": "nonsense"},
        {"X-Hub-Signature-256": "sha256=é"},
        signed(b"another body"),
        signed(delivery(comment(1)), "a guess"),
        signed(delivery(comment(1)), ""),
        {"X-Hub-Signature": "sha1=19306c16f8ff2d35d95dfc3686b03b911338377f"},
    ],
    ids=["none", "nonsense", "not ASCII", "another body", "another secret", "no secret", "sha1"],
)
async def test_a_delivery_that_is_not_proven_is_refused_and_counted(
    headers: dict[str, str], client: Client, log: Log
) -> None:
    before = counted("instagram", "invalid-signature")

    response = await client.post(URL, data=delivery(comment(1)), headers=headers)

    assert response.status == HTTPStatus.UNAUTHORIZED
    assert (await response.json())["type"] == "/problems/invalid-signature"
    assert await log.records() == []
    assert counted("instagram", "invalid-signature") == before + 1


async def test_each_of_a_thousand_changes_is_a_record_of_its_own(client: Client, log: Log) -> None:
    body = delivery(*map(comment, range(1000)))

    response = await client.post(URL, data=body, headers=signed(body))

    assert response.status == 200
    records = await log.records()
    found = [read(record)[1] for record in records]
    assert [one.pointer for one in found] == [f"/entry/0/changes/{n}" for n in range(1000)]
    assert {one.batch_sha256 for one in found} == {hashlib.sha256(body).hexdigest()}
    assert {one.platform_user_id for one in found} == {ACCOUNT}
    understood = [change for one in found for change in split(one.body)]
    assert [change.external_id for change in understood] == [one.external_id for one in found]
    assert len({change.external_id for change in understood}) == 1000


async def test_changes_of_several_accounts_and_kinds_go_to_their_accounts(
    client: Client, log: Log
) -> None:
    body = json.dumps(
        {
            "object": "instagram",
            "entry": [
                {"id": "1", "time": 1790000000, "changes": [comment(1)]},
                {
                    "id": "2",
                    "time": 1790000000,
                    "changes": [
                        {"field": "mentions", "value": {"media_id": "5", "comment_id": "6"}},
                        {"field": "story_insights", "value": {"media_id": "7", "reach": 8}},
                    ],
                },
                {"id": "3", "time": 1790000000123, "messaging": [{"message": {"mid": "m"}}]},
                {"id": "4", "time": 1790000000, "changed_fields": ["comments"]},
            ],
        }
    ).encode()

    await client.post(URL, data=body, headers=signed(body))

    found = [read(record)[1] for record in await log.records()]
    told = {(one.platform_user_id, one.event_type, one.platform_post_id) for one in found}
    assert told == {
        ("1", "comments", "17890000000000021"),
        ("2", "mentions", "5"),
        ("2", "story_insights", "7"),
        ("3", "messaging", ""),
        ("4", "changed_fields", ""),
    }


async def test_the_repeat_of_a_batch_in_another_order_has_the_same_event_ids(
    client: Client, log: Log
) -> None:
    first = delivery(comment(1), comment(2))
    again = delivery(comment(2), comment(1), time=1790007200)

    for body in (first, again):
        await client.post(URL, data=body, headers=signed(body))

    one, two, three, four = [read(record)[0].id for record in await log.records()]
    assert (one, two) == (four, three)


async def test_the_test_button_of_the_dashboard_is_a_delivery_each_time(
    client: Client, log: Log
) -> None:
    for time in (1790000000, 1790000060):
        body = delivery(comment(1), account="0", time=time)
        await client.post(URL, data=body, headers=signed(body))

    first, second = [read(record) for record in await log.records()]
    assert (first[1].platform_user_id, first[1].event_type) == ("0", "comments")
    assert first[0].id != second[0].id


async def test_without_a_secret_the_verdict_is_unverified(publisher: Publisher, log: Log) -> None:
    settings = with_apps(instagram_app_secret="", instagram_login_app_secret=" , ")

    async with TestClient(TestServer(create_app(settings, publisher))) as client:
        headers = {"X-Hub-Signature-256": "sha256=é"}
        response = await client.post(URL, data=delivery(comment(1)), headers=headers)

    assert response.status == 200
    [record] = await log.records()
    assert read(record)[1].verdict == "unverified"


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_without_an_app_of_instagram_there_is_no_address(
    method: str, publisher: Publisher
) -> None:
    async with TestClient(TestServer(create_app(settings_of(), publisher))) as client:
        response = await client.request(method, URL)

    assert response.status == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("app", ["instagram_app", "instagram_login_app"])
def test_production_does_not_start_with_an_app_whose_deliveries_it_cannot_verify(app: str) -> None:
    with pytest.raises(ValueError, match=f"production needs {app.upper()}_SECRET"):
        with_apps(platform_environment="production", **{f"{app}_secret": " , "})


def test_production_starts_without_an_app_of_instagram() -> None:
    assert not settings_of(platform_environment="production").has_instagram_app


def test_settings_show_no_secret() -> None:
    shown = repr(with_apps())

    assert not [secret for secret in (SECRET, LOGIN_SECRET, "sim-verify") if secret in shown]


HOSTILE = [
    b"",
    b"not json",
    b"null",
    b"[]",
    b"{}",
    b"\xff\xfe\x00",
    b"[" * 100_000,
    b'{"object":' * 10_000 + b"1" + b"}" * 10_000,
    b'{"object":"page","entry":[]}',
    b'{"object":"instagram","entry":[]}',
    delivery(comment(1)).decode().encode("utf-16"),
    delivery(comment(1), account="u" * 200_000),
    delivery(comment(1), account="u\x00"),
    delivery(comment(1), account="\ud800"),
    delivery(comment(1), time=10**400),
    delivery(comment(1), time=-1),
    delivery({"field": "f" * 101}),
    delivery({"field": "\ud800", "value": 1}),
    delivery({"field": 7}),
    delivery("no change"),
    delivery({"field": "new", "value": 1}).replace(b'"value":1', b'"value":NaN'),
    delivery(*[{"field": "new", "value": number} for number in range(1001)]),
]


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
async def test_signed_bytes_that_cannot_be_parsed_are_kept_and_named_by_their_digest(
    body: bytes, client: Client, log: Log
) -> None:
    response = await client.post(URL, data=body, headers=signed(body))

    assert response.status == 200
    [record] = await log.records()
    received = read(record)[1]
    assert record.value == body
    assert (received.verdict, received.platform_user_id) == ("unparseable", "")
    assert (received.event_type, received.occurred_at) == ("", None)
    assert received.external_id == hashlib.sha256(body).hexdigest()


async def test_the_largest_body_is_taken_and_one_byte_more_is_not(client: Client, log: Log) -> None:
    smiles = [comment(number, "\N{GRINNING FACE}" * 200_000) for number in range(4)]
    entry = {"id": ACCOUNT, "time": 1790000000, "changes": smiles}
    body = json.dumps({"object": "instagram", "entry": [entry]}, ensure_ascii=False).encode()
    largest = body.ljust(8_000_000)
    larger = largest + b" "

    taken = await client.post(URL, data=BytesIO(largest), headers=signed(largest))
    refused = await client.post(URL, data=BytesIO(larger), headers=signed(larger))

    assert (taken.status, refused.status) == (200, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    assert len(await log.records()) == 4


async def test_a_change_that_no_record_can_hold_is_told_without_its_value(
    client: Client, log: Log
) -> None:
    body = delivery(comment(1), comment(2, "x" * 1_100_000), comment(3))

    response = await client.post(URL, data=BytesIO(body), headers=signed(body))

    assert response.status == 200
    found = [read(record)[1] for record in await log.records()]
    assert sorted(one.verdict for one in found) == ["unparseable", "verified", "verified"]
    [cut] = [one for one in found if one.verdict == "unparseable"]
    assert json.loads(cut.body)["entry"][0]["changes"] == [{"field": "comments"}]
    assert cut.pointer == "/entry/0/changes/1"


async def test_a_body_that_cannot_be_split_must_fit_into_a_record(client: Client, log: Log) -> None:
    body = b"no delivery".ljust(1_000_001)

    response = await client.post(URL, data=body, headers=signed(body))

    assert response.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert await log.records() == []


@pytest.mark.parametrize(
    "broken",
    [
        {"id": ACCOUNT, "time": -1, "changes": [comment(9)]},
        {"id": ACCOUNT, "time": 1790000000, "changes": [{"field": 7}]},
        {"id": ACCOUNT, "time": 1790000000, "changes": ["no change"]},
        "no entry",
    ],
    ids=["time", "field", "change", "entry"],
)
async def test_what_cannot_be_read_does_not_keep_back_what_can(
    broken: object, client: Client, log: Log
) -> None:
    good = {"id": ACCOUNT, "time": 1790000000, "changes": [comment(1)]}
    body = json.dumps({"object": "instagram", "entry": [good, broken, good]}).encode()
    before = counted("instagram", "unparseable")

    response = await client.post(URL, data=body, headers=signed(body))

    assert response.status == 200
    found = [read(record)[1] for record in await log.records()]
    assert sorted(one.verdict for one in found) == ["unparseable", "verified", "verified"]
    [unread] = [one for one in found if one.verdict == "unparseable"]
    assert json.loads(unread.body) == {"object": "instagram", "entry": [broken]}
    assert unread.pointer.startswith("/entry/1")
    assert unread.batch_sha256 == hashlib.sha256(body).hexdigest()
    assert counted("instagram", "unparseable") == before + 1


async def test_the_repeat_of_what_cannot_be_read_has_the_same_event_id(
    client: Client, log: Log
) -> None:
    body = delivery(comment(1), {"field": 7})

    for _ in range(2):
        await client.post(URL, data=body, headers=signed(body))

    ids = [read(record)[0].id for record in await log.records()]
    assert len(ids) == 4
    assert len(set(ids)) == 2
