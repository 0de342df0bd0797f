"""From a browser's first byte to an asset that can be published: over both kinds of store."""

import asyncio
import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import aiohttp
import pytest

from common.errors import NotFound
from common.postgres import Connection, Pool
from instagram.assets import finishing
from instagram.assets.asset import PIECE
from instagram.assets.expiring import forget_expired
from instagram.assets.rows import AssetRows
from instagram.assets.store import MediaStore, NotStored, StoreUnavailable
from instagram.assets.uploads import MOST_UNSEEN, AssetRequest, Uploads
from instagram.errors import MediaNotReady, MediaRefused, TooMuchKept
from instagram.publishing.assets import UploadedAssets

from .api import Running
from .files import jpeg, noise, saved
from .videos import boxes_of, film


async def fetched(session: aiohttp.ClientSession, url: str) -> bytes:
    """What is served under an address."""
    async with session.get(url) as answer:
        assert answer.status == 200
        return await answer.read()


async def waiting(connection: Connection) -> int:
    """Count those who wait for what this connection has locked.

    Not by `pg_stat_activity`: within a transaction it shows what it showed when it was first
    read, and never a connection that was opened later.
    """
    cursor = await connection.execute(
        "SELECT count(*) FROM pg_locks"
        " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    )
    [row] = await cursor.fetchall()
    return int(row[0])


async def change(pool: Pool, asset: dict[str, Any], what: str) -> None:
    """Change a row, as time would."""
    async with pool.connection() as connection:
        await connection.execute(
            f"UPDATE assets SET {what} WHERE asset_id = %s", (asset["asset_id"],)
        )


async def test_a_picture_is_uploaded_examined_and_can_be_looked_at(running: Running) -> None:
    browser, content = await running.browser(), jpeg((1080, 1080))

    asset = await browser.begin(len(content), name="Düne.jpg", content_type="image/jpeg")
    assert asset["status"] == "UPLOADING"
    assert asset["upload"] == {
        "url": f"https://postlog.example/api/instagram/uploads/{asset['asset_id']}",
        "offset": 0,
        "length": len(content),
    }
    assert await browser.patch(asset, content, 0) == (204, len(content))
    assert (await browser.show(asset))["status"] == "EXAMINING"
    await running.examine()

    shown = await browser.show(asset)
    assert (shown["status"], shown["kind"]) == ("READY", "image")
    assert shown["uses"] == ["IMAGE", "STORIES", "CAROUSEL", "COVER"]
    assert (shown["width"], shown["height"], shown["changes"]) == (1080, 1080, [])
    assert await fetched(browser.session, browser.preview(shown)) == content


async def test_a_picture_that_was_mended_is_the_one_that_is_served(running: Running) -> None:
    browser = await running.browser()

    asset = await browser.send(saved(noise((600, 600)), "PNG"))
    await running.examine()

    shown = await browser.show(asset)
    assert [one["code"] for one in shown["changes"]] == ["MADE_JPEG"]
    served = await fetched(browser.session, browser.preview(shown))
    assert served.startswith(b"\xff\xd8\xff")
    assert len(served) == shown["published_size"] != shown["size"]


async def test_a_video_has_its_index_in_front(running: Running) -> None:
    browser = await running.browser()

    asset = await browser.send(film())
    await running.examine()

    shown = await browser.show(asset)
    assert (shown["status"], shown["kind"], shown["duration_ms"]) == ("READY", "video", 4000)
    served = await fetched(browser.session, browser.preview(shown))
    assert boxes_of(served).index(b"moov") < boxes_of(served).index(b"mdat")


async def test_what_instagram_would_not_take_is_refused_with_a_next_step(running: Running) -> None:
    browser = await running.browser()

    asset = await browser.send(b"%PDF-1.7 and so on")
    await running.examine()

    shown = await browser.show(asset)
    assert shown["status"] == "REFUSED"
    assert shown["uses"] == []
    assert shown["preview_url"] is None
    [problem] = shown["problems"]
    assert problem["code"] == "NOT_A_PICTURE_OR_VIDEO"
    assert problem["next_step"]


async def test_a_tall_picture_is_told_the_crop_and_may_be_a_story(running: Running) -> None:
    browser = await running.browser()

    asset = await browser.send(jpeg((756, 1008)))
    await running.examine()

    shown = await browser.show(asset)
    assert shown["uses"] == ["STORIES", "COVER"]
    [problem] = [one for one in shown["problems"] if one["rules_out"]]
    assert problem["crop"] == {"left": 0, "top": 31, "width": 756, "height": 945}


async def test_another_replica_goes_on_where_the_last_part_ended(
    running: Running, store: MediaStore
) -> None:
    one, content = await running.browser(), jpeg((400, 400)) + bytes(PIECE)
    asset = await one.begin(len(content))
    status, _ = await one.patch(asset, content[: PIECE + 1000], 0)
    assert status == 204
    other = await running.browser()
    other.user_id = one.user_id

    assert await other.head(asset) == (200, PIECE)
    assert (await other.patch(asset, content[PIECE + 1000 :], PIECE + 1000))[0] == 409
    assert await other.patch(asset, content[PIECE:], PIECE) == (204, len(content))
    await running.examine()

    shown = await other.show(asset)
    assert shown["status"] == "READY"
    assert await fetched(other.session, other.preview(shown))


async def test_of_two_replicas_with_the_same_part_one_counts(running: Running, pool: Pool) -> None:
    one, content = await running.browser(), jpeg((400, 400))
    other = await running.browser()
    other.user_id = one.user_id
    asset = await one.begin(len(content))

    answers = await asyncio.gather(one.patch(asset, content, 0), other.patch(asset, content, 0))

    assert {status for status, _ in answers} <= {204, 423, 409}
    assert (204, len(content)) in answers
    async with pool.connection() as connection:
        cursor = await connection.execute("SELECT cardinality(parts), received FROM assets")
        assert await cursor.fetchall() == [(1, len(content))]


async def test_a_file_is_remembered_by_its_digest(running: Running, pool: Pool) -> None:
    browser, content = await running.browser(), jpeg((400, 400))

    await browser.send(content)
    await running.examine()

    async with pool.connection() as connection:
        cursor = await connection.execute("SELECT sha256 FROM assets")
        assert await cursor.fetchall() == [(hashlib.sha256(content).digest(),)]


async def test_an_upload_is_ended_by_its_user(
    running: Running, pool: Pool, store: MediaStore
) -> None:
    browser, content = await running.browser(), bytes(PIECE + 5)
    asset = await browser.begin(len(content))
    await browser.patch(asset, content[:PIECE], 0)

    assert await browser.terminate(asset) == 204
    assert await browser.terminate(asset) == 204

    assert (await browser.head(asset))[0] == 410
    assert (await browser.patch(asset, content[PIECE:], PIECE))[0] == 410
    assert (await browser.show(asset))["status"] == "EXPIRED"
    await forget_expired(pool, store, 10)
    async with pool.connection() as connection:
        cursor = await connection.execute("SELECT parts, emptied_at IS NULL FROM assets")
        assert await cursor.fetchall() == [([], False)]


async def test_a_whole_file_cannot_be_ended(running: Running) -> None:
    browser = await running.browser()

    asset = await browser.send(jpeg((400, 400)))

    assert await browser.terminate(asset) == 409


async def test_the_same_key_begins_one_upload(running: Running) -> None:
    browser = await running.browser()
    headers = browser.who | {"Idempotency-Key": "one"}
    address = f"{browser.url}/api/instagram/assets"

    found = []
    for size in (1000, 1000, 1001):
        async with browser.session.post(address, json={"size": size}, headers=headers) as answer:
            found.append((answer.status, (await answer.json()).get("asset_id")))

    assert found[0] == found[1]
    assert found[2] == (422, None)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"size": 0},
        {"size": -1},
        {"size": 300_000_001},
        {"size": 10, "name": "a\nb"},
        {"size": 10, "name": "a" * 256},
        {"size": 10, "content_type": "image/jpeg\r\nX: y"},
        {"size": 10, "path": "../secret"},
    ],
)
async def test_a_request_that_makes_no_sense_is_refused(
    body: dict[str, Any], running: Running
) -> None:
    browser = await running.browser()

    async with browser.session.post(
        f"{browser.url}/api/instagram/assets", json=body, headers=browser.who
    ) as answer:
        assert answer.status == 422


