"""Chunks that TikTok clearly refuses: the attempt ends and says so, and a retry begins anew."""

import asyncio
from typing import Any

import pytest

from common.tus.errors import WriterReplaced
from tiktok.parts import Parts
from tiktok.uploads import chunks

from .support import Events, Sandbox
from .tus import CHUNK, CONTENT, FIRST_CHUNK, Begin, Upload, kind_of, publish_of

STATUS = "/v2/post/publish/status/fetch/"
INIT = "/v2/post/publish/video/init/"
CODES = {
    400: "upload_malformed",
    401: "upload_401",
    403: "upload_expired",
    404: "upload_unknown",
    408: "upload_408",
    413: "upload_413",
}
MAY_PASS = (401, 404, 408)


async def refuse(sandbox: Sandbox, status: int, count: int = 1) -> None:
    """Let TikTok refuse the next chunks."""
    fault = {"endpoint": "upload", "kind": "status", "status": status, "count": count}
    await sandbox.control("POST", "faults", fault)


async def ask(upload: Upload, method: str, path: str) -> tuple[int, dict[str, Any]]:
    """Ask for the post as its user; gives status and answer."""
    url = f"{upload.url}/api/tiktok/{path.format(upload.post.post_id)}"
    async with upload.session.request(method, url, headers=upload.as_user()) as answer:
        return answer.status, await answer.json()


async def in_flight(parts: Parts) -> list[int | None]:
    """Which chunk is stored as on its way."""
    async with parts.pool.connection() as connection:
        cursor = await connection.execute("SELECT chunk_in_flight FROM upload_sessions")
        return [row[0] for row in await cursor.fetchall()]


@pytest.mark.parametrize("first", [0, CHUNK], ids=["first", "later"])
@pytest.mark.parametrize("status", CODES)
async def test_a_refused_chunk_ends_the_attempt_and_a_retry_begins_anew(
    status: int, first: int, begin: Begin, parts: Parts, sandbox: Sandbox, events: Events
) -> None:
    upload = await begin()
    if first:
        await (await upload.patch(CONTENT[:first], 0)).read()
    asked = await sandbox.calls(STATUS)
    await refuse(sandbox, status, 2 if status in MAY_PASS else 1)

    async with await upload.patch(CONTENT[first : first + CHUNK], first) as answer:
        assert (answer.status, await kind_of(answer)) == (410, "upload-gone")
        assert (await answer.json())["platform_code"] == CODES[status]

    assert await sandbox.calls(STATUS) == asked + (2 if status in MAY_PASS else 1)
    assert await in_flight(parts) == [None]
    assert (await upload.ask("HEAD")).status == 410
    told = (await ask(upload, "GET", "status/{}"))[1]
    assert (told["status"], told["fail_reason"], told["retry"]) == ("FAILED", CODES[status], "safe")
    assert "nothing was posted" in told["message"]
    assert told["upload"] is None
    assert (await ask(upload, "POST", "posts/{}/cancel"))[1]["status"] == "FAILED"
    assert [kind for kind, _ in await events()].count("tiktok.UploadRefused.v1") == 1
    assert (await ask(upload, "POST", "posts/{}/retry"))[0] == 201
    assert await sandbox.calls(INIT) == 2
    await upload.finish()


@pytest.mark.parametrize("status", MAY_PASS)
async def test_a_refusal_that_passes_is_not_the_end(
    status: int, begin: Begin, sandbox: Sandbox
) -> None:
    upload = await begin()
    await refuse(sandbox, status)

    assert await upload.send() == 204
    assert await sandbox.calls(INIT) == 1


@pytest.mark.parametrize("status", CODES)
async def test_while_tiktok_cannot_be_asked_nothing_is_decided_and_nothing_is_locked(
    status: int, begin: Begin, parts: Parts, sandbox: Sandbox
) -> None:
    upload = await begin()
    await refuse(sandbox, status)
    away = {"endpoint": STATUS, "kind": "status", "status": 503, "count": 1000}
    await sandbox.control("POST", "faults", away)

    async with await upload.patch(CONTENT[:CHUNK], 0) as answer:
        assert (answer.status, await kind_of(answer)) == (503, "tiktok-unavailable")
    assert await in_flight(parts) == [0]
    await sandbox.control("DELETE", "faults")

    assert await upload.offset() == 0
    assert await in_flight(parts) == [None]
    assert (await upload.ask("DELETE")).status == 204


async def test_a_refused_upload_whose_post_tiktok_does_not_know_ends_as_well(
    begin: Begin, sandbox: Sandbox
) -> None:
    upload = await begin()
    await refuse(sandbox, 404, 2)
    unknown = {"kind": "error_200", "code": "invalid_publish_id", "count": 2}
    await sandbox.control("POST", "faults", {"endpoint": STATUS, **unknown})

    async with await upload.patch(CONTENT[:CHUNK], 0) as answer:
        assert (answer.status, await kind_of(answer)) == (410, "upload-gone")

    assert (await ask(upload, "POST", "posts/{}/retry"))[0] == 201


