"""Insights: which metrics each kind of medium has, and how their answers are read.

https://developers.facebook.com/documentation/instagram-platform/reference/instagram-media/insights
https://developers.facebook.com/docs/instagram-platform/api-reference/instagram-user/insights
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from pydantic import Field

from platforms.instagram.app import InstagramApp
from platforms.instagram.envelope import read_object
from platforms.instagram.media import Time
from platforms.instagram.requests import get
from platforms.protocol import Parsed, Request

EVERYWHERE = ("views", "reach", "shares", "total_interactions", "reposts")
OF_POSTS = ("likes", "comments", "saved")
MEDIA_METRICS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "FEED": (*EVERYWHERE, *OF_POSTS, "follows", "profile_visits"),
        "REELS": (
            *EVERYWHERE,
            *OF_POSTS,
            "ig_reels_avg_watch_time",
            "ig_reels_video_view_total_time",
        ),
        "STORY": (*EVERYWHERE, "follows", "profile_visits", "navigation", "replies"),
    }
)

# Totals of a day, and what is told as a series only. A metric of the latter kind fails with
# `total_value`, and those of the former without it.
ACCOUNT_TOTALS = (
    "reach",
    "views",
    "accounts_engaged",
    "total_interactions",
    "likes",
    "comments",
    "saves",
    "shares",
    "replies",
    "reposts",
    "profile_links_taps",
    "follows_and_unfollows",
)
FOLLOWER_COUNT = "follower_count"
"""New followers of the day; accounts with fewer than 100 followers have no such metric."""


class Value(Parsed):
    """A number, and the end of its day where it is one of a series; -1 stands for unknown."""

    value: int | float | None = None
    end_time: Time | None = None

    @property
    def known(self) -> int | float | None:
        """Give the number, or None where Instagram does not tell it."""
        return None if self.value is None or self.value < 0 else self.value


class Metric(Parsed):
    """A metric: one value, a series, or a total."""

    name: str = Field(pattern=r"^[a-z_]{1,80}$")
    values: tuple[Value, ...] = ()
    total_value: Value | None = None

    @property
    def total(self) -> int | float | None:
        """Give the total, or the last value of a series."""
        if self.total_value is not None:
            return self.total_value.known
        return self.values[-1].known if self.values else None


class MetricList(Parsed):
    """Metrics; data that is not there yet makes an empty list, not zeros."""

    data: tuple[Metric, ...]


def media_request(app: InstagramApp, token: str, media_id: str, metrics: Sequence[str]) -> Request:
    """Ask for a medium's metrics; one that it does not have fails the whole call."""
    return get(app, token, app.path(media_id, "insights"), metric=",".join(metrics))


def totals_request(
    app: InstagramApp, token: str, user_id: str, metrics: Sequence[str], span: tuple[int, int]
) -> Request:
    """Ask for an account's totals between two Unix times; one bad metric fails the whole call."""
    return _account_request(
        app, token, user_id, span, metric=",".join(metrics), metric_type="total_value"
    )


def series_request(
    app: InstagramApp, token: str, user_id: str, metric: str, span: tuple[int, int]
) -> Request:
    """Ask for a metric that is told day by day only."""
    return _account_request(app, token, user_id, span, metric=metric)


def span_of(begin: datetime, end: datetime) -> tuple[int, int]:
    """Give `since` and `until`."""
    return int(begin.timestamp()), int(end.timestamp())


def _account_request(
    app: InstagramApp, token: str, user_id: str, span: tuple[int, int], **asked: str
) -> Request:
    since, until = span
    path = app.path(user_id, "insights")
    return get(app, token, path, period="day", since=since, until=until, **asked)


def metrics_of(product_type: str) -> tuple[str, ...]:
    """Give the metrics that a kind of medium has; of an unknown kind those that all have."""
    return MEDIA_METRICS.get(product_type, EVERYWHERE)


def read_metrics(status: int, headers: Mapping[str, str], body: bytes) -> tuple[Metric, ...]:
    """Give the metrics."""
    return read_object(MetricList, status, headers, body).data