async def test_one_user_does_not_take_all_the_room(running: Running) -> None:
    browser = await running.browser()
    await browser.begin(29_000_000)

    async with browser.session.post(
        f"{browser.url}/api/instagram/assets", json={"size": 2_000_000}, headers=browser.who
    ) as answer:
        assert answer.status == 409
        assert (await answer.json())["type"] == "/problems/too-much-kept"
    browser.user_id = uuid4()
    await browser.begin(2_000_000)


async def test_no_user_keeps_the_others_files_waiting(running: Running, pool: Pool) -> None:
    browser, begun = await running.browser(), Uploads(pool, 30_000_000)
    for _ in range(MOST_UNSEEN):
        await begun.begin(browser.user_id, AssetRequest(size=1), None)

    with pytest.raises(TooMuchKept, match="on the way"):
        await begun.begin(browser.user_id, AssetRequest(size=1), None)

    assert (await begun.begin(uuid4(), AssetRequest(size=1), None)).size == 1


async def test_uploads_that_begin_at_once_do_not_take_all_the_room(
    running: Running, pool: Pool
) -> None:
    browser = await running.browser()
    begun = Uploads(pool, 30_000_000)

    async with pool.connection() as connection:
        rows = AssetRows(connection)
        await rows.hold_room(browser.user_id)
        await rows.create(
            (uuid4(), browser.user_id),
            size=16_000_000,
            name="",
            content_type="",
            idempotency_key=None,
            request_sha256=b"",
        )
        beginning = asyncio.create_task(
            begun.begin(browser.user_id, AssetRequest(size=16_000_000), None)
        )
        async with asyncio.timeout(20):
            while not beginning.done() and await waiting(connection) == 0:
                pass

    with pytest.raises(TooMuchKept):
        await beginning


