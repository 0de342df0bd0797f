"""Which Instagram accounts a consent of Facebook Login gives, and why a Page gives none.

https://developers.facebook.com/documentation/instagram-platform/overview
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from platforms.instagram.app import OWN_SCOPES, InstagramApp
from platforms.instagram.envelope import read_object
from platforms.instagram.requests import get
from platforms.protocol import Parsed, PlatformId, Request, Secret, Text

PAGE_FIELDS = (
    "id,name,access_token,tasks,"
    "instagram_business_account{id,username,name,profile_picture_url,followers_count,media_count},"
    "connected_instagram_account{id,username}"
)
USER_FIELDS = "id,username,name,profile_picture_url,followers_count,media_count"
MOST_PAGES = 100

AccessLevel = Literal["full", "publish", "read"]
Trouble = Literal[
    "permission_missing", "no_page_role", "page_without_instagram", "personal_account"
]

BASIC = "instagram_basic"
PUBLISH = "instagram_content_publish"
COMMENTS = "instagram_manage_comments"
INSIGHTS = "instagram_manage_insights"
# Pages name their roles in an old and in a new vocabulary.
MAY_PUBLISH = frozenset(
    {"MANAGE", "CREATE_CONTENT", "PROFILE_PLUS_FULL_CONTROL", "PROFILE_PLUS_CREATE_CONTENT"}
)
MAY_READ = MAY_PUBLISH | {
    "ANALYZE",
    "MODERATE",
    "ADVERTISE",
    "MESSAGING",
    "PROFILE_PLUS_ANALYZE",
    "PROFILE_PLUS_MODERATE",
    "PROFILE_PLUS_ADVERTISE",
    "PROFILE_PLUS_MESSAGING",
}


class InstagramProfile(Parsed):
    """An account as its Page names it; `username` may change, `id` does not."""

    id: PlatformId
    username: Text = ""
    name: Text = ""
    profile_picture_url: Text = ""
    followers_count: int = 0
    media_count: int = 0


class Page(Parsed):
    """A Facebook Page; what is connected but no business account is a personal one."""

    id: PlatformId
    name: Text = ""
    access_token: Secret | None = Field(default=None, repr=False)
    tasks: tuple[str, ...] = ()
    instagram_business_account: InstagramProfile | None = None
    connected_instagram_account: InstagramProfile | None = None


class Cursors(Parsed):
    """Where a list goes on."""

    after: Text = ""


class Paging(Parsed):
    """A list's end is the lack of `next`, whose address holds a token and is not followed."""

    cursors: Cursors = Cursors()
    next: Text = ""

    @property
    def after(self) -> str:
        """Give the cursor of the next page, or the empty text after the last one."""
        return self.cursors.after if self.next else ""


class PageList(Parsed):
    """Pages, and where the list goes on."""

    data: tuple[Page, ...]
    paging: Paging = Paging()


@dataclass(frozen=True, slots=True)
class Usable:
    """An account that may be connected, by which Page, and how far."""

    page: Page
    profile: InstagramProfile
    access_level: AccessLevel


@dataclass(frozen=True, slots=True)
class Unusable:
    """A Page that gives no account, and why."""

    page: Page
    trouble: Trouble


def pages_request(app: InstagramApp, token: str, after: str = "") -> Request:
    """Ask for Pages; those of a business portfolio are left out without `business_management`."""
    path = app.path("me", "accounts")
    return get(app, token, path, fields=PAGE_FIELDS, limit=MOST_PAGES, after=after)


def profile_request(app: InstagramApp, token: str, user_id: str) -> Request:
    """Ask who an account is: also what a personal one cannot be asked."""
    return get(app, token, app.path(user_id), fields=USER_FIELDS)


def read_pages(status: int, headers: Mapping[str, str], body: bytes) -> PageList:
    """Give a page of Pages."""
    return read_object(PageList, status, headers, body)


def read_profile(status: int, headers: Mapping[str, str], body: bytes) -> InstagramProfile:
    """Give the account."""
    return read_object(InstagramProfile, status, headers, body)


def judge(page: Page, granted: Collection[str]) -> Usable | Unusable:
    """Say whether a Page gives an account, by what was granted and what role the person has."""
    if BASIC not in granted:
        return Unusable(page, "permission_missing")
    profile = page.instagram_business_account
    if profile is None:
        personal = page.connected_instagram_account is not None
        return Unusable(page, "personal_account" if personal else "page_without_instagram")
    if page.access_token is None or not MAY_READ & set(page.tasks):
        return Unusable(page, "no_page_role")
    return Usable(page, profile, access_level(granted, page.tasks))


def usable_scopes(granted: Collection[str], tasks: Collection[str]) -> frozenset[str]:
    """Give what was granted without what the role on the Page does not let us do."""
    may_publish = bool(MAY_PUBLISH & set(tasks))
    return frozenset(granted) if may_publish else frozenset(granted) - {PUBLISH}


def access_level(granted: Collection[str], tasks: Collection[str] | None = None) -> AccessLevel:
    """Say how far an account may be used; `tasks` are None where there is no Page.

    `full` is publishing, comments and insights; `publish` is publishing alone.
    """
    scopes = {OWN_SCOPES.get(scope, scope) for scope in granted}
    may_publish = tasks is None or bool(MAY_PUBLISH & set(tasks))
    if not may_publish or PUBLISH not in scopes:
        return "read"
    return "full" if {COMMENTS, INSIGHTS} <= scopes else "publish"
