"""Which headers of a delivery are kept."""

import json
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from contracts.webhooks import ReceivedHeader, WebhookReceived, received_headers
from webhook_ingest.receivers.tiktok.receiver import TikTokReceiver
from webhook_ingest.request_headers import KEPT, LONGEST_VALUE, MOST_BYTES, kept

from .conftest import Client, Log, delivery, signature

URL = "/api/webhooks/tiktok"
TIKTOKS = KEPT | TikTokReceiver.kept_headers


def read_kept(headers: Mapping[str, str]) -> list[ReceivedHeader]:
    return received_headers.validate_json(kept(headers, TIKTOKS))


def header(name: str, value: str) -> ReceivedHeader:
    return ReceivedHeader(name=name, value=value)


def test_what_tells_something_is_kept_in_its_order() -> None:
    found = read_kept(CIMultiDict([("X-Tt-Logid", "1"), ("user-agent", "a"), ("User-Agent", "b")]))

    assert found == [
        header("X-Tt-Logid", "1"),
        header("user-agent", "a"),
        header("User-Agent", "b"),
    ]


def test_no_credential_and_nothing_of_the_way_here_is_kept() -> None:
    others = ("Cookie", "Authorization", "Proxy-Authorization", "X-Api-Key", "X-Forwarded-For")

    assert kept(dict.fromkeys(others, "secret"), TIKTOKS) == b"[]"


def test_what_is_not_text_is_kept_as_text() -> None:
    assert read_kept({"User-Agent": "a\udcff"}) == [header("User-Agent", "a?")]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*sorted(TIKTOKS), "Cookie"]),
            st.text(st.characters(codec=None), max_size=20).map(lambda text: text * 200),
        ),
        max_size=20,
    )
)
def test_what_is_kept_is_bounded_and_is_the_contracts_json(found: list[tuple[str, str]]) -> None:
    written = kept(CIMultiDict(found), TIKTOKS)

    headers = received_headers.validate_json(written)
    assert written == received_headers.dump_json(headers)
    assert len(written) <= MOST_BYTES
    assert all(len(one.value) <= LONGEST_VALUE for one in headers)


async def test_the_headers_stand_beside_the_body_in_the_log(client: Client, log: Log) -> None:
    body = delivery()
    signed = signature(body)
    sent = {"TikTok-Signature": signed, "User-Agent": "TikTok/1", "Cookie": "a=b"}

    response = await client.post(URL, data=body, headers=sent)

    assert response.status == 200
    [record] = await log.records()
    beside = dict(record.headers)
    kept_headers = {one["name"]: one["value"] for one in json.loads(beside["headers"])}
    assert kept_headers["TikTok-Signature"] == signed
    assert kept_headers["User-Agent"] == "TikTok/1"
    assert "Cookie" not in kept_headers
    assert WebhookReceived.from_record(beside, record.value).headers[0].name
