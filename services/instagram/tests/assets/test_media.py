"""What Meta gets: signed addresses that end, ranges, and nothing that a browser would run."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import given as given_by
from hypothesis import strategies as st

from common.endpoints import Anyone, Endpoint, add_endpoints
from common.web import edge
from instagram.assets import media
from instagram.assets.addresses import LIFE, PATH, Addresses, MediaAddresses
from instagram.assets.ranges import NotSatisfiable, span_of
from instagram.assets.settings import MediaSettings
from instagram.assets.store import MediaStore, Span, StoreUnavailable
from instagram.errors import AddressRefused
from vault.keyring import Keyring

from .files import given

CONTENT = bytes(range(256)) * 4000
PUBLIC_URL = "https://postlog.example"
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


@dataclass
class Served:
    """A file that is stored and served."""

    session: aiohttp.ClientSession
    url: str
    store: MediaStore
    addresses: Addresses
    key: str

    def address(self, now: datetime | None = None) -> str:
        """Its signed address, at the test's server."""
        signed = self.addresses.signed(self.key, now or datetime.now(UTC))
        return signed.replace(PUBLIC_URL, self.url)


@pytest.fixture
async def served(store: MediaStore, keyring: Keyring, tmp_path: Path) -> AsyncIterator[Served]:
    """A video in the store, behind the API's endpoint."""
    key = f"{uuid4()}/media.mp4"
    await store.put_file(key, given(tmp_path / "film", CONTENT))
    app = web.Application(middlewares=[edge("instagram")])
    app[media.STORE] = store
    app[media.ADDRESSES] = addresses = Addresses(PUBLIC_URL, keyring)
    get = Endpoint("GET", PATH, Anyone(media.show_media), {200: None})
    head = Endpoint("HEAD", PATH, Anyone(media.head_media), {200: None})
    add_endpoints(app, [get, head])
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        yield Served(session, str(server.make_url("")).rstrip("/"), store, addresses, key)


async def test_the_whole_file_is_served_as_what_it_is(served: Served) -> None:
    async with served.session.get(served.address()) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "video/mp4"
        assert answer.headers["Content-Length"] == str(len(CONTENT))
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Content-Disposition"] == 'inline; filename="media.mp4"'
        assert answer.headers["Accept-Ranges"] == "bytes"
        assert "Content-Encoding" not in answer.headers
        assert await answer.read() == CONTENT


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("bytes=0-9", CONTENT[:10]),
        ("bytes=0-", CONTENT),
        ("bytes=1000000-", CONTENT[1_000_000:]),
        ("bytes=-5", CONTENT[-5:]),
        ("bytes=1023990-9999999", CONTENT[1_023_990:]),
    ],
)
async def test_a_range_is_206(asked: str, expected: bytes, served: Served) -> None:
    async with served.session.get(served.address(), headers={"Range": asked}) as answer:
        assert answer.status == 206
        assert answer.headers["Content-Length"] == str(len(expected))
        assert answer.headers["Content-Range"].endswith(f"/{len(CONTENT)}")
        assert await answer.read() == expected


async def test_a_range_behind_the_end_is_416(served: Served) -> None:
    asked = {"Range": f"bytes={len(CONTENT)}-"}

    async with served.session.get(served.address(), headers=asked) as answer:
        assert answer.status == 416
        assert answer.headers["Content-Range"] == f"bytes */{len(CONTENT)}"


async def test_head_tells_the_size_and_sends_nothing(served: Served) -> None:
    async with served.session.head(served.address()) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Length"] == str(len(CONTENT))
        assert await answer.read() == b""


async def test_the_tag_saves_sending_it_again(served: Served) -> None:
    async with served.session.get(served.address()) as answer:
        tag = answer.headers["ETag"]

    async with served.session.get(served.address(), headers={"If-None-Match": tag}) as answer:
        assert answer.status == 304
    changed = {"Range": "bytes=0-9", "If-Range": '"another"'}
    async with served.session.get(served.address(), headers=changed) as answer:
        assert answer.status == 200
    same = {"Range": "bytes=0-9", "If-Range": tag}
    async with served.session.get(served.address(), headers=same) as answer:
        assert answer.status == 206


async def test_an_address_whose_time_is_over_is_refused(served: Served) -> None:
    address = served.address(datetime.now(UTC) - LIFE - timedelta(seconds=1))

    async with served.session.get(address) as answer:
        assert answer.status == 403
        assert (await answer.json())["type"] == "/problems/address-refused"


async def test_an_address_that_was_changed_is_refused(served: Served) -> None:
    address = served.address()
    changes = [
        address.replace("expires=", "expires=1"),
        address.replace("media.mp4", "media.jpg"),
        address.replace(served.key[:8], "00000000"),
        address[:-3],
        f"{address}A",
    ]

    for changed in changes:
        async with served.session.get(changed) as answer:
            assert answer.status == 403, changed


