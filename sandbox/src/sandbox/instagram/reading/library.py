"""Everything that is on Instagram: media, their comments, and mentions of others."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from sandbox.instagram.publishing.containers import Container, Tag

MediaType = Literal["IMAGE", "VIDEO", "CAROUSEL_ALBUM"]
Product = Literal["FEED", "REELS", "STORY"]

DAY = 86_400


@dataclass
class Media:
    """One post, story or carousel item; a `parent_id` makes it an item.

    `answers` are those of invited collaborators.
    """

    id: str
    account_id: str
    type: MediaType
    product: Product
    created_at: float
    caption: str = ""
    alt_text: str = ""
    children: list[str] = field(default_factory=list)
    parent_id: str = ""
    tags: tuple[Tag, ...] = ()
    collaborators: tuple[str, ...] = ()
    answers: dict[str, bool] = field(default_factory=dict)
    poll_options: tuple[str, ...] = ()
    poll_is_long: bool = False
    asks_for_comments: bool = False
    in_feed: bool = True
    is_ai_generated: bool = False
    comments_enabled: bool = True
    hides_likes: bool = False
    is_flagged: bool = False
    viewers: int | None = None

    @property
    def shortcode(self) -> str:
        """The part of the permalink that names it."""
        return f"Sim{int(self.id):x}"

    def is_listed(self, now: float, *, stories: bool) -> bool:
        """Whether it is in the feed's list, or among the stories, which last a day."""
        if self.parent_id or (self.product == "STORY") != stories:
            return False
        return not stories or now < self.created_at + DAY


def media_of(container: Container, media_id: str, now: float) -> Media:
    """What a container becomes; a reel's type reads VIDEO."""
    wish = container.wish
    products: dict[str, Product] = {"STORIES": "STORY", "REELS": "REELS"}
    kind: MediaType = "VIDEO" if wish.is_video else "IMAGE"
    return Media(
        media_id,
        container.account_id,
        "CAROUSEL_ALBUM" if wish.kind == "CAROUSEL" else kind,
        products.get(wish.kind, "FEED"),
        now,
        wish.caption,
        wish.alt_text,
        tags=wish.tags,
        collaborators=wish.collaborators,
        poll_options=wish.poll_options,
        poll_is_long=wish.poll_is_long,
        asks_for_comments=wish.asks_for_comments,
        in_feed=wish.share_to_feed,
        is_ai_generated=wish.is_ai_generated,
    )


@dataclass
class Comment:
    """A comment, or an answer to one; `author_id` is an account or somebody's scoped id."""

    id: str
    media_id: str
    text: str
    author_id: str
    author: str
    created_at: float
    parent_id: str = ""
    is_hidden: bool = False
    likes: int = 0


@dataclass(frozen=True)
class Mention:
    """An account is named in another's caption, or in a comment."""

    account_id: str
    media_id: str
    comment_id: str = ""


@dataclass(frozen=True)
class PrivateReply:
    """A direct message to who wrote a comment."""

    comment_id: str
    recipient_id: str
    text: str


@dataclass
class Library:
    """All of it, in the order of its making."""

    media: dict[str, Media] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    private_replies: list[PrivateReply] = field(default_factory=list)

    def __iter__(self) -> Iterator[Media]:
        return iter(self.media.values())

    def add(self, media: Media) -> None:
        """Put something live."""
        self.media[media.id] = media

    def of(self, account_id: str) -> list[Media]:
        """An account's posts and stories, newest first, without carousel items."""
        own = [one for one in self if one.account_id == account_id and not one.parent_id]
        return own[::-1]

    def remove(self, media: Media) -> None:
        """Delete a post with its items and comments."""
        gone = {media.id, *media.children}
        for media_id in gone:
            self.media.pop(media_id, None)
        kept = {k: one for k, one in self.comments.items() if one.media_id not in gone}
        self.comments = kept

    def comments_of(self, media_id: str) -> list[Comment]:
        """The comments of a post, newest first, without their answers."""
        found = [
            one for one in self.comments.values() if one.media_id == media_id and not one.parent_id
        ]
        return found[::-1]

    def replies_to(self, comment_id: str) -> list[Comment]:
        """The answers to a comment, oldest first."""
        return [one for one in self.comments.values() if one.parent_id == comment_id]

    def remove_comment(self, comment: Comment) -> None:
        """Delete a comment with its answers."""
        for one in (comment, *self.replies_to(comment.id)):
            self.comments.pop(one.id, None)
