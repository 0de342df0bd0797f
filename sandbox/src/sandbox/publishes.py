"""The posts that apps have started, and how far each has come."""

import asyncio
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from sandbox.chunks import ByteRange, ChunkPlan

Mode = Literal["DIRECT_POST", "INBOX"]
Status = Literal["PROCESSING_UPLOAD", "SEND_TO_USER_INBOX", "PUBLISH_COMPLETE", "FAILED"]


class Upload:
    """The bytes of one post: hashed in order and forgotten.

    A chunk counts only once all of it arrived, so that a connection lost in the middle leaves
    the state as it was.
    """

    def __init__(self, plan: ChunkPlan, token: str, expires_at: float) -> None:
        self.plan = plan
        self.token = token
        self.expires_at = expires_at
        self.received = 0
        self.chunk_sizes: list[int] = []
        self.one_at_a_time = asyncio.Lock()
        self._digest = hashlib.sha256()

    @property
    def is_complete(self) -> bool:
        """Whether every byte arrived."""
        return self.received == self.plan.video_size

    @property
    def sha256(self) -> str:
        """Digest of the bytes stored so far."""
        return self._digest.hexdigest()

    def start_chunk(self) -> "hashlib._Hash":
        """A digest that continues from the stored bytes."""
        return self._digest.copy()

    def store(self, chunk: ByteRange, digest: "hashlib._Hash") -> None:
        """Count a whole chunk."""
        self._digest = digest
        self.received = chunk.last + 1
        self.chunk_sizes.append(chunk.length)


@dataclass
class Publish:
    """One post of one creator, from init on."""

    publish_id: str
    upload_id: str
    open_id: str
    mode: Mode
    created_at: float
    upload: Upload
    title: str = ""
    privacy_level: str | None = None
    status: Status = "PROCESSING_UPLOAD"
    fail_reason: str | None = None
    post_ids: list[int] = field(default_factory=list)
    choices: dict[str, bool] = field(default_factory=dict)

    @property
    def publish_type(self) -> str:
        """How webhooks call the mode."""
        return "DIRECT_PUBLISH" if self.mode == "DIRECT_POST" else "INBOX_SHARE"

    @property
    def is_pending_share(self) -> bool:
        """An inbox video which its user has not posted yet."""
        return self.mode == "INBOX" and self.status not in ("PUBLISH_COMPLETE", "FAILED")

    def fail(self, reason: str) -> None:
        """End the post; the reason is one of TikTok's `fail_reason` values."""
        self.status, self.fail_reason = "FAILED", reason


class Publishes:
    """All posts, by publish_id and by upload token."""

    def __init__(self) -> None:
        self._by_id: dict[str, Publish] = {}
        self._by_token: dict[str, Publish] = {}

    def __iter__(self) -> Iterator[Publish]:
        return iter(self._by_id.values())

    def add(self, publish: Publish) -> None:
        """Keep a post that init has just created."""
        self._by_id[publish.publish_id] = publish
        self._by_token[publish.upload.token] = publish

    def find(self, publish_id: str) -> Publish | None:
        """The post of that id, whoever's it is."""
        return self._by_id.get(publish_id)

    def find_by_upload(self, upload_id: str, token: str) -> Publish | None:
        """The post whose upload address carries both."""
        publish = self._by_token.get(token)
        return publish if publish and publish.upload_id == upload_id else None

    def since(self, moment: float) -> list[Publish]:
        """Posts begun after the moment that have not failed: those which caps count."""
        return [p for p in self if p.created_at > moment and p.status != "FAILED"]
