"""A topic of a test's own with events of several days, and what was exported of it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid5

from aiokafka import AIOKafkaProducer
from pyarrow import parquet

from common.event import NAMESPACE, Envelope, Event, event_id
from contracts.accounts import AccountConnected
from contracts.tiktok.events import MetricsSampled
from contracts.webhooks import WebhookReceived

BEGAN = datetime(2026, 11, 1, 23, 0, tzinfo=UTC)
ACCOUNT, USER, POST = (uuid5(NAMESPACE, name) for name in ("account", "user", "post"))
Content = dict[str, bytes]


def connected() -> AccountConnected:
    """An account that was connected."""
    return AccountConnected(
        provider="tiktok",
        account_id=ACCOUNT,
        user_id=USER,
        platform_user_id="open-1",
        display_name="Alice",
        scopes=["user.info.basic", "video.publish"],
        granted_at=BEGAN,
        expires_at=BEGAN + timedelta(days=1),
        refresh_expires_at=BEGAN + timedelta(days=10),
    )


def sampled(views: int) -> MetricsSampled:
    """The numbers of a video."""
    return MetricsSampled(
        account_id=ACCOUNT,
        user_id=USER,
        post_id=POST,
        status="PUBLISH_COMPLETE",
        platform_post_id="77",
        observed_at=BEGAN,
        view_count=views,
        like_count=1,
        comment_count=0,
        share_count=0,
    )


def delivered() -> WebhookReceived:
    """A webhook, whose body is bytes."""
    return WebhookReceived(
        provider="tiktok",
        platform_user_id="open-1",
        external_id="x|1",
        verdict="verified",
        body=b'{"event": "\xff"}',
    )


def envelope(event: Event, number: int) -> Envelope:
    """An envelope whose time moves on by an hour with each number."""
    return Envelope(
        id=event_id("/probe", event.subject, number),
        type=event.TYPE,
        source="/probe",
        subject=event.subject,
        time=BEGAN + timedelta(hours=number),
        sequence=number,
    )


async def append(servers: str, topic: str, events: Sequence[Event | bytes], first: int = 0) -> None:
    """Append events, and bytes that are none, to the partitions of a topic by turns."""
    async with AIOKafkaProducer(bootstrap_servers=servers, acks="all") as producer:
        for number, event in enumerate(events, first):
            if isinstance(event, bytes):
                await producer.send_and_wait(topic, event, key=b"k", partition=number % 2)
                continue
            headers = [*envelope(event, number).headers(), *event.extra_headers()]
            await producer.send_and_wait(
                topic, event.value(), key=event.key.encode(), headers=headers, partition=number % 2
            )


def files_in(folder: Path) -> Content:
    """Every file that a reader would see."""
    return {
        str(path.relative_to(folder)): path.read_bytes() for path in folder.glob("**/*.parquet")
    }


def places_in(folder: Path) -> list[tuple[int, int]]:
    """The partition and offset of every row of every file."""
    return sorted(
        (row["log_partition"], row["log_offset"])
        for path in folder.glob("**/*.parquet")
        for row in parquet.ParquetFile(path).read().to_pylist()
    )
