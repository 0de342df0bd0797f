"""Which metrics there are, for which kinds of media and in which forms."""

from collections.abc import Mapping
from dataclasses import dataclass

# https://developers.facebook.com/documentation/instagram-platform/reference/instagram-media/insights
ALL = ("FEED", "REELS", "STORY")
POSTS, REELS, STORY, NO_REELS = ("FEED", "REELS"), ("REELS",), ("STORY",), ("FEED", "STORY")
MEDIA_METRICS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("views", "reach", "shares", "total_interactions", "reposts"), ALL),
    **dict.fromkeys(("likes", "comments", "saved"), POSTS),
    "ig_reels_avg_watch_time": REELS,
    "ig_reels_video_view_total_time": REELS,
    "reels_skip_rate": REELS,
    **dict.fromkeys(("follows", "profile_visits", "profile_activity"), NO_REELS),
    **dict.fromkeys(("navigation", "replies", "link_clicks"), STORY),
    "crossposted_views": REELS,
    "facebook_views": ALL,
    "total_likes": POSTS,
    "total_comments": POSTS,
    "total_views": ALL,
    "impressions": NO_REELS,
}
FACEBOOK_ONLY = ("total_likes", "total_comments", "total_views")
MEDIA_BREAKDOWNS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "profile_activity": ("action_type", ("bio_link_clicked", "call", "email")),
    "navigation": ("story_navigation_action_type", ("tap_forward", "tap_back", "swipe_forward")),
}
IMPRESSIONS_END = 1719878400  # 2024-07-02


@dataclass(frozen=True)
class Metric:
    """The forms of an account's metric; a series has a value for each day."""

    periods: tuple[str, ...] = ("day",)
    has_total: bool = True
    has_series: bool = False
    breakdowns: tuple[str, ...] = ()
    is_demographic: bool = False
    needs_followers: bool = False


# https://developers.facebook.com/docs/instagram-platform/api-reference/instagram-user/insights
BY_PRODUCT = Metric(breakdowns=("media_product_type",))
DEMOGRAPHIC = Metric(
    ("lifetime",), breakdowns=("age", "city", "country", "gender"), is_demographic=True
)
ACCOUNT_METRICS: Mapping[str, Metric] = {
    "reach": Metric(has_series=True, breakdowns=("media_product_type", "follow_type")),
    "views": Metric(breakdowns=("follower_type", "media_product_type")),
    **dict.fromkeys(("accounts_engaged", "replies", "reposts"), Metric()),
    **dict.fromkeys(("likes", "comments", "saves", "shares", "total_interactions"), BY_PRODUCT),
    "profile_links_taps": Metric(breakdowns=("contact_button_type",)),
    "follows_and_unfollows": Metric(breakdowns=("follow_type",)),
    "follower_demographics": DEMOGRAPHIC,
    "engaged_audience_demographics": DEMOGRAPHIC,
    "follower_count": Metric(has_total=False, has_series=True, needs_followers=True),
    "online_followers": Metric(
        ("lifetime",), has_total=False, has_series=True, needs_followers=True
    ),
}
OPTIONAL: Mapping[str, Metric] = {"profile_views": Metric(), "website_clicks": Metric()}
BREAKDOWN_VALUES: Mapping[str, tuple[str, ...]] = {
    "media_product_type": ("POST", "REEL", "STORY"),
    "follow_type": ("FOLLOWER", "NON_FOLLOWER"),
    "follower_type": ("FOLLOWER", "NON_FOLLOWER"),
    "contact_button_type": ("CALL", "EMAIL"),
    "age": ("18-24", "25-34", "35-44"),
    "city": ("Varberg, Halland", "Lund, Skåne"),
    "country": ("SE", "DE"),
    "gender": ("F", "M", "U"),
}
FEWEST_FOLLOWERS = 100
TIMEFRAMES = ("this_week", "this_month")
