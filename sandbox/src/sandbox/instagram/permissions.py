"""The permissions of each login, and which of them each kind of call needs."""

from collections.abc import Mapping

FACEBOOK: Mapping[str, str] = {
    "public_profile": "your name and profile picture",
    "instagram_basic": "your Instagram profile and posts",
    "instagram_content_publish": "publish posts for you",
    "instagram_manage_comments": "read, answer, hide and delete comments",
    "instagram_manage_insights": "the insights of your posts",
    "instagram_manage_contents": "delete your posts",
    "instagram_manage_messages": "your messages",
    "pages_show_list": "the list of your Pages",
    "pages_read_engagement": "the content of your Pages",
    "pages_manage_metadata": "subscribe to the webhooks of your Pages",
    "business_management": "your business portfolios",
    "ads_management": "your ads",
    "ads_read": "the reports of your ads",
}
INSTAGRAM: Mapping[str, str] = {
    "instagram_business_basic": "your profile and posts",
    "instagram_business_content_publish": "publish posts for you",
    "instagram_business_manage_comments": "read, answer, hide and delete comments",
    "instagram_business_manage_insights": "the insights of your posts",
    "instagram_business_manage_messages": "your messages",
}
# Permissions of Instagram Login by their names of the Facebook side
SAME: Mapping[str, str] = {
    "instagram_basic": "instagram_business_basic",
    "instagram_content_publish": "instagram_business_content_publish",
    "instagram_manage_comments": "instagram_business_manage_comments",
    "instagram_manage_insights": "instagram_business_manage_insights",
    "instagram_manage_messages": "instagram_business_manage_messages",
}
UNIFIED = tuple(name for name in FACEBOOK if name.startswith("instagram_"))
BUSINESS = tuple(name for name in FACEBOOK if not name.startswith("ads_"))

READ = ("instagram_basic", "pages_read_engagement")
PUBLISH = (*READ, "instagram_content_publish")
COMMENTS = (*READ, "instagram_manage_comments")
INSIGHTS = (*READ, "instagram_manage_insights")
DELETE = ("instagram_basic", "instagram_manage_contents")
MESSAGES = "instagram_manage_messages"
SUBSCRIBE_PAGE = ("pages_manage_metadata",)

# What a Page role must allow, in the classic and in the new vocabulary
TASKS: Mapping[str, frozenset[str]] = {
    "instagram_content_publish": frozenset(
        {"MANAGE", "CREATE_CONTENT", "PROFILE_PLUS_FULL_CONTROL", "PROFILE_PLUS_CREATE_CONTENT"}
    ),
    "instagram_manage_comments": frozenset(
        {"MANAGE", "MODERATE", "PROFILE_PLUS_FULL_CONTROL", "PROFILE_PLUS_MODERATE"}
    ),
    "instagram_manage_insights": frozenset(
        {"MANAGE", "ANALYZE", "PROFILE_PLUS_FULL_CONTROL", "PROFILE_PLUS_ANALYZE"}
    ),
}
