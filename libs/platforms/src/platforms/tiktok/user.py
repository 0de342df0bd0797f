"""Who connected: the user's profile, asked for only as far as the grant allows.

https://developers.tiktok.com/doc/tiktok-api-v2-get-user-info
"""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from platforms.protocol import Parsed, PlatformId, Request, Text, bearer
from platforms.tiktok.envelope import read_envelope

# One field outside the granted scopes fails the whole call.
FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "user.info.basic": ("open_id", "union_id", "display_name", "avatar_url"),
        "user.info.profile": ("username", "profile_deep_link", "is_verified"),
        "user.info.stats": ("follower_count", "following_count", "likes_count", "video_count"),
    }
)


class User(Parsed):
    """A TikTok user as this app may see them; `open_id` differs from app to app."""

    open_id: PlatformId
    union_id: Text = ""
    display_name: Text = ""
    avatar_url: Text = ""
    username: Text = ""
    profile_deep_link: Text = ""
    is_verified: bool = False
    follower_count: int = 0
    following_count: int = 0
    likes_count: int = 0
    video_count: int = 0


class UserData(Parsed):
    """The envelope's `data`."""

    user: User


def user_info_request(token: str, granted_scopes: Collection[str]) -> Request:
    """Ask for every field that the granted scopes open."""
    fields = [
        field for scope, opens in FIELDS.items() if scope in granted_scopes for field in opens
    ]
    return Request("GET", f"/v2/user/info/?fields={','.join(fields)}", bearer(token))


def read_user(status: int, headers: Mapping[str, str], body: bytes) -> User:
    """Give the user, or raise."""
    return read_envelope(UserData, status, headers, body).user