@pytest.mark.parametrize("unclear", [{"kind": "reset_before"}, {"kind": "status", "status": 502}])
async def test_a_refused_end_after_an_unclear_answer_may_be_posted(
    unclear: dict[str, Any], begin: Begin, sandbox: Sandbox, events: Events
) -> None:
    upload = await begin()
    await (await upload.patch(CONTENT[: 2 * CHUNK], 0)).read()
    await sandbox.control("POST", "faults", {"endpoint": "upload", **unclear})
    await refuse(sandbox, 403)

    async with await upload.patch(CONTENT[2 * CHUNK :], 2 * CHUNK) as answer:
        assert (answer.status, await kind_of(answer)) == (410, "upload-gone")

    told = (await ask(upload, "GET", "status/{}"))[1]
    assert (told["status"], told["fail_reason"]) == ("FAILED", "upload_end_unclear")
    assert told["retry"] == "may_post_twice"
    assert "nothing was posted" not in told["message"]
    assert [kind for kind, _ in await events()].count("tiktok.UploadRefused.v1") == 1


async def test_a_refused_part_after_an_unclear_answer_to_it_lacks_all_the_same(
    begin: Begin, sandbox: Sandbox
) -> None:
    upload = await begin()
    await sandbox.control("POST", "faults", {"endpoint": "upload", "kind": "reset_before"})
    await refuse(sandbox, 403)

    async with await upload.patch(CONTENT[:CHUNK], 0) as answer:
        assert answer.status == 410

    told = (await ask(upload, "GET", "status/{}"))[1]
    assert (told["fail_reason"], told["retry"]) == ("upload_expired", "safe")


async def test_the_end_that_a_replaced_connection_has_sent_may_be_posted(
    begin: Begin, parts: Parts, sandbox: Sandbox
) -> None:
    upload = await begin()
    await (await upload.patch(CONTENT[: 2 * CHUNK], 0)).read()
    async with parts.pool.connection() as connection:
        await connection.execute(
            "UPDATE upload_sessions SET chunk_in_flight = 2, in_flight_sha256 = 'x',"
            " in_flight_until = now() + interval '1 minute'"
        )
    await refuse(sandbox, 403)

    async with await upload.patch(CONTENT[2 * CHUNK :], 2 * CHUNK) as answer:
        assert answer.status == 410

    assert (await ask(upload, "GET", "status/{}"))[1]["retry"] == "may_post_twice"


async def test_an_end_without_any_clear_answer_stays_on_its_way(
    begin: Begin, parts: Parts, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "TRIES", 2)
    upload = await begin()
    await (await upload.patch(CONTENT[: 2 * CHUNK], 0)).read()
    for kind in ({"kind": "reset_before"}, {"kind": "status", "status": 503}):
        await sandbox.control("POST", "faults", {"endpoint": "upload", **kind})

    async with await upload.patch(CONTENT[2 * CHUNK :], 2 * CHUNK) as answer:
        assert answer.status == 503

    assert await in_flight(parts) == [2]
    assert (await upload.ask("DELETE")).status == 409
    await upload.finish()


async def test_tiktoks_own_sentence_about_a_refused_chunk_is_kept(
    begin: Begin, sandbox: Sandbox
) -> None:
    upload = await begin()
    said = {"status": 403, "body": '{"message": "The upload is over."}'}
    await sandbox.control("POST", "faults", {"endpoint": "upload", "kind": "status", **said})

    async with await upload.patch(CONTENT[:CHUNK], 0) as answer:
        assert (await answer.json())["platform_message"] == "The upload is over."

    told = (await ask(upload, "GET", "status/{}"))[1]
    assert told["platform_message"] == "The upload is over."


async def test_a_refusal_for_a_replaced_connection_ends_nothing(
    begin: Begin, parts: Parts, sandbox: Sandbox
) -> None:
    upload = await begin()
    found = await parts.transfer.find(upload.post.post_id, upload.account.user_id)
    late = {"endpoint": "upload", "kind": "status", "status": 403, "delay_seconds": 1}
    await sandbox.control("POST", "faults", late)

    async with parts.transfer.writing(found) as old:
        writing = asyncio.create_task(old.write(FIRST_CHUNK))
        async with asyncio.timeout(30):
            while (await sandbox.control("GET", "faults"))["faults"]:
                await asyncio.sleep(0.02)
        async with parts.transfer.writing(found):
            with pytest.raises(WriterReplaced):
                await writing

    await upload.finish()


async def test_what_tiktok_has_of_a_refused_upload_is_not_whole(
    begin: Begin, sandbox: Sandbox
) -> None:
    upload = await begin()
    await (await upload.patch(CONTENT[: 2 * CHUNK], 0)).read()
    await refuse(sandbox, 403)

    async with await upload.patch(CONTENT[2 * CHUNK :], 2 * CHUNK) as answer:
        assert answer.status == 410

    assert (await publish_of(sandbox, upload))["uploaded_bytes"] == 2 * CHUNK
