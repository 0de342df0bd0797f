"""Deliveries: signature, exact bodies, retries until 200, and every kind of disorder."""

import json
from itertools import islice

import pytest

from sandbox.tiktok.webhooks import Notice, pauses, sign

from .support import Answer, Client, Eventually, Receiver, content_of, is_genuine

SECRET = "simsecret_9f2c41d07be84a55"
KEY = "awsim0k3yexample"
OPEN_ID = "-000SimOpenIdAlpha_0001"


def test_vector_1_body_and_signature() -> None:
    content = {
        "publish_id": "v_pub_file~v2-1.7650000000000000123",
        "publish_type": "DIRECT_PUBLISH",
        "post_id": "7650000000000009876",
    }
    body = Notice("post.publish.publicly_available", OPEN_ID, content, 1790000123).body(KEY)

    assert len(body) == 281
    assert sign(SECRET, 1790000125, body) == (
        "t=1790000125,s=ab884bb28ed5de5565bfdfd62c98851fe4280c3d99c569cdd42c8cef867b5aa3"
    )


def test_vector_2_is_signed_over_the_raw_bytes() -> None:
    body = (
        b'{"client_key": "awsim0k3yexample", "event": "post.publish.failed", '
        b'"create_time": 1790000200, "user_openid": "-000SimOpenIdAlpha_0001", '
        b'"content": "{\\"publish_id\\":\\"v_inbox_url~v2.7650000000000000456\\",'
        b'\\"reason\\":\\"video_pull_failed\\",\\"publish_type\\":\\"INBOX_SHARE\\"}"}'
    )

    assert len(body) == 271
    assert sign(SECRET, 1790000201, body) == (
        "t=1790000201,s=4f9880393a904671fb4a6d81f3d95cb2d1130a07df8d15f2cec1a3fe6805b8e4"
    )


def test_vector_3() -> None:
    body = (
        b'{"client_key":"awsim0k3yexample","event":"authorization.removed",'
        b'"create_time":1790000300,"user_openid":"-000SimOpenIdAlpha_0001",'
        b'"content":"{\\"reason\\": 1 }"}'
    )

    assert len(body) == 159
    assert sign(SECRET, 1790000301, body) == (
        "t=1790000301,s=fe9f6308c3561f578098af788c19fdf16444ea917a208f3b14d2e040d7f96741"
    )


def test_pauses_repeat_the_last_step_until_the_time_is_used_up() -> None:
    assert list(pauses((1, 2, 4), 20)) == [1, 2, 4, 4, 4, 4]
    assert list(pauses((5,), 4)) == []
    assert list(islice(pauses((1, 60), 72 * 3600), 3)) == [1, 60, 60]


async def delivered(client: Client, eventually: Eventually, count: int = 1) -> list[Answer]:
    """The sandbox's own record, once so many deliveries have arrived."""

    async def all_there() -> object:
        state = await client.control("GET", "state")
        done = [d for d in state["deliveries"] if d["state"] == "delivered"]
        return done if len(done) >= count else None

    return list(await eventually(all_there))


async def test_a_public_post_is_told_twice_signed_and_with_string_content(
    client: Client, receiver: Receiver
) -> None:
    token = await client.token("theo")
    publish_id = await client.publish(token, privacy_level="PUBLIC_TO_EVERYONE")

    first, second = await receiver.wait_for(2)

    secret = client.world.settings.client_secret
    assert is_genuine(*first, secret)
    assert is_genuine(*second, secret)
    complete, public = json.loads(first[1]), json.loads(second[1])
    assert complete.keys() == {"client_key", "event", "create_time", "user_openid", "content"}
    assert complete["event"] == "post.publish.complete"
    assert complete["user_openid"].startswith("-000")
    assert content_of(first[1]) == {"publish_id": publish_id, "publish_type": "DIRECT_PUBLISH"}
    assert public["event"] == "post.publish.publicly_available"
    [post] = await client.posts()
    assert content_of(second[1])["post_id"] == post["post_ids"][0]


async def test_a_post_made_private_again_is_told_with_the_platforms_misspelling(
    client: Client, receiver: Receiver
) -> None:
    token = await client.token("theo")
    publish_id = await client.publish(token, privacy_level="PUBLIC_TO_EVERYONE")
    await receiver.wait_for(2)
    await client.control("POST", f"publishes/{publish_id}/hide")

    *_, (_, body) = await receiver.wait_for(3)

    assert json.loads(body)["event"] == "post.publish.no_longer_publicaly_available"


async def test_an_inbox_delivery_is_told_as_inbox_share(client: Client, receiver: Receiver) -> None:
    source = {"source": "FILE_UPLOAD", "video_size": 3, "chunk_size": 3, "total_chunk_count": 1}
    _, answer = await client.post("inbox/video/init", await client.token(), {"source_info": source})
    await client.put(answer["data"]["upload_url"], b"abc", "bytes 0-2/3")

    [(_, body)] = await receiver.wait_for(1)

    assert json.loads(body)["event"] == "post.publish.inbox_delivered"
    assert content_of(body)["publish_type"] == "INBOX_SHARE"


