"""What every media store does: the same tests for a folder and for a bucket of a real S3 server."""

import asyncio
import hashlib
import urllib.request
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from uuid import uuid4

import aiohttp
import pytest
from pydantic import ValidationError

from instagram.assets.s3_store import S3Store
from instagram.assets.settings import MediaSettings
from instagram.assets.store import (
    MediaStore,
    NotStored,
    Span,
    StoreUnavailable,
    media_key,
    part_key,
)

from .files import given

FILM = hashlib.shake_256(b"film").digest(9_000_001)
AN_ID = "6f7a97bd-e16e-428a-8ea9-e14bcef725e0"


async def read(store: MediaStore, key: str, first: int, last: int) -> bytes:
    """All the bytes of a span."""
    return b"".join([block async for block in store.read(key, Span(first, last))])


async def test_what_was_put_is_read_again(store: MediaStore) -> None:
    key = part_key(uuid4())

    await store.put(key, FILM[:1000])

    assert (await store.find(key)).size == 1000
    assert await read(store, key, 0, 999) == FILM[:1000]


async def test_a_file_of_many_blocks_is_read_from_anywhere(
    store: MediaStore, tmp_path: Path
) -> None:
    key = media_key(uuid4(), "video/mp4")

    await store.put_file(key, given(tmp_path / "film", FILM))

    assert (await store.find(key)).size == len(FILM)
    assert await read(store, key, 0, len(FILM) - 1) == FILM
    assert await read(store, key, 4_000_000, 4_000_009) == FILM[4_000_000:4_000_010]
    assert await read(store, key, len(FILM) - 1, len(FILM) - 1) == FILM[-1:]


async def test_putting_again_replaces_and_changes_the_tag(
    store: MediaStore, tmp_path: Path
) -> None:
    key = media_key(uuid4(), "image/jpeg")
    await store.put_file(key, given(tmp_path / "one", b"first"))
    first = await store.find(key)

    await store.put_file(key, given(tmp_path / "two", b"another"))

    assert await read(store, key, 0, 6) == b"another"
    assert (await store.find(key)).etag != first.etag


async def test_what_was_never_put_is_not_there(store: MediaStore) -> None:
    key = media_key(uuid4(), "image/jpeg")

    with pytest.raises(NotStored):
        await store.find(key)
    with pytest.raises(NotStored):
        await read(store, key, 0, 9)


async def test_forgetting_an_asset_forgets_all_of_it_and_nothing_else(store: MediaStore) -> None:
    one, other = uuid4(), uuid4()
    keys = [part_key(one), part_key(one), media_key(one, "image/jpeg")]
    for key in [*keys, part_key(other), kept := media_key(other, "image/jpeg")]:
        await store.put(key, b"bytes")

    await store.forget(one)
    await store.forget(one)

    for key in keys:
        with pytest.raises(NotStored):
            await store.find(key)
    assert (await store.find(kept)).size == 5


@pytest.mark.parametrize(
    "key",
    [
        "../secret",
        f"{AN_ID}/../../secret",
        f"{AN_ID}//media.jpg",
        f"/{AN_ID}/media.jpg",
        f"{AN_ID}/media.jpg\0",
        f"{AN_ID}/media.html",
        "",
    ],
)
async def test_a_key_that_is_not_ours_leads_nowhere(store: MediaStore, key: str) -> None:
    with pytest.raises(NotStored):
        await store.put(key, b"bytes")
    with pytest.raises(NotStored):
        await read(store, key, 0, 1)


async def test_a_put_that_is_given_up_leaves_nothing_that_can_be_read(
    store: MediaStore, tmp_path: Path
) -> None:
    asset_id = uuid4()
    key = media_key(asset_id, "video/mp4")
    putting = asyncio.create_task(store.put_file(key, given(tmp_path / "film", FILM)))
    await asyncio.sleep(0)

    putting.cancel()
    await asyncio.gather(putting, return_exceptions=True)

    try:
        found = await store.find(key)
    except NotStored:
        pass
    else:
        assert found.size == len(FILM)
    await store.forget(asset_id)


