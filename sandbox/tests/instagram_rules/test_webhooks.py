"""Deliveries: exact bytes, signatures, preconditions, retries, batches and every disorder."""

import json
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sandbox.instagram.graph.answers import escaped
from sandbox.instagram.platform import Instagram
from sandbox.instagram.settings import Settings
from sandbox.instagram.webhooks.bodies import body_of, entries_of, signatures
from sandbox.instagram.webhooks.changes import Change
from sandbox.instagram.webhooks.deliveries import pauses
from sandbox.instagram.world import WORLD
from sandbox.server import serve

from .support import (
    BAKERY,
    CALLBACK,
    Answer,
    Client,
    Receiver,
    changes_of,
    eventually,
    is_genuine,
)

SECRET = "5f2b8c0d9a7e41c3b6f0e1d2c3b4a596"
ACCOUNT = "17841400000000001"
COMMON_NAME = "client.webhooks.fbclientcerts.com"


def comment(number: int, text: str, author: tuple[str, str]) -> Change:
    value: dict[str, object] = {
        "id": f"179000000000000{number}",
        "text": text,
        "from": {"id": author[0], "username": author[1]},
        "media": {"id": "17890000000000021", "media_product_type": "FEED"},
    }
    return Change("facebook", ACCOUNT, "comments", value)


def test_vector_1_body_and_both_signatures() -> None:
    change = comment(11, "Nice shot", ("990000000000001", "sample_fan"))
    body = body_of(entries_of([change], 1790000000, with_values=True))

    assert len(body) == 283
    assert signatures(SECRET, body) == {
        "X-Hub-Signature-256": "sha256="
        "13fe69293f7283e40e2b0d336e2cd8cb84c305da18730d83f7a94d2884ae1eae",
        "X-Hub-Signature": "sha1=19306c16f8ff2d35d95dfc3686b03b911338377f",
    }


def test_vector_2_escapes_what_is_beyond_ascii() -> None:
    text = "Größe? café \N{GRINNING FACE}"
    change = comment(12, text, ("990000000000002", "sample_fan2"))
    body = body_of(entries_of([change], 1790000001, with_values=True))

    assert len(body) == 314
    assert signatures(SECRET, body)["X-Hub-Signature-256"].endswith(
        "00163344d0f068233ad551ac9fafe4794544dde0291aaed06c3275923b79c1a2"
    )


def test_vector_3_escapes_slashes() -> None:
    value: dict[str, object] = {"id": "17900000000000013", "text": "see http://x.example/é"}
    change = Change("facebook", ACCOUNT, "comments", value)
    body = body_of(entries_of([change], 1790000002, with_values=True))

    assert len(body) == 185
    assert signatures(SECRET, body)["X-Hub-Signature-256"].endswith(
        "570d7332d51ed5e6b518d441ab0afc0828faba47aed3a45e0db2c773f8f6e238"
    )
    assert escaped("/") == r'"\/"'


def test_repeats_come_at_once_then_ever_more_seldom_for_36_hours() -> None:
    plan = list(pauses((0, 30, 60, 300, 900, 3600, 10_800), 36 * 3600))

    assert plan[:3] == [0, 30, 60]
    assert sum(plan) <= 36 * 3600 < sum(plan) + plan[-1]


async def connected(client: Client, receiver: Receiver) -> tuple[str, str]:
    """A token and a media, with every switch of the deliveries on."""
    token = await client.token()
    await client.subscribe(receiver)
    await client.subscribe_page(token)
    return token, await client.live(token)


