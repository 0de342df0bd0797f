"""The posts that apps have started, and how far each one is."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from sandbox.tiktok.display.videos import Media
from sandbox.tiktok.posting.pulls import Pull
from sandbox.tiktok.uploads.upload import Upload

Mode = Literal["DIRECT_POST", "INBOX"]
Status = Literal[
    "PROCESSING_UPLOAD",
    "PROCESSING_DOWNLOAD",
    "SEND_TO_USER_INBOX",
    "PUBLISH_COMPLETE",
    "FAILED",
]


@dataclass
class Publish:
    """One post of one creator, from init on."""

    publish_id: str
    upload_id: str
    open_id: str
    mode: Mode
    created_at: float
    source: Upload | Pull
    media: Media = "VIDEO"
    title: str = ""
    description: str = ""
    privacy_level: str | None = None
    status: Status = "PROCESSING_UPLOAD"
    fail_reason: str | None = None
    post_ids: list[int] = field(default_factory=list)
    in_moderation: list[int] = field(default_factory=list)
    is_discarded: bool = False
    choices: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """A pulled post starts with its download."""
        if isinstance(self.source, Pull):
            self.status = "PROCESSING_DOWNLOAD"

    @property
    def upload(self) -> Upload | None:
        """The bytes of a FILE_UPLOAD."""
        return self.source if isinstance(self.source, Upload) else None

    @property
    def pull(self) -> Pull | None:
        """The addresses of a PULL_FROM_URL."""
        return self.source if isinstance(self.source, Pull) else None

    @property
    def publish_type(self) -> str:
        """The name of the mode in webhooks."""
        return "DIRECT_PUBLISH" if self.mode == "DIRECT_POST" else "INBOX_SHARE"

    @property
    def is_pending_share(self) -> bool:
        """An inbox post which its user has not posted yet."""
        return self.mode == "INBOX" and self.status not in ("PUBLISH_COMPLETE", "FAILED")

    def fail(self, reason: str) -> None:
        """End the post; the reason is one of TikTok's `fail_reason` values."""
        self.status, self.fail_reason = "FAILED", reason


class Publishes:
    """All posts, by publish_id, by user and by upload token."""

    def __init__(self) -> None:
        self._by_id: dict[str, Publish] = {}
        self._by_token: dict[str, Publish] = {}
        self._by_user: defaultdict[str, list[Publish]] = defaultdict(list)

    def __iter__(self) -> Iterator[Publish]:
        return iter(self._by_id.values())

    def add(self, publish: Publish) -> None:
        """Keep a post that init has just created."""
        self._by_id[publish.publish_id] = publish
        self._by_user[publish.open_id].append(publish)
        if publish.upload:
            self._by_token[publish.upload.token] = publish

    def find(self, publish_id: str) -> Publish | None:
        """The post of that id, of any user."""
        return self._by_id.get(publish_id)

    def find_by_upload(self, upload_id: str, token: str) -> Publish | None:
        """The post whose upload address has this id and token."""
        publish = self._by_token.get(token)
        return publish if publish and publish.upload_id == upload_id else None

    def of(self, open_id: str) -> list[Publish]:
        """A user's posts, oldest first."""
        return list(self._by_user.get(open_id, ()))

    def since(self, moment: float, open_id: str) -> list[Publish]:
        """A user's posts that a cap counts: begun after the moment and not failed."""
        return [p for p in self._by_user.get(open_id, ()) if counts(p, moment)]

    def creators_since(self, moment: float) -> set[str]:
        """The users with a post that a cap counts; their newest posts are looked at first."""
        return {
            open_id
            for open_id, own in self._by_user.items()
            if any(counts(publish, moment) for publish in reversed(own))
        }


def counts(publish: Publish, moment: float) -> bool:
    """Whether a cap that looks back to the moment counts the post."""
    return publish.created_at > moment and publish.status != "FAILED"
