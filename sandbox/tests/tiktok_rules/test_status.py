"""How posts move, as status/fetch tells it."""

import json

import pytest

from .support import Answer, Client, Eventually, Receiver


async def settled(
    client: Client, token: str, publish_id: str, eventually: Eventually, **wanted: object
) -> Answer:
    """The status, once it has the wanted values."""

    async def holds() -> object:
        status = await client.status(token, publish_id)
        return status if wanted.items() <= status.items() else None

    return dict(await eventually(holds))


@pytest.fixture(autouse=True)
async def generous_limits(client: Client) -> None:
    """Tests may ask for the status as often as they need."""
    await client.switch(status_per_minute=100_000)


async def test_a_post_is_processing_until_its_bytes_are_there(client: Client) -> None:
    token = await client.token()
    publish_id, url = await client.begin(token, (20_000_000, 10_000_000, 2))
    before = await client.status(token, publish_id)
    await client.put(url, bytes(10_000_000), "bytes 0-9999999/20000000")
    half = await client.status(token, publish_id)

    assert before == {"status": "PROCESSING_UPLOAD"}
    assert half == {"status": "PROCESSING_UPLOAD", "uploaded_bytes": 10_000_000}


async def test_a_private_post_completes_without_an_id(
    client: Client, eventually: Eventually
) -> None:
    token = await client.token("mara")
    publish_id = await client.publish(token)

    status = await settled(client, token, publish_id, eventually, status="PUBLISH_COMPLETE")

    assert status == {"status": "PUBLISH_COMPLETE", "uploaded_bytes": 11}


async def test_a_public_post_gets_a_bare_number_beyond_53_bits(
    client: Client, eventually: Eventually
) -> None:
    token = await client.token("theo")
    publish_id = await client.publish(token, privacy_level="PUBLIC_TO_EVERYONE")

    async def public() -> object:
        return (await client.status(token, publish_id)).get("publicaly_available_post_id")

    [post_id] = await eventually(public)
    assert type(post_id) is int
    assert len(str(post_id)) == 19
    assert post_id > 2**53


async def test_a_public_account_may_still_post_to_itself(
    client: Client, receiver: Receiver, eventually: Eventually
) -> None:
    token = await client.token("theo")
    publish_id = await client.publish(token, privacy_level="SELF_ONLY")

    await settled(client, token, publish_id, eventually, status="PUBLISH_COMPLETE")
    [(_, body)] = await receiver.wait_for(1)

    assert json.loads(body)["event"] == "post.publish.complete"
    assert (await client.posts())[0]["post_ids"] == []


async def test_a_post_that_moderation_refuses_never_gets_an_id(
    client: Client, receiver: Receiver, eventually: Eventually
) -> None:
    await client.switch(moderation="refuse", moderation_delay=0)
    token = await client.token("theo")
    publish_id = await client.publish(token, privacy_level="PUBLIC_TO_EVERYONE")

    status = await settled(client, token, publish_id, eventually, status="PUBLISH_COMPLETE")

    assert "publicaly_available_post_id" not in status


async def test_a_failed_post_is_an_ok_answer_with_only_its_reason(
    client: Client, eventually: Eventually
) -> None:
    await client.switch(fail_reason="frame_rate_check_failed")
    token = await client.token()
    publish_id = await client.publish(token)

    status = await settled(client, token, publish_id, eventually, status="FAILED")

    assert status == {"status": "FAILED", "fail_reason": "frame_rate_check_failed"}


async def test_a_post_whose_user_left_fails(
    client: Client, receiver: Receiver, eventually: Eventually
) -> None:
    publish_id, url = await client.begin(await client.token())
    await client.control("POST", "users/mara/disconnect")
    await client.put(url, b"hello video", "bytes 0-10/11")

    async def failed() -> object:
        return (await client.posts())[0]["fail_reason"]

    assert await eventually(failed) == "auth_removed"
    _, (_, body) = await receiver.wait_for(2)
    assert json.loads(json.loads(body)["content"]) == {
        "publish_id": publish_id,
        "reason": "auth_removed",
        "publish_type": "DIRECT_PUBLISH",
    }


