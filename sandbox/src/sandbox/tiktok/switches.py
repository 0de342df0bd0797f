"""Everything about TikTok that may change while the sandbox runs: one switch each.

Where TikTok's documentation leaves a question open, a switch chooses the answer; its default is
the more likely one. A correct client works with every value.
"""

from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    Field,
    HttpUrl,
    NonNegativeFloat,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

HOUR = 3600
DAY = 24 * HOUR

Signature = Literal["good", "bad", "stale"]
Check = Literal["ban", "privacy", "caps", "ownership"]
CHECKS: tuple[Check, ...] = ("ban", "privacy", "caps", "ownership")


def each_check_once(order: tuple[Check, ...]) -> tuple[Check, ...]:
    """An order of checks leaves none out."""
    if sorted(order) != sorted(CHECKS):
        raise ValueError(f"name each of {', '.join(CHECKS)} once")
    return order


class Switches(BaseSettings):
    """First read from the environment; `PUT /control/switches` changes them."""

    model_config = SettingsConfigDict(
        env_prefix="SANDBOX_", validate_assignment=True, extra="ignore"
    )

    # OAuth
    oauth_error_status: Literal[200, 400, 401] = Field(200, description="status of OAuth errors")
    rotation: Literal["always", "sometimes", "never"] = Field(
        "always", description="whether a refresh replaces the refresh token"
    )
    grace_seconds: NonNegativeFloat = Field(0, description="life of a replaced refresh token")
    refresh_window: Literal["restart", "fixed"] = Field(
        "restart", description="whether a refresh restarts the refresh token's lifetime"
    )
    old_access: Literal["keep", "revoke"] = Field(
        "keep", description="what a refresh does to the previous access token"
    )
    app_scopes: str = Field("all", description="scopes that the app was given; comma-separated")
    revoke_refusal: Literal["invalid_request", "invalid_grant"] = Field(
        "invalid_request", description="what a revocation with an ended access token is told"
    )
    pkce_web: Literal["verify_if_sent", "required", "ignore"] = Field(
        "verify_if_sent", description="PKCE of a web app"
    )
    code_ttl: PositiveFloat = Field(600, description="life of an authorization code")
    access_token_lifetime: PositiveInt = Field(DAY, description="expires_in of new access tokens")
    refresh_token_lifetime: PositiveInt = Field(
        365 * DAY, description="refresh_expires_in of new refresh tokens"
    )
    client_token_lifetime: PositiveInt = Field(7200, description="life of a client token")
    oauth_per_minute: NonNegativeInt = Field(0, description="OAuth calls of the app; 0: no limit")
    scope_fail: Literal[401, 400] = Field(401, description="user/info field outside the grant")

    # the app
    audited: bool = Field(True, description="whether the app passed the content posting audit")
    unaudited_level: Literal["force", "refuse"] = Field(
        "force", description="unaudited app, private account, level other than SELF_ONLY"
    )
    target_users: tuple[str, ...] = Field(
        (), description="handles of an app in TikTok's sandbox; none: everybody may connect"
    )
    active_user_cap: PositiveInt = Field(5, description="creators in 24 h of an unaudited app")

    # posting
    param_code: Literal["invalid_params", "invalid_param"] = "invalid_params"
    chunk_mb: Literal["union", "strict"] = Field(
        "union", description="chunk size bounds: either reading of MB, or only where both agree"
    )
    max_file: PositiveInt = 4 * 1024**3
    init_order: Annotated[tuple[Check, ...], AfterValidator(each_check_once)] = Field(
        CHECKS, description="in which order an init is judged, once its shape is right"
    )
    text_overflow: Literal["refuse", "truncate", "accept"] = Field(
        "refuse", description="a text over its UTF-16 units: caption 2200, photo title 90, 4000"
    )
    brand_private: Literal["accept", "refuse"] = Field(
        "accept", description="branded content with SELF_ONLY"
    )
    photo_min: NonNegativeInt = Field(1, description="fewest photos of a post")
    photo_aigc: Literal["top_level", "post_info", "both"] = Field(
        "top_level", description="where the photo init reads is_aigc"
    )
    photo_draft_prefix: Literal["p_pub_url~v2", "p_inbox_url~v2"] = Field(
        "p_pub_url~v2", description="publish_id of a photo MEDIA_UPLOAD"
    )
    posts_per_day: PositiveInt = Field(15, description="direct posts a creator in 24 h")
    pending_limit: PositiveInt = Field(5, description="unposted inbox shares of a creator")
    pending_ttl: PositiveFloat = Field(DAY, description="after which a share no longer counts")
    discard_frees: bool = Field(True, description="whether a discarded draft no longer counts")
    publish_ttl: PositiveFloat = Field(365 * DAY, description="how long a publish_id is known")
    abandon: PositiveFloat = Field(DAY, description="after which an unfinished upload FAILED")

    # upload host
    upload_url_lifetime: PositiveFloat = HOUR
    range_echo: Literal["count", "last"] = Field(
        "count", description="number in the answered Content-Range"
    )
    reput: Literal[416, 206] = Field(416, description="answer to a range already stored")
    missing_range: Literal[416, 400] = Field(416, description="answer to no Content-Range")
    upload_body: Literal["empty", "json"] = Field("empty", description="body of 201 and 206")

    # PULL_FROM_URL
    pull_http: bool = Field(False, description="fetch plain http too, for tests on one machine")
    pull_timeout: PositiveFloat = Field(HOUR, description="longest download, by the sandbox clock")
    pull_rate: NonNegativeInt = Field(0, description="bytes a second; 0: as fast as they come")
    cancel_until: float = Field(
        0.9, ge=0, le=1, description="share of the bytes after which a pull is not cancellable"
    )

    # media
    media_checks: Literal["photos", "all", "off"] = Field(
        "photos", description="which media are looked into; all: also videos"
    )

    # video list and query
    cursor0: Literal["epoch", "first_page"] = Field("epoch", description="what cursor 0 means")
    foreign_ids: Literal["omit", "refuse"] = Field(
        "omit", description="query of ids that are not the user's public videos"
    )
    photos_listed: bool = Field(True, description="whether photo posts are in the video list")
    counter_seed: str = Field("sandbox", description="seed of views, likes, comments, shares")

    # how posts move
    processing_delay: NonNegativeFloat = Field(0.5, description="last byte to posted, seconds")
    moderation_delay: NonNegativeFloat = Field(0.5, description="posted to public, seconds")
    hang: bool = Field(False, description="posts stay in processing for ever")
    fail_reason: str | None = Field(None, description="every post FAILED with this reason")
    moderation: Literal["pass", "refuse", "hold"] = Field(
        "pass", description="hold: until the control API decides on the post"
    )

    # limits a minute, for each user and endpoint
    init_per_minute: PositiveInt = 6
    creator_info_per_minute: PositiveInt = 20
    status_per_minute: PositiveInt = 30
    cancel_per_minute: NonNegativeInt = Field(0, description="0: no limit; none is published")
    display_per_minute: PositiveInt = 600
    display_limit_key: Literal["user", "app"] = "user"
    limit_window: PositiveFloat = Field(60, description="length of the sliding window, seconds")
    count_refused: bool = Field(True, description="whether refused inits use up the limit")

    # webhooks
    webhook_url: HttpUrl | None = Field(None, description="where deliveries go")
    webhook_timeout: PositiveFloat = 5
    retry_plan: tuple[PositiveFloat, ...] = Field(
        (1, 2, 4, 8, 16, 32, 60), min_length=1, description="pauses; the last one repeats"
    )
    retry_for: NonNegativeFloat = Field(72 * HOUR, description="then the delivery is given up")
    resign: bool = Field(True, description="sign each attempt anew, or keep the first t")
    webhook_duplicates: PositiveInt = Field(1, le=100, description="send every delivery n times")
    webhook_hold: bool = Field(False, description="keep deliveries back until released")
    webhook_delay: NonNegativeFloat = Field(0, description="before the first attempt, seconds")
    webhook_jitter: NonNegativeFloat = Field(0, description="up to so much more, at random")
    challenge: bool = Field(False, description="deliver only to who echoed a GET challenge")
    webhook_drop: bool = Field(False, description="lose every delivery")
    webhook_signature: Signature = "good"
    stale_seconds: NonNegativeInt = Field(80 * HOUR, description="age of t where stale")