async def test_a_comment_is_told_signed_with_raw_bytes(client: Client, receiver: Receiver) -> None:
    _, media = await connected(client, receiver)

    made = await client.comment(media, text="Größe/é")

    [(headers, body)] = await receiver.wait_for(1)
    assert is_genuine(headers, body, client.world.settings.app_secret)
    assert headers["X-Hub-Signature"].startswith("sha1=")
    assert rb"Gr\u00f6\u00dfe\/\u00e9" in body
    event = json.loads(body)
    assert (event["object"], event["entry"][0]["id"]) == ("instagram", BAKERY)
    assert event["entry"][0]["time"] < 10**11
    [change] = changes_of(body)
    assert change["field"] == "comments"
    assert change["value"]["id"] == made["id"]
    assert change["value"]["media"] == {"id": media, "media_product_type": "FEED"}


async def test_ones_own_comment_comes_back_as_an_event(client: Client, receiver: Receiver) -> None:
    token, media = await connected(client, receiver)

    await client.post(f"{media}/comments", token, message="ours")

    [(_, body)] = await receiver.wait_for(1)
    assert changes_of(body)[0]["value"]["from"] == {"id": BAKERY, "username": "harbour.bakery"}


async def test_an_answer_names_its_comment(client: Client, receiver: Receiver) -> None:
    _, media = await connected(client, receiver)
    made = await client.comment(media)

    await client.comment(media, parent_id=made["id"])

    (_, body) = (await receiver.wait_for(2))[1]
    assert changes_of(body)[0]["value"]["parent_id"] == made["id"]


async def test_the_comments_id_may_be_called_comment_id(client: Client, receiver: Receiver) -> None:
    await client.switch(comment_id_key="comment_id")
    _, media = await connected(client, receiver)

    made = await client.comment(media)

    [(_, body)] = await receiver.wait_for(1)
    value = changes_of(body)[0]["value"]
    assert (value["comment_id"], "id" in value) == (made["id"], False)


async def test_a_comment_on_a_boosted_post_arrives_twice(
    client: Client, receiver: Receiver
) -> None:
    await client.switch(ad_duplicate=True)
    _, media = await connected(client, receiver)

    await client.comment(media)

    values = [changes_of(body)[0]["value"] for _, body in await receiver.wait_for(2)]
    assert values[0]["id"] == values[1]["id"]
    assert sorted("ad_id" in value["media"] for value in values) == [False, True]


async def test_mentions_stories_and_messages_are_told(client: Client, receiver: Receiver) -> None:
    _, media = await connected(client, receiver)

    mention = await client.control("POST", "accounts/harbour.bakery/mention", {"in_comment": True})
    await client.control("POST", f"posts/{media}/story_insights", {"replies": 3})
    await client.control("POST", "accounts/harbour.bakery/message")

    bodies = [json.loads(body)["entry"][0] for _, body in await receiver.wait_for(3)]
    told = {
        one["changes"][0]["field"]: one["changes"][0]["value"] for one in bodies if "changes" in one
    }
    assert told["mentions"] == {
        "media_id": mention["media_id"],
        "comment_id": mention["comment_id"],
    }
    assert (told["story_insights"]["replies"], told["story_insights"]["reach"]) == (-1, 40)
    [message] = [one for one in bodies if "messaging" in one]
    assert message["time"] > 10**12
    assert message["messaging"][0]["recipient"] == {"id": BAKERY}


async def test_without_values_only_the_names_of_fields_are_told(
    client: Client, receiver: Receiver
) -> None:
    _, media = await connected(client, receiver)
    await client.subscribe(receiver, include_values=False)

    await client.comment(media)

    [(_, body)] = await receiver.wait_for(1)
    [entry] = json.loads(body)["entry"]
    assert entry["changed_fields"] == ["comments"]
    assert "changes" not in entry


async def deliveries(client: Client) -> list[Answer]:
    return list((await client.control("GET", "state"))["deliveries"])


