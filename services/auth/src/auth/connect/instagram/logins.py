"""The logins of the apps that are set: none, one, or one of each side to choose from."""

from collections.abc import Callable, Mapping, Sequence

import aiohttp

from auth.connect.instagram.facebook import FacebookLogin
from auth.connect.instagram.own import InstagramLogin
from auth.connect.instagram.platform import INSTAGRAM, offered
from auth.connect.instagram.unified import UnifiedLogin
from auth.connect.login import Login
from auth.platform import Platform
from common.platform_calls import observer
from platforms.instagram.app import InstagramApp
from platforms.instagram.client import Instagram

LOGINS: Mapping[str, Callable[[Instagram, Platform], Login]] = {
    "facebook": FacebookLogin,
    "unified": UnifiedLogin,
    "instagram": InstagramLogin,
}


def instagram_logins(
    session: aiohttp.ClientSession, apps: Sequence[InstagramApp]
) -> tuple[Login, ...]:
    """Give a login for each app, the default first."""
    platform, observe = offered(apps), observer(INSTAGRAM.name)
    return tuple(LOGINS[app.login](Instagram(session, app, observe), platform) for app in apps)