@pytest.mark.parametrize(
    "query", ["", "?expires=1", "?expires=x&signature=y", "?expires=1&signature=y&more=1"]
)
async def test_an_address_without_a_signature_is_refused(query: str, served: Served) -> None:
    url = f"{served.url}/api/instagram/media/{served.key}{query}"

    async with served.session.get(url) as answer:
        assert answer.status == 422


@pytest.mark.parametrize("name", ["..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/etc/passwd", "parts"])
async def test_nothing_outside_the_store_is_reached(name: str, served: Served) -> None:
    url = f"{served.url}/api/instagram/media/{served.key.partition('/')[0]}/{name}"

    async with served.session.get(f"{url}?expires=9999999999&signature=y") as answer:
        assert answer.status in {403, 404}


async def test_even_a_signed_key_leads_nowhere_outside(served: Served) -> None:
    served.key = f"{uuid4()}/..%2F..%2Fsecret"

    async with served.session.get(served.address()) as answer:
        assert answer.status in {403, 404}


async def test_a_file_that_is_gone_is_404(served: Served) -> None:
    await served.store.forget(UUID(served.key.partition("/")[0]))

    async with served.session.get(served.address()) as answer:
        assert answer.status == 404


async def test_a_store_that_fails_in_the_middle_ends_the_connection(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> AsyncIterator[bytes]:
        yield CONTENT[:1000]
        raise StoreUnavailable("away")

    monkeypatch.setattr(type(served.store), "read", broken)

    async with served.session.get(served.address()) as answer:
        assert answer.status == 200
        with pytest.raises(aiohttp.ClientError):
            await answer.read()


async def test_a_store_that_is_away_is_told(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise StoreUnavailable("away")

    monkeypatch.setattr(type(served.store), "find", away)

    async with served.session.get(served.address()) as answer:
        assert answer.status == 503
        assert answer.headers["Retry-After"]


def test_an_address_lasts_for_a_day_at_most(keyring: Keyring) -> None:
    addresses = Addresses(PUBLIC_URL, keyring)

    for life in (timedelta(hours=24, seconds=1), timedelta(days=400), timedelta(0)):
        with pytest.raises(ValueError, match="24 hours"):
            addresses.signed(f"{uuid4()}/media.jpg", NOW, life)


def test_an_address_outlives_a_change_of_the_primary_key() -> None:
    key = f"{uuid4()}/media.jpg"
    old = Addresses(PUBLIC_URL, Keyring("k1", {"k1": b"a" * 32}))
    both = Addresses(PUBLIC_URL, Keyring("k2", {"k1": b"a" * 32, "k2": b"b" * 32}))
    new = Addresses(PUBLIC_URL, Keyring("k2", {"k2": b"b" * 32}))
    query = dict(pair.split("=", 1) for pair in old.signed(key, NOW).partition("?")[2].split("&"))

    both.check(key, query["expires"], query["signature"], NOW)
    with pytest.raises(AddressRefused):
        new.check(key, query["expires"], query["signature"], NOW)


async def test_meta_is_sent_to_the_bucket_only_where_that_is_public(
    s3_settings: dict[str, Any], keyring: Keyring
) -> None:
    key = f"{uuid4()}/media.jpg"
    for is_public in (False, True):
        settings = MediaSettings(**s3_settings, media_store_public=is_public)
        async with settings.open_media_store() as store:
            addresses = MediaAddresses(store, Addresses(PUBLIC_URL, keyring))

            assert (await addresses.for_meta(key)).startswith(PUBLIC_URL) != is_public
            assert addresses.for_preview(key).startswith(PUBLIC_URL)


@given_by(st.text(max_size=40), st.integers(0, 10_000))
def test_any_header_gives_a_range_within_the_file(header: str, size: int) -> None:
    try:
        span = span_of(header, size)
    except NotSatisfiable:
        return
    assert span is None or 0 <= span.first <= span.last < size


@given_by(st.integers(0, 200), st.integers(0, 200), st.integers(1, 100))
def test_a_range_is_cut_at_the_end_of_the_file(first: int, last: int, size: int) -> None:
    if first >= size:
        with pytest.raises(NotSatisfiable):
            span_of(f"bytes={first}-{last}", size)
    elif last < first:
        assert span_of(f"bytes={first}-{last}", size) is None
    else:
        assert span_of(f"bytes={first}-{last}", size) == Span(first, min(last, size - 1))


@pytest.mark.parametrize("header", [None, "", "bytes=", "bytes=-", "bytes=0-1,3-4", "lines=1-2"])
def test_what_is_no_range_means_the_whole_file(header: str | None) -> None:
    assert span_of(header, 100) is None
