"""Instagram as the accounts of this service see it: its limits, its turns, the life of a grant."""

from datetime import timedelta
from types import MappingProxyType

from accounts.calls.rate_windows import Limits, Reach, Window
from accounts.platform import Platform
from accounts.profiles import PROFILE, USER_INFO
from accounts.turns import Turn, Turns
from instagram.clients import Clients
from instagram.consents import Consents
from platforms.errors import RateLimited

PROVIDER = "instagram"
HOUR, DAY = timedelta(hours=1), timedelta(hours=24)
SPAM = "2207051"


def reach(error: RateLimited) -> Reach:
    """Tell what Meta's refusal is about, by its code.

    https://developers.facebook.com/docs/graph-api/overview/rate-limiting
    """
    code, _, subcode = error.code.partition("/")
    if code in {"4", "341"} and subcode != SPAM:
        return "app"
    return "account" if code in {"17", "32", "613", "80001", "80002"} else "endpoint"


# 400 containers in 24 hours is Meta's rule. The others are ours, so that one account's work cannot
# use up what Meta counts for all: its own limit follows from impressions, and the answers' usage
# headers tell how full it is.
# https://developers.facebook.com/documentation/instagram-platform/content-publishing
LIMITS = Limits(
    PROVIDER,
    "Instagram",
    MappingProxyType(
        {
            "create_container": Window(400, DAY.total_seconds()),
            "container": Window(60),
            "send_bytes": Window(30),
            "publish": Window(30),
            "quota": Window(60),
            "list_media": Window(60),
            "media": Window(120),
            "insights": Window(120),
            "comments": Window(120),
            "reply": Window(30),
            "moderate": Window(60),
            "locations": Window(30),
            "pages": Window(20),
            "subscribe": Window(20),
            USER_INFO: Window(60),
        }
    ),
    reach,
)
SAMPLE, RECONCILE, STORIES, PAGE = "sample", "reconcile", "stories", "page"
# Each login has its own name for what it lets us do.
READING = frozenset({"instagram_basic", "instagram_business_basic"})
NUMBERS = frozenset({"instagram_manage_insights", "instagram_business_manage_insights"})
COMMENTING = frozenset({"instagram_manage_comments", "instagram_business_manage_comments"})
# A grant that cannot be prolonged ends with its token; any other does not end by itself.
WARNED_BEFORE = timedelta(days=10)


def platform(clients: Clients) -> Platform:
    """Describe Instagram to the library of accounts."""
    return Platform(
        PROVIDER,
        "Instagram",
        lambda account: Consents(clients, account),
        warned_before=WARNED_BEFORE,
    )


def turns(sample: timedelta = DAY, reconcile: timedelta = DAY) -> Turns:
    """Say how often numbers are sampled, the media list, the Page and the profile are read.

    Stories are listed every hour, since they are gone after a day.
    """
    return {
        SAMPLE: Turn(sample, NUMBERS),
        RECONCILE: Turn(reconcile, READING),
        STORIES: Turn(min(reconcile, HOUR), READING),
        PAGE: Turn(reconcile, READING),
        PROFILE: Turn(reconcile, READING),
    }