async def test_a_post_can_hang_for_ever(client: Client, eventually: Eventually) -> None:
    await client.switch(hang=True, processing_delay=0)
    token = await client.token()
    hanging = await client.publish(token)
    await client.switch(hang=False)
    other = await client.publish(token)

    await settled(client, token, other, eventually, status="PUBLISH_COMPLETE")

    assert (await client.status(token, hanging))["status"] == "PROCESSING_UPLOAD"


async def test_a_draft_goes_to_the_inbox_and_may_be_posted_more_than_once(
    client: Client, eventually: Eventually
) -> None:
    token = await client.token("theo")
    source = {"source": "FILE_UPLOAD", "video_size": 3, "chunk_size": 3, "total_chunk_count": 1}
    _, answer = await client.post("inbox/video/init", token, {"source_info": source})
    publish_id = answer["data"]["publish_id"]
    await client.put(answer["data"]["upload_url"], b"abc", "bytes 0-2/3")
    await settled(client, token, publish_id, eventually, status="SEND_TO_USER_INBOX")
    for count in (1, 2):
        choice = {"privacy_level": "PUBLIC_TO_EVERYONE"}
        await client.control("POST", f"publishes/{publish_id}/post", choice)

        async def posted(count: int = count) -> bool:
            status = await client.status(token, publish_id)
            return len(status.get("publicaly_available_post_id", [])) == count

        await eventually(posted)

    assert (await client.status(token, publish_id))["status"] == "PUBLISH_COMPLETE"


@pytest.mark.parametrize(("user", "audited"), [("mara", True), ("theo", False)])
async def test_nothing_becomes_public_on_a_private_account_or_unaudited(
    client: Client, eventually: Eventually, user: str, audited: bool
) -> None:
    token = await client.token(user)
    source = {"source": "FILE_UPLOAD", "video_size": 3, "chunk_size": 3, "total_chunk_count": 1}
    _, answer = await client.post("inbox/video/init", token, {"source_info": source})
    publish_id = answer["data"]["publish_id"]
    await client.put(answer["data"]["upload_url"], b"abc", "bytes 0-2/3")
    await settled(client, token, publish_id, eventually, status="SEND_TO_USER_INBOX")
    await client.switch(audited=audited)
    choice = {"privacy_level": "PUBLIC_TO_EVERYONE"}
    await client.control("POST", f"publishes/{publish_id}/post", choice)
    await settled(client, token, publish_id, eventually, status="PUBLISH_COMPLETE")
    await client.switch(audited=True)
    other = await client.publish(await client.token("ines"), privacy_level="PUBLIC_TO_EVERYONE")

    async def posts() -> object:
        found = {post["publish_id"]: post["post_ids"] for post in await client.posts()}
        return found if found[other] else None

    assert (await eventually(posts))[publish_id] == []


async def test_unknown_and_foreign_publish_ids_are_refused(client: Client) -> None:
    publish_id, _ = await client.begin(await client.token("mara"))
    theo = await client.token("theo")

    unknown = await client.post("status/fetch", theo, {"publish_id": "v_pub_file~v2-1.1"})
    foreign = await client.post("status/fetch", theo, {"publish_id": publish_id})

    assert (unknown[0], unknown[1]["error"]["code"]) == (400, "invalid_publish_id")
    assert foreign[0] == 400
    assert foreign[1]["error"]["code"] == "token_not_authorized_for_specified_publish_id"


async def test_an_abandoned_upload_fails_after_a_day(client: Client) -> None:
    publish_id, _ = await client.begin(await client.token())
    await client.control("PUT", "clock", {"offset_seconds": 86_300})
    before = await client.status(await client.token(), publish_id)
    await client.control("PUT", "clock", {"offset_seconds": 86_500})
    after = await client.status(await client.token(), publish_id)

    assert before == {"status": "PROCESSING_UPLOAD"}
    assert after == {"status": "FAILED", "fail_reason": "internal"}


async def test_a_publish_id_can_be_forgotten(client: Client) -> None:
    await client.switch(publish_ttl=3600)
    token = await client.token()
    publish_id, _ = await client.begin(token)
    await client.control("PUT", "clock", {"offset_seconds": 3700})

    _, answer = await client.post("status/fetch", token, {"publish_id": publish_id})

    assert answer["error"]["code"] == "invalid_publish_id"
