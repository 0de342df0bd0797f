"""TikTok as the accounts of this service see it: its limits, its turns, the life of a grant."""

from datetime import timedelta
from types import MappingProxyType

from accounts.calls.rate_windows import Limits, Window
from accounts.platform import Platform
from accounts.profiles import PROFILE, USER_INFO
from accounts.turns import Turn, Turns
from platforms.tiktok.client import TikTok

PROVIDER = "tiktok"
# A window of its own for each endpoint, as TikTok's pages give a limit for each:
# https://developers.tiktok.com/doc/content-posting-api-reference-direct-post
LIMITS = Limits(
    PROVIDER,
    "TikTok",
    MappingProxyType(
        {
            "direct_init": Window(6),
            "inbox_init": Window(6),
            "photos_init": Window(6),
            "status": Window(30),
            "creator": Window(20),
            "video_list": Window(600),
            "video_query": Window(600),
            USER_INFO: Window(600),
            "cancel": Window(30),  # TikTok publishes none: as for the status
        }
    ),
)
# Whether a refresh begins the year anew TikTok leaves open:
# https://developers.tiktok.com/doc/oauth-user-access-token-management
GRANT_LIFE, WARNED_BEFORE = timedelta(days=365), timedelta(days=35)
SAMPLE, RECONCILE = "sample", "reconcile"
DAY = timedelta(hours=24)
VIDEO_LIST = frozenset({"video.list"})


def platform(tiktok: TikTok) -> Platform:
    """Describe TikTok to the library of accounts."""
    return Platform(PROVIDER, "TikTok", lambda _account: tiktok, GRANT_LIFE, WARNED_BEFORE)


def turns(sample: timedelta = DAY, reconcile: timedelta = DAY) -> Turns:
    """Say how often an account's totals are sampled, its video list and its profile are read."""
    return {
        SAMPLE: Turn(sample, VIDEO_LIST),
        RECONCILE: Turn(reconcile, VIDEO_LIST),
        PROFILE: Turn(reconcile, frozenset({"user.info.basic"})),
    }
