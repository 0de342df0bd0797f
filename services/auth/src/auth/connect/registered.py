"""The platforms that accounts can be connected of. A new one is a login and a line in each list."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import aiohttp

from auth.connect.instagram.logins import instagram_logins
from auth.connect.instagram.platform import INSTAGRAM
from auth.connect.instagram.withdrawals import SignedRequests
from auth.connect.login import Login
from auth.connect.tiktok import TIKTOK, TikTokLogin
from auth.connect.withdrawing import ReadsWithdrawals
from auth.platform import Platforms
from common.platform_calls import observer
from platforms.instagram.settings import InstagramSettings
from platforms.tiktok.client import TikTok
from platforms.tiktok.settings import TikTokSettings

PLATFORMS = Platforms([TIKTOK, INSTAGRAM])


class PlatformSettings(TikTokSettings, InstagramSettings):
    """Our apps at each platform."""


def withdrawal_readers(settings: PlatformSettings) -> Mapping[str, ReadsWithdrawals]:
    """Give the readers of the platforms that tell withdrawals."""
    return {INSTAGRAM.name: SignedRequests(settings.instagram_apps())}


@asynccontextmanager
async def open_logins(settings: PlatformSettings) -> AsyncIterator[tuple[Login, ...]]:
    """Keep the clients of the platforms, which count their calls.

    One session makes the calls for all users, so it must keep no cookie that an answer sets.
    """
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        app = settings.tiktok_app()
        client = TikTok(session, app, observe=observer(TIKTOK.name))
        yield (TikTokLogin(client, app), *instagram_logins(session, settings.instagram_apps()))