@pytest.mark.parametrize(
    "missing",
    ["live", "access", "permission", "app", "field", "page", "public", "grant"],
)
async def test_nothing_is_told_while_one_precondition_is_missing(
    client: Client, receiver: Receiver, missing: str
) -> None:
    token, media = await connected(client, receiver)
    match missing:
        case "live":
            await client.switch(live=False)
        case "access":
            await client.switch(access="standard", app_roles=["nora"])
        case "permission":
            body = {"permission": "instagram_manage_comments"}
            await client.control("POST", "people/nora/revoke", body)
        case "app":
            await client.delete("700000000000001/subscriptions", client.app_token)
        case "field":
            await client.subscribe(receiver, fields=["mentions"])
        case "page":
            page = await client.page(token)
            await client.delete("me/subscribed_apps", page["access_token"])
        case "public":
            await client.control("PATCH", "accounts/harbour.bakery", {"is_public": False})
        case "grant":
            await client.control("POST", "people/nora/remove_app")

    await client.comment(media)

    assert await deliveries(client) == []


async def test_new_and_deleted_media_are_told_to_nobody(client: Client, receiver: Receiver) -> None:
    token, media = await connected(client, receiver)

    await client.live(token)
    await client.delete(media, token)
    await client.control("POST", "accounts/harbour.bakery/media")

    assert await deliveries(client) == []


async def test_a_delivery_is_repeated_until_200(client: Client, receiver: Receiver) -> None:
    _, media = await connected(client, receiver)
    receiver.statuses.extend([500, 202, 302])

    await client.comment(media)

    received = await receiver.wait_for(4)
    assert len({body for _, body in received}) == 1

    async def noted() -> object:
        [one] = await deliveries(client)
        return one["state"] == "delivered" and one["attempts"]

    attempts = await eventually(noted)
    assert [one["status"] for one in attempts] == [500, 202, 302, 200]


async def test_repeats_follow_the_sandboxs_clock_and_end_after_36_hours(
    client: Client, receiver: Receiver
) -> None:
    await client.switch(retry_plan=[12 * 3600])
    _, media = await connected(client, receiver)
    receiver.statuses.extend([500] * 9)
    await client.comment(media)

    for count in range(1, 5):
        await receiver.wait_for(count)
        await eventually(lambda count=count: attempted(client, count))  # type: ignore[misc]
        await client.advance(12 * 3600)

    async def given_up() -> object:
        return (await deliveries(client))[0]["state"] == "given_up"

    assert await eventually(given_up)
    assert len(receiver.received) == 4


async def attempted(client: Client, count: int) -> bool:
    [one] = await deliveries(client)
    return len(one["attempts"]) == count


async def test_every_delivery_can_be_sent_n_times(client: Client, receiver: Receiver) -> None:
    await client.switch(webhook_duplicates=3)
    _, media = await connected(client, receiver)

    await client.comment(media)

    assert len({body for _, body in await receiver.wait_for(3)}) == 1


@pytest.mark.parametrize("order", ["fifo", "reversed"])
async def test_held_deliveries_are_released_in_a_chosen_order(
    client: Client, receiver: Receiver, order: str
) -> None:
    await client.switch(webhook_hold=True)
    _, media = await connected(client, receiver)
    made = [(await client.comment(media))["id"] for _ in range(3)]

    await client.control("POST", "webhooks/release", {"order": order})

    told = [changes_of(body)[0]["value"]["id"] for _, body in receiver.received]
    assert told == (made if order == "fifo" else made[::-1])


async def test_held_deliveries_come_in_batches_of_at_most_1000(
    client: Client, receiver: Receiver
) -> None:
    await client.switch(webhook_hold=True)
    _, media = await connected(client, receiver)
    world = client.world
    change = Change("facebook", BAKERY, "comments", {"id": media})
    for _ in range(1001):
        world.content.deliveries.announce(change)

    await client.control("POST", "webhooks/release", {"batch": True})

    counts = [len(changes_of(body)) for _, body in receiver.received]
    assert counts == [1000, 1]


async def test_a_dropped_delivery_never_arrives(client: Client, receiver: Receiver) -> None:
    await client.switch(webhook_drop=True)
    _, media = await connected(client, receiver)
    await client.comment(media, text="lost")
    await client.switch(webhook_drop=False)

    await client.comment(media, text="found")

    [(_, body)] = await receiver.wait_for(1)
    assert changes_of(body)[0]["value"]["text"] == "found"


