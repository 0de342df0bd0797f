"""Containers: what will become a post, and how far it has come."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from sandbox.instagram.switches import Switches
from sandbox.stage.media.probe import Probe

ContainerKind = Literal["IMAGE", "VIDEO", "REELS", "STORIES", "CAROUSEL"]
State = Literal["IN_PROGRESS", "FINISHED", "PUBLISHED", "ERROR", "EXPIRED"]


@dataclass(frozen=True)
class Tag:
    """Somebody tagged on a photo."""

    username: str
    x: float | None = None
    y: float | None = None


@dataclass(frozen=True)
class Wish:
    """What the app asks for, once it has passed every rule."""

    kind: ContainerKind
    url: str = ""
    is_video: bool = False
    is_item: bool = False
    is_resumable: bool = False
    caption: str = ""
    alt_text: str = ""
    location_id: str = ""
    tags: tuple[Tag, ...] = ()
    collaborators: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    cover_url: str = ""
    thumb_offset: int = 0
    share_to_feed: bool = True
    is_ai_generated: bool = False
    poll_options: tuple[str, ...] = ()
    poll_is_long: bool = False
    asks_for_comments: bool = False


@dataclass
class Upload:
    """The bytes pushed to the upload host; `announced` is their whole number."""

    announced: int = 0
    probe: Probe = field(default_factory=Probe)


@dataclass
class Container:
    """One container; `ready_at` is None until its file is there."""

    id: str
    account_id: str
    wish: Wish
    created_at: float
    ready_at: float | None = None
    failed_with: int = 0
    published_as: str = ""
    published_at: float = 0
    upload: Upload = field(default_factory=Upload)

    def state(self, now: float, lifetime: float) -> State:
        """What `status_code` says."""
        if self.published_as:
            return "PUBLISHED"
        if now >= self.created_at + lifetime:
            return "EXPIRED"
        is_ready = self.ready_at is not None and now >= self.ready_at
        if self.failed_with and (is_ready or self.ready_at is None):
            return "ERROR"
        return "FINISHED" if is_ready else "IN_PROGRESS"


class Containers:
    """All containers, by id."""

    def __init__(self, switches: Switches) -> None:
        self._switches = switches
        self._all: dict[str, Container] = {}

    def __iter__(self) -> Iterator[Container]:
        return iter(self._all.values())

    def add(self, container: Container) -> None:
        """Keep a new one."""
        self._all[container.id] = container

    def find(self, container_id: str) -> Container | None:
        """The container of that id, if there is one."""
        return self._all.get(container_id)

    def state(self, container: Container, now: float) -> State:
        """What its `status_code` says now."""
        return container.state(now, self._switches.container_lifetime)

    def created_since(self, account_id: str, moment: float) -> int:
        """How many an account has had made; children count too."""
        return sum(1 for one in self if one.account_id == account_id and one.created_at > moment)

    def published_since(self, account_id: str, moment: float) -> int:
        """How many posts an account has published; a carousel is one."""
        return sum(
            1
            for one in self
            if one.account_id == account_id and one.published_as and one.published_at > moment
        )
