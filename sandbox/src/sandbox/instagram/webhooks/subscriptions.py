"""Who has asked to be told: the app, its Pages and its accounts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.instagram.graph.call import Side
from sandbox.instagram.settings import Settings

# https://developers.facebook.com/docs/instagram-platform/webhooks
MESSAGING = (
    "messages",
    "messaging_seen",
    "messaging_postbacks",
    "message_reactions",
    "messaging_referral",
    "message_edit",
    "standby",
)
NEEDED: Mapping[str, str] = {
    "comments": "instagram_manage_comments",
    "live_comments": "instagram_manage_comments",
    "mentions": "instagram_manage_comments",
    "story_insights": "instagram_manage_insights",
    **dict.fromkeys(MESSAGING, "instagram_manage_messages"),
}
ADVANCED_ONLY = ("comments", "live_comments")
PAGE_FIELDS = (
    "feed",
    "mention",
    "name",
    "picture",
    "category",
    "description",
    "conversations",
    "branded_camera",
    "general_info",
    "hours",
    "leadgen",
    "live_videos",
    "location",
    "messages",
    "messaging_postbacks",
    "ratings",
    "videos",
)


@dataclass
class AppSubscription:
    """One app's subscription to the object `instagram`."""

    callback_url: str
    verify_token: str = field(repr=False)
    fields: tuple[str, ...] = ()
    include_values: bool = True


@dataclass
class Subscriptions:
    """All three levels; `accounts` are those of Instagram Login and Unified Login."""

    apps: dict[Side, AppSubscription] = field(default_factory=dict)
    pages: dict[str, tuple[str, ...]] = field(default_factory=dict)
    accounts: dict[tuple[Side, str], tuple[str, ...]] = field(default_factory=dict)


def first_subscriptions(settings: Settings) -> Subscriptions:
    """What was set in the dashboards before the start."""
    urls: dict[Side, str] = {
        "facebook": settings.webhook_url,
        "instagram": settings.login_webhook_url,
    }
    apps = {
        side: AppSubscription(url, settings.verify_token, settings.webhook_fields)
        for side, url in urls.items()
        if url
    }
    return Subscriptions(apps)