async def test_deliveries_are_shuffled_by_a_jitter(client: Client, receiver: Receiver) -> None:
    await client.switch(webhook_jitter=0.05)
    _, media = await connected(client, receiver)
    made = {(await client.comment(media))["id"] for _ in range(9)}

    received = await receiver.wait_for(9)

    assert {changes_of(body)[0]["value"]["id"] for _, body in received} == made


@pytest.mark.parametrize("raw", [None, "not json"])
async def test_a_delivery_can_be_injected_and_badly_signed(
    client: Client, receiver: Receiver, raw: str | None
) -> None:
    await client.subscribe(receiver)
    wish = {"account": "harbour.bakery", "signature": "bad", "duplicate": 2, "raw": raw}

    await client.control("POST", "webhooks/inject", wish)

    assert len(receiver.received) == 2
    secret = client.world.settings.app_secret
    assert not any(is_genuine(headers, body, secret) for headers, body in receiver.received)


async def test_the_dashboards_test_event_has_the_id_0(client: Client, receiver: Receiver) -> None:
    await client.subscribe(receiver)

    await client.control("POST", "webhooks/test", {"field": "comments"})

    [(headers, body)] = receiver.received
    assert is_genuine(headers, body, client.world.settings.app_secret)
    assert json.loads(body)["entry"][0]["id"] == "0"


def authority(folder: Path) -> Path:
    """A test authority with a server's and a client's certificate, each in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    root = certificate("Test authority", key, None)
    (folder / "authority.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
    for file, name in (("server.pem", "127.0.0.1"), ("client.pem", COMMON_NAME)):
        own = ec.generate_private_key(ec.SECP256R1())
        signed = certificate(name, own, (root, key))
        secret = own.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        public = signed.public_bytes(serialization.Encoding.PEM)
        (folder / file).write_bytes(public + secret)
    return folder


def certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None,
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.BasicConstraints(issuer is None, None), critical=True)
    )
    if issuer:
        import ipaddress

        address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
        builder = builder.add_extension(x509.SubjectAlternativeName([address]), critical=False)
    return builder.sign(issuer[1] if issuer else key, hashes.SHA256())


@pytest.fixture
async def guarded(receiver: Receiver, tmp_path: Path) -> AsyncIterator[tuple[str, Path, list[str]]]:
    """A receiver that takes only who shows a certificate of the test authority."""
    folder, names = authority(tmp_path), list[str]()
    context = ssl.create_default_context(
        ssl.Purpose.CLIENT_AUTH, cafile=str(folder / "authority.pem")
    )
    context.load_cert_chain(folder / "server.pem")
    context.verify_mode = ssl.CERT_REQUIRED

    async def take(request: web.Request) -> web.Response:
        assert request.transport is not None
        shown = request.transport.get_extra_info("peercert")
        names.extend(value for part in shown["subject"] for _, value in part)
        return await receiver.take(request)

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    yield f"https://127.0.0.1:{runner.addresses[0][1]}/hook", folder, names
    await runner.cleanup()


async def test_deliveries_can_show_metas_client_certificate(
    receiver: Receiver, guarded: tuple[str, Path, list[str]]
) -> None:
    url, folder, names = guarded
    settings = Settings(
        port=0,
        login_port=0,
        redirect_uris=(CALLBACK,),
        webhook_url=url,
        client_certificate=str(folder / "client.pem"),
        receiver_authority=str(folder / "authority.pem"),
    )
    async with serve([Instagram(settings)]) as (instagram,), ClientSession() as session:
        client = Client(instagram.applications[0][WORLD], session)
        await client.control("POST", "webhooks/inject", {"account": "harbour.bakery"})

    assert len(receiver.received) == 1
    assert names == [COMMON_NAME]
