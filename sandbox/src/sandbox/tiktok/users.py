"""The people who have TikTok accounts."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

PrivacyLevel = Literal[
    "PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "FOLLOWER_OF_CREATOR", "SELF_ONLY"
]


class Profile(BaseModel):
    """What a test may choose and change about a user."""

    model_config = ConfigDict(extra="forbid", validate_assignment=True)

    nickname: str = "Sandbox User"
    private: bool = True
    banned: bool = False
    comment_disabled: bool = False
    duet_disabled: bool = False
    stitch_disabled: bool = False
    max_video_post_duration_sec: int = 600
    is_verified: bool = False
    bio_description: str = ""
    follower_count: int = Field(0, ge=0)
    following_count: int = Field(0, ge=0)
    likes_count: int = Field(0, ge=0)
    posts_by_other_apps: int = Field(0, ge=0, description="count towards the cap of the day")
    app_version: str = Field("40.1.0", pattern=r"^\d+(\.\d+){0,3}$")


class User(BaseModel):
    """A person with one account; `open_id` identifies them for the one registered app."""

    handle: str
    open_id: str
    union_id: str
    profile: Profile

    @property
    def username(self) -> str:
        """The public @name."""
        return f"{self.handle}.sandbox"

    def privacy_options(self) -> list[PrivacyLevel]:
        """The levels this account may post with."""
        # https://developers.tiktok.com/doc/content-posting-api-reference-query-creator-info
        widest: PrivacyLevel = (
            "FOLLOWER_OF_CREATOR" if self.profile.private else "PUBLIC_TO_EVERYONE"
        )
        return [widest, "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"]


class Users:
    """All users, by handle and by open_id."""

    def __init__(self, client_key: str) -> None:
        self._client_key = client_key
        self._by_handle: dict[str, User] = {}
        self._by_open_id: dict[str, User] = {}
        for handle, profile in first_users().items():
            self.add(handle, profile)

    def __iter__(self) -> Iterator[User]:
        return iter(self._by_handle.values())

    def add(self, handle: str, profile: Profile) -> User:
        """A new user, or the existing one with a new profile."""
        open_id = open_id_of(self._client_key, handle)
        user = User(handle=handle, open_id=open_id, union_id=union_id_of(handle), profile=profile)
        self._by_handle[handle] = self._by_open_id[open_id] = user
        return user

    def by_handle(self, handle: str) -> User | None:
        """The user of that name, if there is one."""
        return self._by_handle.get(handle)

    def by_open_id(self, open_id: str) -> User:
        """The user of an id that the sandbox itself issued; raises KeyError for another."""
        return self._by_open_id[open_id]

    def find(self, name: str) -> User | None:
        """The user of that handle or open_id, if there is one."""
        return self._by_handle.get(name) or self._by_open_id.get(name)


def first_users() -> dict[str, Profile]:
    """One user of each kind that posting treats differently."""
    return {
        "mara": Profile(
            nickname="Mara Bakes",
            duet_disabled=True,
            stitch_disabled=True,
            bio_description="bread, mostly",
            follower_count=1204,
            following_count=88,
            likes_count=9120,
        ),
        "theo": Profile(nickname="Theo Rides", private=False, is_verified=True),
        "ines": Profile(nickname="Ines Quiet", private=False, comment_disabled=True),
        "rolf": Profile(nickname="Rolf Banned", banned=True),
    }


def open_id_of(client_key: str, handle: str) -> str:
    """The user's id for this app: the same after a restart, and with the `-` of real ones."""
    digest = hashlib.sha256(f"{client_key}/{handle}".encode()).digest()
    return f"-000{urlsafe_b64encode(digest).decode()[:32]}"


def union_id_of(handle: str) -> str:
    """The user's id across the apps of one developer."""
    return str(UUID(bytes=hashlib.sha256(handle.encode()).digest()[:16]))