async def test_a_delivery_is_repeated_until_200_and_signed_anew(
    client: Client, receiver: Receiver, eventually: Eventually
) -> None:
    receiver.statuses.extend([500, 202, 302, 204])

    await client.control("POST", "users/mara/disconnect")

    received = await receiver.wait_for(5)
    [delivery] = await delivered(client, eventually)
    assert [attempt["status"] for attempt in delivery["attempts"]] == [500, 202, 302, 204, 200]
    assert len({body for _, body in received}) == 1
    assert all(is_genuine(*one, client.world.settings.client_secret) for one in received)


async def test_a_receiver_that_is_down_gets_it_later(
    client: Client, receiver: Receiver, eventually: Eventually
) -> None:
    url = receiver.url
    await client.switch(webhook_url="http://127.0.0.1:9/hook")
    await client.control("POST", "users/mara/disconnect")

    async def refused() -> object:
        [delivery] = (await client.control("GET", "state"))["deliveries"]
        return delivery["attempts"]

    assert (await eventually(refused))[0]["status"] is None
    await client.switch(webhook_url=url)
    await receiver.wait_for(1)


async def test_a_delivery_is_given_up_when_its_time_is_over(
    client: Client, receiver: Receiver, eventually: Eventually
) -> None:
    await client.switch(retry_plan=[0.01], retry_for=0.025)
    receiver.statuses.extend([500] * 10)
    await client.control("POST", "users/mara/disconnect")

    async def given_up() -> object:
        [delivery] = (await client.control("GET", "state"))["deliveries"]
        return delivery if delivery["state"] == "given_up" else None

    assert len((await eventually(given_up))["attempts"]) == 3


async def test_a_repeated_delivery_may_keep_its_first_t(client: Client, receiver: Receiver) -> None:
    await client.switch(resign=False, retry_plan=[1.1])
    receiver.statuses.append(500)
    await client.control("POST", "users/mara/disconnect")

    received = await receiver.wait_for(2)

    assert len({headers["TikTok-Signature"] for headers, _ in received}) == 1


async def test_every_delivery_can_be_sent_n_times(client: Client, receiver: Receiver) -> None:
    await client.switch(webhook_duplicates=3)
    await client.control("POST", "users/mara/disconnect")

    received = await receiver.wait_for(3)

    assert len({body for _, body in received}) == 1


async def test_a_dropped_delivery_never_arrives(client: Client, receiver: Receiver) -> None:
    await client.switch(webhook_drop=True)
    await client.control("POST", "users/mara/disconnect")
    await client.switch(webhook_drop=False)
    await client.control("POST", "users/theo/disconnect")

    [(_, body)] = await receiver.wait_for(1)

    theo = client.user("theo")
    assert json.loads(body)["user_openid"] == theo.open_id


@pytest.mark.parametrize(
    ("order", "expected"), [("fifo", ["mara", "theo"]), ("reversed", ["theo", "mara"])]
)
async def test_held_deliveries_are_released_in_a_chosen_order(
    client: Client, receiver: Receiver, order: str, expected: list[str]
) -> None:
    await client.switch(webhook_hold=True)
    for handle in ("mara", "theo"):
        await client.control("POST", f"users/{handle}/disconnect")
    held = len(receiver.received)

    await client.control("POST", "webhooks/release", {"order": order})

    assert held == 0
    assert [json.loads(body)["user_openid"] for _, body in receiver.received] == [
        client.user(handle).open_id for handle in expected
    ]


async def test_without_a_receiver_a_delivery_is_only_written_down(
    client: Client, eventually: Eventually
) -> None:
    await client.switch(webhook_url=None)
    await client.control("POST", "users/mara/disconnect")

    async def unaddressed() -> bool:
        [delivery] = (await client.control("GET", "state"))["deliveries"]
        return bool(delivery["state"] == "unaddressed")

    await eventually(unaddressed)


@pytest.mark.parametrize("echoes", [True, False])
async def test_a_receiver_may_have_to_echo_a_challenge_first(
    client: Client, receiver: Receiver, eventually: Eventually, echoes: bool
) -> None:
    receiver.echoes = echoes
    await client.switch(challenge=True)
    await client.control("POST", "users/mara/disconnect")

    async def tried() -> object:
        [delivery] = (await client.control("GET", "state"))["deliveries"]
        return delivery["attempts"]

    [first, *_] = await eventually(tried)
    assert (first["status"], first["error"]) == (
        (200, None) if echoes else (None, "challenge_failed")
    )
    assert len(receiver.received) == (1 if echoes else 0)


async def test_deliveries_are_shuffled_by_a_jitter(client: Client, receiver: Receiver) -> None:
    await client.switch(webhook_jitter=0.05)
    users = [u["open_id"] for u in (await client.control("GET", "state"))["users"]]
    for handle in ("mara", "theo", "ines", "rolf") * 3:
        await client.control("POST", f"users/{handle}/disconnect")

    received = await receiver.wait_for(12)

    assert {json.loads(body)["user_openid"] for _, body in received} == set(users)
