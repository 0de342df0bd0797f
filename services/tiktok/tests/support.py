"""What the tests of this service say again and again."""

import json
from base64 import b64encode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import aiohttp

from common.event import Delivered, Envelope, Event
from contracts.auth import GrantIssued
from contracts.webhooks import WebhookReceived
from platforms.tiktok.app import TikTokApp
from platforms.tiktok.oauth import authorize_url
from tiktok.parts import Parts
from tiktok.posts.requests import PhotosRequest, UploadRequest
from tiktok.publishing.checks import Rules
from tiktok.publishing.drafts import InboxSlots
from vault.envelope import seal
from vault.keyring import Keyring

CLIENT_KEY = "awsandbox0postlog"
CLIENT_SECRET = "sandbox-secret-not-for-production"
REDIRECT_URI = "http://127.0.0.1:8080/api/auth/tiktok/callback"
SCOPES = ("user.info.basic", "video.publish", "video.upload")
VERIFIED = "media.example.com"
CLIP = f"https://{VERIFIED}/clip.mp4?signature=cnry-of-an-address"
RULES = Rules(InboxSlots(5, timedelta(hours=24)), (VERIFIED,))
Tables = dict[str, list[tuple[Any, ...]]]
OFFSETS = count()
Connect = Callable[..., Awaitable["Connected"]]
ConnectAgain = Callable[["Connected"], Awaitable[None]]
Events = Callable[[], Awaitable[list[tuple[str, str | None]]]]
ReadTables = Callable[[], Tables]


@dataclass
class Sandbox:
    """The sandbox's control API, and its consent page as a browser meets it."""

    url: str
    session: aiohttp.ClientSession
    app: TikTokApp

    async def control(self, method: str, path: str, body: object = None) -> Any:
        """Call the control API; its answer is JSON."""
        async with self.session.request(method, f"{self.url}/control/{path}", json=body) as answer:
            assert answer.status < 300, await answer.text()
            return await answer.json() if answer.status == 200 else None

    async def calls(self, path: str) -> int:
        """Count the requests that reached this path."""
        found = await self.control("GET", f"requests?path={path}")
        return int(found["count"])

    async def posted(self, user: str, count: int, **more: object) -> list[str]:
        """Let the user have posted before; gives the ids, the oldest first."""
        url = f"{self.url}/control/users/{user}/videos"
        async with self.session.post(url, json={"count": count, **more}) as answer:
            return [video["id"] for video in (await answer.json())["videos"]]

    async def code(self, user: str, scopes: tuple[str, ...] = SCOPES) -> str:
        """Allow everything on the consent page."""
        url = authorize_url(self.app, REDIRECT_URI, scopes, "state", None)
        form = [("user", user), ("decision", "allow"), *(("scope", scope) for scope in scopes)]
        async with self.session.post(url, data=form, allow_redirects=False) as answer:
            return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]


Told = TypeVar("Told", bound=Event)


async def bodies(parts: Parts, kind: type[Told]) -> list[Told]:
    """Read the events of one type that the outbox holds, in its order."""
    async with parts.pool.connection() as connection:
        cursor = await connection.execute("SELECT headers, value FROM outbox ORDER BY id")
        rows = [(dict(row[0]), row[1]) for row in await cursor.fetchall()]
    return [
        kind.from_record({}, value) for headers, value in rows if headers["ce_type"] == kind.TYPE
    ]


def ring(path: Path, letter: bytes) -> Keyring:
    """A key ring with one key."""
    path.write_text(json.dumps({"primary": "k1", "keys": {"k1": b64encode(letter * 32).decode()}}))
    path.chmod(0o600)
    return Keyring.load(path)


def delivered(event: Event, sequence: int | None = None) -> Delivered:
    """A record as the consumer would hand it over."""
    envelope = Envelope(
        id=str(uuid4()),
        type=event.TYPE,
        source="/test",
        subject=event.subject,
        time=datetime.now(UTC),
        sequence=sequence,
    )
    return Delivered(event.topic, 0, next(OFFSETS), event.key, envelope, event, {}, event.value())


def sealed_grant(
    grant_ring: Keyring,
    tokens: Any,
    sequence: int,
    account_id: UUID,
    user_id: UUID,
    name: str = "Someone",
) -> GrantIssued:
    """What `auth` appends after a callback."""
    place = {
        "topic": "grants.tiktok.v1",
        "account_id": str(account_id),
        "sequence": str(sequence),
    }
    secrets = {"access_token": tokens.access_token, "refresh_token": tokens.refresh_token}
    sealed = seal(grant_ring, json.dumps(secrets).encode(), place)
    now = datetime.now(UTC)
    return GrantIssued(
        provider="tiktok",
        account_id=account_id,
        user_id=user_id,
        client_key=CLIENT_KEY,
        platform_user_id=tokens.open_id,
        display_name=name,
        scopes=list(tokens.scopes),
        granted_at=now,
        expires_at=now + timedelta(seconds=tokens.expires_in),
        refresh_expires_at=now + timedelta(seconds=tokens.refresh_expires_in),
        sealed_tokens=b64encode(sealed).decode(),
    )


@dataclass(frozen=True)
class Connected:
    """A connected account, and who owns it."""

    account_id: UUID
    user_id: UUID
    open_id: str

    def request(self, **changes: Any) -> UploadRequest:
        """A small video to post, as even a private account may choose."""
        given = {
            "account_id": self.account_id,
            "video_size": 1000,
            "privacy_level": "SELF_ONLY",
            "disable_duet": True,
            "disable_stitch": True,
        }
        return UploadRequest.model_validate(given | changes)

    def draft(self, **changes: Any) -> UploadRequest:
        """A small video for the inbox."""
        given = {"account_id": self.account_id, "mode": "INBOX", "video_size": 1000}
        return UploadRequest.model_validate(given | changes)

    def fetched(self, url: str = CLIP, **changes: Any) -> UploadRequest:
        """A video that TikTok is to fetch."""
        return self.request(source="PULL_FROM_URL", video_size=None, video_url=url, **changes)

    def photos(self, **changes: Any) -> PhotosRequest:
        """Two photos to post."""
        given = {
            "account_id": self.account_id,
            "photo_images": [f"https://{VERIFIED}/1.jpg", f"https://{VERIFIED}/2.jpg"],
            "privacy_level": "SELF_ONLY",
        }
        return PhotosRequest.model_validate(given | changes)

    def photo_draft(self, **changes: Any) -> PhotosRequest:
        """A photo for the inbox."""
        given = {
            "account_id": self.account_id,
            "mode": "MEDIA_UPLOAD",
            "photo_images": [f"https://{VERIFIED}/1.jpg"],
        }
        return PhotosRequest.model_validate(given | changes)


def webhook(event: str, open_id: str, content: dict[str, object], at: int) -> WebhookReceived:
    """A verified delivery, as webhook-ingest appends it."""
    body = {
        "client_key": CLIENT_KEY,
        "event": event,
        "create_time": at,
        "user_openid": open_id,
        "content": json.dumps(content),
    }
    return WebhookReceived(
        provider="tiktok",
        platform_user_id=open_id,
        external_id=f"{event}|{open_id}|{content}|{at}",
        verdict="verified",
        body=json.dumps(body).encode(),
    )
