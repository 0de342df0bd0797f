"""Instagram as people read about it.

https://developers.facebook.com/documentation/instagram-platform/overview
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from auth.platform import AccessLevel, Feature, Platform
from platforms.instagram.accounts import access_level
from platforms.instagram.app import OWN_SCOPES, InstagramApp
from platforms.instagram.catalogue import CATALOGUE, OAUTH

FEATURES = (
    Feature(
        "instagram_basic",
        "profile",
        "The account cannot be used at all.",
        other_scope="instagram_business_basic",
    ),
    Feature(
        "instagram_content_publish",
        "publish",
        "Postlog cannot post to this account: the permission is missing, or a role on its"
        " Facebook Page that may create content.",
        other_scope="instagram_business_content_publish",
    ),
    Feature(
        "instagram_manage_comments",
        "comments",
        "Comments are not collected, and cannot be answered or hidden.",
        other_scope="instagram_business_manage_comments",
    ),
    Feature(
        "instagram_manage_insights",
        "metrics",
        "Views, reach and other numbers of posts are not collected.",
        other_scope="instagram_business_manage_insights",
    ),
    Feature(
        "pages_manage_metadata",
        "webhooks",
        "Instagram does not tell Postlog of new comments and mentions.",
        is_extra=True,  # Unified Login neither has nor needs it
    ),
    Feature(
        "instagram_manage_contents",
        "delete",
        "Postlog cannot delete posts of this account.",
        is_extra=True,
    ),
    Feature(
        "instagram_manage_messages",
        "messages",
        "Comments cannot be answered privately.",
        is_extra=True,
        other_scope="instagram_business_manage_messages",
    ),
)


def _level(scopes: Collection[str]) -> AccessLevel:
    return access_level(scopes)


INSTAGRAM = Platform(
    name="instagram",
    title="Instagram",
    catalogue=CATALOGUE,
    features=FEATURES,
    refusals=OAUTH,
    grant_ends="Instagram's permission for your account ends soon.",
    apps_at="Settings > Website permissions > Apps and websites; if you connected by Facebook, at"
    " facebook.com under Settings > Business integrations",
    level_of=_level,
    tells_withdrawals=True,
)


def login_name(app: InstagramApp) -> str:
    """Name an app's login: Facebook Login and Unified Login are two ways to use one app."""
    return "instagram" if app.login == "instagram" else "facebook"


def offered(apps: Sequence[InstagramApp]) -> Platform:
    """Say what this installation asks for, and by which logins it may be given."""
    asked = dict.fromkeys(scope for app in apps for scope in _asked(app))
    return replace(INSTAGRAM, asked=tuple(asked), logins=tuple(login_name(app) for app in apps))


def _asked(app: InstagramApp) -> Sequence[str]:
    """Give the scopes in the names of the Facebook side; a configuration has no Page in it."""
    if app.login == "unified":
        return [scope for scope in app.scopes if scope.startswith("instagram_")]
    return [OWN_SCOPES.get(scope, scope) for scope in app.scopes]
