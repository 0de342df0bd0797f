"""A record that no consumer can handle, appended as a platform's service would append one."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from aiokafka import AIOKafkaProducer
from control import Json

TOPIC = "instagram.media.v1"


@dataclass(frozen=True)
class Poison:
    """A mention that lacks what every mention has, and the same put right."""

    account_id: str
    broken: str
    mended: str


def mention_of(user_id: str, text: str) -> Poison:
    """Make a mention of an account that nobody else has anything to do with."""
    account_id, at = str(uuid4()), datetime.now(UTC).isoformat()
    good: Json = {
        "account_id": account_id,
        "user_id": user_id,
        "media_id": "17890000000000031",
        "comment_id": None,
        "text": text,
        "author_name": "somebody.else",
        "observed_at": at,
    }
    broken = {name: value for name, value in good.items() if name != "media_id"}
    return Poison(account_id, json.dumps(broken), json.dumps(good))


async def append(kafka: str, poison: Poison) -> None:
    """Append the broken one."""
    headers = {
        "ce_specversion": "1.0",
        "ce_id": str(uuid4()),
        "ce_type": "instagram.MentionReceived.v1",
        "ce_source": "/instagram",
        "ce_subject": f"mention|{poison.account_id}",
        "ce_time": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
        "ce_sequence": "1",
        "content-type": "application/json",
    }
    listed = [(name, text.encode()) for name, text in headers.items()]
    async with AIOKafkaProducer(bootstrap_servers=kafka, acks="all") as producer:
        key, value = poison.account_id.encode(), poison.broken.encode()
        await producer.send_and_wait(TOPIC, value, key=key, headers=listed)