async def test_files_are_locked_in_one_order_whatever_the_order_of_the_post(
    running: Running, pool: Pool
) -> None:
    browser = await running.browser()
    sent = [await browser.send(jpeg((1080, 1080))) for _ in range(2)]
    for _ in sent:
        await running.examine()
    first, second = sorted(UUID(one["asset_id"]) for one in sent)

    async def take() -> None:
        async with pool.connection() as connection:
            uploaded = UploadedAssets(running.parts.assets)
            taken = await uploaded.take(connection, browser.user_id, (second, first), "CAROUSEL")
            assert [one.asset_id for one in taken] == [second, first]

    async with pool.connection() as connection:
        await AssetRows(connection).use(first)
        taking = asyncio.create_task(take())
        async with asyncio.timeout(20):
            while await waiting(connection) == 0:
                pass
        await AssetRows(connection).use(second)  # would wait for ever if `take` held it
    await taking


async def test_what_a_killed_process_has_left_over_is_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    old, young, other = (
        tmp_path / name for name in ("postlog-asset-old", "postlog-asset-young", "another")
    )
    for folder in (old, young, other):
        folder.mkdir()
        (folder / "source").write_bytes(b"x")
    for folder in (old, other):
        os.utime(folder, (1000, 1000))

    finishing.forget_left_over(2000)

    assert sorted(one.name for one in tmp_path.iterdir()) == ["another", "postlog-asset-young"]


async def test_another_users_asset_does_not_exist(running: Running) -> None:
    browser = await running.browser()
    asset = await browser.begin(10)
    browser.user_id = uuid4()

    assert (await browser.head(asset))[0] == 404
    assert (await browser.patch(asset, b"0123456789", 0))[0] == 404
    assert await browser.terminate(asset) == 404
    address = f"{browser.url}/api/instagram/assets/{asset['asset_id']}"
    async with browser.session.get(address, headers=browser.who) as answer:
        assert answer.status == 404


async def test_publishing_takes_a_file_that_fits(running: Running, pool: Pool) -> None:
    browser = await running.browser()
    asset = await browser.send(jpeg((1080, 1080)))
    await running.examine()
    await change(pool, asset, "expires_at = now() + interval '1 minute'")

    async with pool.connection() as connection:
        usable = await running.parts.assets.take(
            connection, browser.user_id, UUID(asset["asset_id"]), "IMAGE"
        )

    assert (usable.is_video, usable.width, usable.height) == (False, 1080, 1080)
    assert await fetched(
        browser.session, usable.url.replace("https://postlog.example", browser.url)
    )
    async with pool.connection() as connection:
        cursor = await connection.execute("SELECT expires_at > now() + '23 hours' FROM assets")
        assert await cursor.fetchall() == [(True,)]


