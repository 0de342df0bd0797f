"""A log of mixed events, made with the contracts: accounts, their posts, and deliveries about them.

Of a hundred records about eighty are events of an account, and twenty are deliveries. Fifty
accounts are told side by side, as they would be in life.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count, islice, zip_longest
from typing import Any
from uuid import UUID, uuid4, uuid5

from aiokafka import AIOKafkaProducer

from common.event import NAMESPACE, Envelope, Event, event_id
from contracts.accounts import AccountConnected, AccountRefreshed, ProfileObserved
from contracts.tiktok import events as tiktok
from contracts.webhooks import ReceivedHeader, WebhookReceived

BEGAN = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
POSTS_OF_AN_ACCOUNT, SIDE_BY_SIDE = 10, 50
TRACE = "00-{}-{}-00"
HEADERS = [
    ReceivedHeader(name="Content-Type", value="application/json"),
    ReceivedHeader(name="User-Agent", value="TikTok-Webhooks"),
    ReceivedHeader(name="Tiktok-Signature", value="t=1700000000,s=" + "a" * 64),
]
Told = tuple[Event, int | None]


def log(size: int) -> Iterator[Told]:
    """Give so many events, each with its sequence."""
    return islice(_side_by_side(), size)


def envelope(event: Event, sequence: int | None, at: datetime) -> Envelope:
    """Give an event the envelope that a service would."""
    source = f"/{event.TYPE.partition('.')[0]}"
    identity = event.TYPE if sequence is None else sequence
    trace = uuid5(NAMESPACE, event.subject).hex
    return Envelope(
        id=event_id(source, event.subject, identity),
        type=event.TYPE,
        source=source,
        subject=event.subject,
        time=at,
        sequence=sequence,
        correlation_id=trace,
        causation_id=str(uuid5(NAMESPACE, trace)),
        traceparent=TRACE.format(trace, trace[:16]),
    )


async def produce(servers: str, size: int) -> None:
    """Write the log into the topics of the events."""
    async with AIOKafkaProducer(
        bootstrap_servers=servers, acks="all", linger_ms=20, max_batch_size=1 << 19
    ) as producer:
        for number, (event, sequence) in enumerate(log(size)):
            told = envelope(event, sequence, BEGAN + timedelta(milliseconds=number))
            headers = [*told.headers(), *event.extra_headers()]
            await producer.send(event.topic, event.value(), event.key.encode(), headers=headers)
        await producer.flush()


def _side_by_side() -> Iterator[Told]:
    while True:
        stories = [_account() for _ in range(SIDE_BY_SIDE)]
        for step in zip_longest(*stories):
            yield from (told for told in step if told is not None)


def _account() -> Iterator[Told]:
    sequence = count(1)
    owner = {"provider": "tiktok", "account_id": uuid4(), "user_id": uuid4()}
    open_id = f"-000{owner['account_id']}"
    profile = {"display_name": "Ann O'Nymous", "avatar_url": f"https://p16.example/{open_id}.jpeg"}
    grant = {
        "platform_user_id": open_id,
        "scopes": ["user.info.basic", "video.publish", "video.upload", "video.list"],
        "granted_at": BEGAN,
        "expires_at": BEGAN + timedelta(days=1),
        "refresh_expires_at": BEGAN + timedelta(days=365),
    }
    yield AccountConnected.model_validate(owner | profile | grant), next(sequence)
    for number in range(POSTS_OF_AN_ACCOUNT):
        yield from _post(owner, open_id, number)
    yield AccountRefreshed.model_validate(owner | grant | {"token_version": 2}), next(sequence)
    observed = profile | {"observed_at": BEGAN}
    yield ProfileObserved.model_validate(owner | observed), next(sequence)


def _post(owner: dict[str, Any], open_id: str, number: int) -> Iterator[Told]:
    sequence = count(1)
    post_id: UUID = uuid4()
    publish_id = f"v_pub_file~v2-1.{post_id.int % 10**19}"
    public_id = str(post_id.int % 10**19)
    values = {
        "account_id": owner["account_id"],
        "user_id": owner["user_id"],
        "post_id": post_id,
        "mode": "DIRECT_POST",
        "source": "FILE_UPLOAD",
        "title": f"Video {number} of a long series #one #two \N{CLAPPER BOARD}",
        "privacy_level": "PUBLIC_TO_EVERYONE",
        "video_size": 50_000_000,
        "attempt": 1,
        "chunk_sha256": [post_id.hex * 2],
        "digest": post_id.hex * 2,
        "observed_at": BEGAN,
        "by": "webhook",
        "platform_status": "PROCESSING_UPLOAD",
        "platform_post_id": public_id,
        "view_count": 1_000 * number,
        "like_count": 100,
        "comment_count": 10,
        "share_count": 1,
    }

    def tell(kind: type[Event], status: str, **more: object) -> Told:
        return kind.model_validate(values | {"status": status} | more), next(sequence)

    yield tell(tiktok.PostRequested, "INIT_ATTEMPTED")
    yield tell(tiktok.InitAttempted, "INIT_ATTEMPTED")
    values["publish_id"] = publish_id
    yield tell(tiktok.InitAccepted, "UPLOADING")
    yield tell(tiktok.UploadCompleted, "PROCESSING")
    yield tell(tiktok.StatusObserved, "PROCESSING")
    yield _delivery(open_id, publish_id, "post.publish.complete"), None
    yield tell(tiktok.PostPublished, "PUBLISH_COMPLETE")
    yield _delivery(open_id, publish_id, "post.publish.publicly_available"), None
    yield tell(tiktok.PostBecamePublic, "PUBLISH_COMPLETE")
    yield tell(tiktok.MetricsSampled, "PUBLISH_COMPLETE")


def _delivery(open_id: str, publish_id: str, name: str) -> WebhookReceived:
    created = int(BEGAN.timestamp())
    content = json.dumps({"publish_id": publish_id, "publish_type": "DIRECT_POST"})
    body = {
        "client_key": "awbenchmark",
        "event": name,
        "create_time": created,
        "user_openid": open_id,
        "content": content,
    }
    return WebhookReceived(
        provider="tiktok",
        platform_user_id=open_id,
        external_id=f"{name}|{open_id}|{publish_id}|{created}",
        verdict="verified",
        signature="t=1700000000,s=" + "a" * 64,
        event_type=name,
        publish_id=publish_id,
        occurred_at=BEGAN,
        headers=HEADERS,
        body=json.dumps(body).encode(),
    )
