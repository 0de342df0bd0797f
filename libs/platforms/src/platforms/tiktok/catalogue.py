"""TikTok's error catalogue.

OAuth: https://developers.tiktok.com/doc/oauth-error-handling
API: https://developers.tiktok.com/doc/tiktok-api-v2-error-handling
Failures: https://developers.tiktok.com/doc/content-posting-api-reference-get-video-status
"""

from types import MappingProxyType
from typing import Literal

from platforms.catalogue import DAY, MINUTE, OPERATOR, Catalogue, Entry, failed_calls

Area = Literal["oauth", "api", "upload", "fail_reason", "photo_failure"]
CONNECT = "Connect the account again."
WAIT = "Wait a minute and try again."
TEN_MINUTES = 10 * MINUTE
NEW_FILE = "Export the video again, then try the post again with the new file."
TRY_AGAIN = "Try the post again."
BEGIN_ANEW = "Try the post again; the video is sent from its first byte."

OAUTH = (
    Entry("oauth", "access_denied", "user", "by_user",
          "You did not allow access, or TikTok does not let this account use Postlog.",
          "Connect TikTok again whenever you like."),
    Entry("oauth", "invalid_grant", "renew", "by_user",
          "TikTok's permission has run out or was used already.", CONNECT),
    Entry("oauth", "invalid_client", "ours", "never",
          "TikTok does not accept the key or secret of this app.", OPERATOR),
    Entry("oauth", "invalid_request", "ours", "never",
          "TikTok does not understand how this app asked.", OPERATOR),
    Entry("oauth", "invalid_scope", "ours", "never",
          "This app asked for a permission that TikTok has not given it.",
          f"{OPERATOR} Its settings must name only the permissions that the app was given."),
    Entry("oauth", "unauthorized_client", "ours", "never",
          "TikTok does not let this app connect accounts.", OPERATOR),
    Entry("oauth", "unsupported_grant_type", "ours", "never",
          "TikTok does not offer this way to connect.", OPERATOR),
    Entry("oauth", "unsupported_response_type", "ours", "never",
          "TikTok does not offer this way to answer.", OPERATOR),
    Entry("oauth", "server_error", "theirs", "later",
          "Something failed on TikTok's side.", WAIT, MINUTE),
    Entry("oauth", "temporarily_unavailable", "theirs", "later",
          "TikTok is overloaded or being maintained.", WAIT, MINUTE),
    Entry("oauth", "outcome_unknown", "theirs", "by_user",
          "The connection broke before TikTok's answer arrived.", CONNECT),
    Entry("oauth", "refresh_outcome_unknown", "renew", "by_user",
          "The answer to a token refresh was lost, and the old token works no longer.", CONNECT),
)  # fmt: skip