async def test_the_buckets_own_address_serves_ranges_and_no_encoding(
    s3_settings: dict[str, Any], tmp_path: Path
) -> None:
    key = media_key(uuid4(), "video/mp4")
    settings = MediaSettings(**s3_settings, media_store_public=True)
    async with settings.open_media_store() as store, aiohttp.ClientSession() as session:
        assert isinstance(store, S3Store)
        await store.put_file(key, given(tmp_path / "film", FILM))

        url = await store.own_address(key, 60)

        async with session.get(url) as answer:
            assert answer.status == 200
            assert "Content-Encoding" not in answer.headers
            assert answer.headers["Content-Type"] == "video/mp4"
            assert await answer.read() == FILM
        async with session.get(url, headers={"Range": "bytes=0-9"}) as answer:
            assert answer.headers["Content-Range"] == f"bytes 0-9/{len(FILM)}"
            assert await answer.read() == FILM[:10]
        async with session.get(url, headers={"Range": "bytes=99999999-"}) as answer:
            assert answer.status == 416
        async with session.head(url) as answer:
            assert answer.status == 403


async def test_no_upload_in_parts_is_ever_begun(
    s3_settings: dict[str, Any], s3_folder: Path, tmp_path: Path
) -> None:
    """So a process that dies leaves none, which no listing would show."""
    key = media_key(uuid4(), "video/mp4")
    async with MediaSettings(**s3_settings).open_media_store() as store:
        await store.put_file(key, given(tmp_path / "film", FILM))

    stored = s3_folder / "media" / "some" / "place" / key
    assert stored.read_bytes() == FILM


async def test_a_store_that_is_away_is_told(free_port: Any, tmp_path: Path) -> None:
    endpoint = f"http://127.0.0.1:{free_port()}"
    settings = MediaSettings(
        media_store=f"s3://media?endpoint={endpoint}",
        media_store_access_key="key",
        media_store_secret_key="secret",
    )
    key = media_key(uuid4(), "image/jpeg")
    async with settings.open_media_store() as store:
        with pytest.raises(StoreUnavailable):
            await store.put_file(key, given(tmp_path / "picture", b"bytes"))
        with pytest.raises(StoreUnavailable):
            await read(store, key, 0, 1)


async def test_a_wrong_secret_is_told(s3_settings: dict[str, Any], tmp_path: Path) -> None:
    settings = MediaSettings(**{**s3_settings, "media_store_secret_key": "another"})
    async with settings.open_media_store() as store:
        with pytest.raises(StoreUnavailable):
            await store.put_file(
                media_key(uuid4(), "image/jpeg"), given(tmp_path / "picture", b"bytes")
            )


def test_an_unsigned_request_is_refused(s3_url: str) -> None:
    with pytest.raises(HTTPError, match=r"40[03]"):
        urllib.request.urlopen(f"{s3_url}/media/", timeout=5)


@pytest.mark.parametrize(
    "given_settings",
    [
        {"media_store": "file://host/folder"},
        {"media_store": "file:///"},
        {"media_store": "ftp://host/folder"},
        {"media_store": "s3://"},
        {"media_store": "s3://bucket"},
        {"media_store": "s3://bucket", "media_store_access_key": "key"},
        {"media_store": "file:///folder", "media_store_public": True},
    ],
)
def test_a_setting_that_cannot_work_stops_the_start(given_settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        MediaSettings(**given_settings)


def test_the_stores_secret_may_come_from_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEDIA_STORE", "s3://bucket")
    for name in ("MEDIA_STORE_ACCESS_KEY", "MEDIA_STORE_SECRET_KEY"):
        monkeypatch.setenv(f"{name}_FILE", str(given(tmp_path / name, name.lower().encode())))

    settings = MediaSettings()

    assert settings.media_store_secret_key is not None
    assert settings.media_store_secret_key.get_secret_value() == "media_store_secret_key"
    assert "media_store_secret_key" not in repr(settings.media_store_secret_key)