async def test_publishing_is_told_why_a_file_cannot_be_taken(running: Running, pool: Pool) -> None:
    browser, assets = await running.browser(), running.parts.assets

    async def take(asset: dict[str, Any], use: Any, user_id: UUID | None = None) -> None:
        async with pool.connection() as connection:
            owner = user_id or browser.user_id
            await assets.take(connection, owner, UUID(asset["asset_id"]), use)

    tall = await browser.send(jpeg((756, 1008)))
    with pytest.raises(MediaNotReady):
        await take(tall, "IMAGE")
    await running.examine()
    with pytest.raises(NotFound):
        await take(tall, "IMAGE", uuid4())
    with pytest.raises(MediaRefused, match="too tall"):
        await take(tall, "IMAGE")
    with pytest.raises(MediaRefused, match="not for REELS"):
        await take(tall, "REELS")
    await take(tall, "STORIES")
    await change(pool, tall, "status = 'EXPIRED'")
    with pytest.raises(MediaRefused, match="again"):
        await take(tall, "STORIES")


async def test_what_nobody_uses_is_forgotten(
    running: Running, pool: Pool, store: MediaStore
) -> None:
    browser = await running.browser()
    old, new = await browser.send(jpeg((400, 400))), await browser.send(jpeg((400, 400)))
    await running.examine()
    preview = browser.preview(await browser.show(old))
    await change(pool, old, "expires_at = now() - interval '1 second'")

    assert await forget_expired(pool, store, 10) == 1

    assert (await browser.show(old))["status"] == "EXPIRED"
    assert (await browser.show(new))["status"] == "READY"
    async with browser.session.get(preview) as answer:
        assert answer.status == 404
    with pytest.raises(NotStored):
        await store.find(f"{old['asset_id']}/media.jpg")
    await change(pool, old, "emptied_at = now() - interval '31 days'")
    await forget_expired(pool, store, 10)
    async with pool.connection() as connection:
        cursor = await connection.execute("SELECT asset_id FROM assets")
        assert await cursor.fetchall() == [(UUID(new["asset_id"]),)]


async def test_parts_of_a_file_that_never_came_are_forgotten(
    running: Running, pool: Pool, store: MediaStore
) -> None:
    browser = await running.browser()
    asset = await browser.begin(PIECE + 5)
    await browser.patch(asset, bytes(PIECE), 0)
    async with pool.connection() as connection:
        cursor = await connection.execute("SELECT parts[1] FROM assets")
        [(part,)] = await cursor.fetchall()
    assert (await store.find(part)).size == PIECE
    await change(pool, asset, "expires_at = now() - interval '1 second'")

    await forget_expired(pool, store, 10)

    with pytest.raises(NotStored):
        await store.find(part)


async def test_parts_are_deleted_once_the_file_is_stored(
    running: Running, pool: Pool, store: MediaStore
) -> None:
    browser = await running.browser()
    await browser.send(jpeg((400, 400)))
    async with pool.connection() as connection:
        cursor = await connection.execute("SELECT parts[1] FROM assets")
        [(part,)] = await cursor.fetchall()

    await running.examine()

    with pytest.raises(NotStored):
        await store.find(part)


async def test_a_file_whose_examination_died_is_examined_by_another(
    running: Running, pool: Pool
) -> None:
    browser = await running.browser()
    asset = await browser.send(jpeg((400, 400)))
    await change(pool, asset, "examinations = 1, breaks = 1, examined_until = now()")

    await running.examine()

    assert (await browser.show(asset))["status"] == "READY"


async def test_a_file_that_breaks_every_examination_is_refused(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = await running.browser()
    asset = await browser.send(jpeg((400, 400)))
    monkeypatch.setattr("instagram.assets.examiner.PROGRAM", ("/bin/sh", "-c", "exit 1"))

    await running.examine()

    shown = await browser.show(asset)
    assert shown["status"] == "REFUSED"
    assert [one["code"] for one in shown["problems"]] == ["NOT_EXAMINED"]


async def test_a_store_that_is_away_is_no_fault_of_the_file(
    running: Running, store: MediaStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = await running.browser()
    asset = await browser.send(jpeg((400, 400)))

    async def away(*_: object) -> None:
        raise StoreUnavailable("away")

    with monkeypatch.context() as broken:
        broken.setattr(type(store), "put_file", away)
        for _ in range(finishing.MOST_BREAKS + 1):
            with pytest.raises(StoreUnavailable):
                await running.parts.finishing.finish_one()
    await running.examine()

    assert (await browser.show(asset))["status"] == "READY"


async def test_files_are_examined_as_they_come(running: Running) -> None:
    browser = await running.browser()
    examining = asyncio.create_task(running.parts.finishing.run())

    asset = await browser.send(jpeg((400, 400)))

    async with asyncio.timeout(60):
        while (await browser.show(asset))["status"] != "READY":
            await asyncio.sleep(0.05)
    examining.cancel()
    await asyncio.gather(examining, return_exceptions=True)
