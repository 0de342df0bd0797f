"""Publishing a container, and how many posts the account has left.

https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user/media_publish
https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user/content_publishing_limit
"""

from collections.abc import Mapping

from pydantic import Field

from platforms.instagram.app import InstagramApp
from platforms.instagram.envelope import Created, read_object
from platforms.instagram.requests import delete, get, post
from platforms.protocol import Parsed, Request


class QuotaConfig(Parsed):
    """How many posts, within how many seconds."""

    quota_total: int = Field(gt=0)
    quota_duration: int = Field(default=86_400, gt=0)


class Quota(Parsed):
    """How many posts are used; Meta's pages disagree about the total, so only this one counts."""

    quota_usage: int = Field(ge=0)
    config: QuotaConfig

    @property
    def left(self) -> int:
        """Give how many posts may still be published now."""
        return max(0, self.config.quota_total - self.quota_usage)


class _Quotas(Parsed):
    data: tuple[Quota, ...] = Field(min_length=1)


def publish_request(app: InstagramApp, token: str, user_id: str, container_id: str) -> Request:
    """Publish. It has no idempotency key: any error may hide a post that is live."""
    path = app.path(user_id, "media_publish")
    return post(app, token, path, creation_id=container_id)


def quota_request(app: InstagramApp, token: str, user_id: str) -> Request:
    """Ask for the account's limit of posts."""
    path = app.path(user_id, "content_publishing_limit")
    return get(app, token, path, fields="config,quota_usage")


def delete_request(app: InstagramApp, token: str, media_id: str) -> Request:
    """Delete a post; needs `instagram_manage_contents`, and Facebook's side."""
    return delete(app, token, app.path(media_id))


def read_published(status: int, headers: Mapping[str, str], body: bytes) -> str:
    """Give the id of the medium."""
    return read_object(Created, status, headers, body).id


def read_quota(status: int, headers: Mapping[str, str], body: bytes) -> Quota:
    """Give the limit and what is used."""
    return read_object(_Quotas, status, headers, body).data[0]