API = (
    Entry("api", "invalid_params", "ours", "never",
          "TikTok does not understand what was sent.", OPERATOR),
    Entry("api", "app_version_check_failed", "user", "after_change",
          "The TikTok app on your phone is too old for photo drafts.",
          "Update the TikTok app to version 31.8 or later and try again."),
    Entry("api", "invalid_publish_id", "theirs", "never",
          "TikTok does not know this post any longer.", "Look for the post in the TikTok app."),
    Entry("api", "token_not_authorized_for_specified_publish_id", "ours", "never",
          "TikTok says that this post belongs to another account.", OPERATOR),
    Entry("api", "publish_not_cancellable", "wait", "never",
          "TikTok is too far along to cancel this post.",
          "Wait until it is published and delete it in the TikTok app."),
    Entry("api", "scope_permission_missed", "renew", "by_user",
          "The account did not grant the permission that this needs.",
          "Connect the account again and allow every permission."),
    Entry("api", "scope_not_authorized", "renew", "by_user",
          "The account did not grant the permission that this needs.",
          "Connect the account again and allow every permission."),
    Entry("api", "invalid_file_upload", "user", "after_change",
          "TikTok cannot use this file.", NEW_FILE, change="media"),
    Entry("api", "access_token_invalid", "renew", "refresh_once",
          "TikTok no longer accepts the account's token.", CONNECT),
    Entry("api", "spam_risk_too_many_posts", "wait", "later",
          "This account has reached TikTok's limit of posts in 24 hours.",
          "Try again tomorrow; posts of other apps count too.", DAY),
    Entry("api", "spam_risk_too_many_pending_share", "wait", "later",
          "Too many drafts wait in this account's TikTok inbox.",
          "Post or discard drafts in the TikTok app, then try again.", TEN_MINUTES),
    Entry("api", "reached_active_user_cap", "wait", "later",
          "This app has reached TikTok's daily limit of accounts that may post.",
          "Try again tomorrow.", DAY),
    Entry("api", "spam_risk_user_banned_from_posting", "user", "never",
          "TikTok has banned this account from posting.",
          "Check the TikTok app for the reason and for a way to appeal."),
    Entry("api", "spam_risk", "user", "after_change",
          "TikTok takes this post for spam.", "Change the post before you try again.",
          change="post"),
    Entry("api", "unaudited_client_can_only_post_to_private_accounts", "user", "after_change",
          "Until TikTok has reviewed this app, it can post to private accounts only.",
          "Set the account to private in the TikTok app, then choose again who can see the post.",
          change="visibility"),
    Entry("api", "url_ownership_unverified", "ours", "after_change",
          "TikTok has not verified that the address of the file belongs to us.",
          "Upload the file instead, or use an address of a verified domain.", change="address"),
    Entry("api", "privacy_level_option_mismatch", "user", "after_change",
          "This account does not offer the chosen visibility at present.",
          "Choose one of the visibilities that are offered now.", change="visibility"),
    Entry("api", "internal_error", "theirs", "later",
          "Something failed on TikTok's side.", WAIT, MINUTE),
    Entry("api", "outcome_unknown", "theirs", "by_user",
          "TikTok's answer never arrived, so the post may exist.",
          "Look for the post in the TikTok app before you try again."),
)  # fmt: skip

# Nobody reads of it: TikTok is asked how much it has, and the upload goes on from there.
UPLOAD = (
    Entry("upload", "upload_out_of_step", "wait", "ask_status",
          "TikTok has received another part than the one that was sent.", "Go on with the upload."),
)  # fmt: skip

FAILURES = (
    Entry("fail_reason", "file_format_check_failed", "user", "after_change",
          "TikTok cannot read the format of this video.",
          "Use MP4, MOV or WebM, with H.264, H.265, VP8 or VP9.", change="media"),
    Entry("fail_reason", "duration_check_failed", "user", "after_change",
          "The video is longer or shorter than TikTok allows for this account.",
          "Cut the video, then try the post again with the new file.", change="media"),
    Entry("fail_reason", "frame_rate_check_failed", "user", "after_change",
          "TikTok takes 23 to 60 frames a second, and this video has another rate.", NEW_FILE,
          change="media"),
    Entry("fail_reason", "picture_size_check_failed", "user", "after_change",
          "The picture of this video is larger or smaller than TikTok takes.",
          "Use 360 to 4096 pixels a side.", change="media"),
    Entry("fail_reason", "internal", "theirs", "by_user",
          "Something failed on TikTok's side while it processed the post.", TRY_AGAIN),
    Entry("fail_reason", "video_pull_failed", "user", "by_user",
          "TikTok could not fetch the video from its address.",
          "Check that the address works without a redirect or sign-in, then try again."),
    Entry("fail_reason", "photo_pull_failed", "user", "by_user",
          "TikTok could not fetch a photo from its address; of several it does not say which.",
          "Check that every address works without a redirect or sign-in, then try again."),
    Entry("fail_reason", "publish_cancelled", "user", "by_user",
          "The post was cancelled.", "Start a new post whenever you like."),
    Entry("fail_reason", "auth_removed", "renew", "by_user",
          "Access to the account was withdrawn while TikTok worked on the post.", CONNECT),
    Entry("fail_reason", "spam_risk_too_many_posts", "wait", "later",
          "This account has reached TikTok's limit of posts in 24 hours.",
          "Try again tomorrow; posts of other apps count too.", DAY),
    Entry("fail_reason", "spam_risk_user_banned_from_posting", "user", "never",
          "TikTok has banned this account from posting.",
          "Check the TikTok app for the reason and for a way to appeal."),
    Entry("fail_reason", "spam_risk_text", "user", "after_change",
          "TikTok takes the text of this post for spam.", "Change the text before you try again.",
          change="text"),
    Entry("fail_reason", "spam_risk", "user", "after_change",
          "TikTok takes this post for spam.", "Change the post before you try again.",
          change="post"),
    Entry("fail_reason", "unsupported_video", "user", "after_change",
          "TikTok does not take this kind of file; nothing of it was sent.",
          "Use MP4, MOV or WebM with H.264, H.265, VP8 or VP9.", change="media"),
    Entry("fail_reason", "upload_expired", "user", "by_user",
          "TikTok's hour for this upload is over, and the video is not whole; nothing was posted.",
          BEGIN_ANEW),
    Entry("fail_reason", "upload_unknown", "theirs", "by_user",
          "TikTok does not know this upload any longer; nothing was posted.", BEGIN_ANEW),
    Entry("fail_reason", "upload_malformed", "ours", "by_user",
          "TikTok did not understand a part of the video; nothing was posted.", BEGIN_ANEW),
    Entry("fail_reason", "upload_unclear", "theirs", "by_user",
          "TikTok refused a part of the video; nothing was posted.", BEGIN_ANEW),
    Entry("fail_reason", "upload_end_unclear", "theirs", "by_user",
          "An answer to the end of the video was lost, and then TikTok refused it: it may have"
          " posted the video all the same.",
          "Check the TikTok app before you try again."),
    Entry("fail_reason", "upload_host_not_allowed", "ours", "never",
          "TikTok named an upload address that is not on the list; nothing was posted.", OPERATOR),
    Entry("fail_reason", "upload_terminated", "user", "by_user",
          "You gave this upload up.", "Start a new post whenever you like."),
)  # fmt: skip

# What is said otherwise of a post of photos: TikTok has the same codes, and other limits.
PHOTO_FAILURES = (
    Entry("photo_failure", "file_format_check_failed", "user", "after_change",
          "TikTok cannot read the format of a photo; of several it does not say which.",
          "Use JPEG or WebP; TikTok does not take PNG.", change="media"),
    Entry("photo_failure", "picture_size_check_failed", "user", "after_change",
          "A photo is larger than TikTok takes; of several it does not say which.",
          "Use photos of up to 20 MB, with a shorter side of up to 1080 pixels.",
          change="media"),
)  # fmt: skip


ENTRIES = (
    *OAUTH,
    *failed_calls("TikTok", "oauth", "later", WAIT),
    *API,
    *failed_calls("TikTok", "api", "later", WAIT),
    *UPLOAD,
    *FAILURES,
    *PHOTO_FAILURES,
)
# Other spellings: of older pages, and short forms that posts have failed with.
ALIASES = MappingProxyType(
    {
        "invalid_param": "invalid_params",
        "param_error": "invalid_request",
        "rate_limited": "rate_limit_exceeded",
        "upload": "upload_unclear",
        "file_format": "file_format_check_failed",
        "duration": "duration_check_failed",
        "frame_rate": "frame_rate_check_failed",
        "picture_size": "picture_size_check_failed",
    }
)
CATALOGUE = Catalogue("TikTok", ENTRIES, ALIASES)


def failure(code: str, media: str) -> Entry:
    """Explain why a post failed, with the limits of what it is made of."""
    found = CATALOGUE.entry("photo_failure", code) if media == "PHOTO" else None
    return found if found and found.is_known else CATALOGUE.entry("fail_reason", code)
