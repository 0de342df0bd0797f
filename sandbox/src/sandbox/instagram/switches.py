"""Everything about Instagram that may change while the sandbox runs: one switch each.

Where Meta's documentation leaves a question open or contradicts itself, a switch chooses the
answer; its default is the more likely one. A correct client works with every value.
"""

from typing import Annotated, Literal

from pydantic import Field, HttpUrl, NonNegativeFloat, NonNegativeInt, PositiveFloat, PositiveInt
from pydantic_settings import BaseSettings, SettingsConfigDict

from sandbox.instagram.permissions import BUSINESS, FACEBOOK, INSTAGRAM, UNIFIED

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
LONG_LIFE = 60 * DAY

Signature = Literal["good", "bad"]
Permissions = tuple[str, ...]


class GraphSwitches(BaseSettings):
    """Versions, limits and what the app is allowed."""

    model_config = SettingsConfigDict(
        env_prefix="SANDBOX_INSTAGRAM_", validate_assignment=True, extra="ignore"
    )

    strict_v27: bool = Field(True, description="refuse what v27 takes from new apps")
    oldest_version: PositiveInt = Field(21, description="an older version is served by this one")
    newest_version: PositiveInt = Field(27, description="a newer one is read as the id of a node")
    page_size: PositiveInt = Field(25, description="length of a list without a limit")
    id_seed: str = Field("", description="ids depend on it; empty: different at each start")
    require_proof: bool = Field(False, description="every call needs appsecret_proof")
    missing_proof_code: PositiveInt = Field(100, description="code where the proof is missing")
    missing_permission_code: Literal[10, 200] = Field(10, description="200 is answered with 403")
    live: bool = Field(True, description="whether the app is Live")
    access: Literal["advanced", "standard"] = Field(
        "advanced", description="standard: only people with a role on the app"
    )
    app_roles: tuple[str, ...] = Field((), description="handles that have a role on the app")
    app_permissions: Permissions = Field(
        (*FACEBOOK, *INSTAGRAM), description="others are an invalid scope"
    )
    # limits
    app_calls_per_user: NonNegativeInt = Field(200, description="calls an hour; 0: no limit")
    user_calls: NonNegativeInt = Field(0, description="calls an hour of one user; 0: no limit")
    calls_per_impression: NonNegativeInt = Field(4800, description="in 24 h; 0: no limit")
    impressions: PositiveInt = Field(10, description="impressions of every account in 24 h")
    regain_minutes: PositiveInt = Field(14, description="length of a block; each call restarts it")
    usage_key: Literal["account", "page", "business"] = Field(
        "account", description="whose id keys x-business-use-case-usage"
    )


class LoginSwitches(GraphSwitches):
    """Codes, tokens and their lives."""

    code_ttl: PositiveFloat = Field(HOUR, description="life of a code")
    short_token_lifetime: PositiveInt = 5100
    long_token_lifetime: PositiveInt = LONG_LIFE
    reexchange_renews: bool = Field(True, description="a long token exchanged again lives anew")
    exchange_tells_expiry: bool = Field(True, description="whether expires_in is answered")
    data_access_lifetime: PositiveInt = Field(90 * DAY, description="data_access_expires_at")
    data_access_ends: bool = Field(False, description="calls fail after data_access_expires_at")
    code_expired_subcode: NonNegativeInt = 36007
    code_redirect_subcode: NonNegativeInt = 36008
    delete_permissions_answer: Literal["object", "true"] = "object"
    config_permissions: Permissions = Field(BUSINESS, description="of CONFIG_ID")
    unified_permissions: Permissions = Field(UNIFIED, description="of UNIFIED_CONFIG_ID")
    unified_token_lifetime: NonNegativeInt = Field(LONG_LIFE, description="0: never ends")
    unified_targets: bool = Field(True, description="debug_token lists the accounts chosen")
    code_answer: Literal["flat", "data"] = Field(
        "flat", description="form of the short token of Instagram Login"
    )
    short_login_lifetime: PositiveInt = Field(HOUR, description="Instagram Login's short token")
    refresh_age: NonNegativeInt = Field(DAY, description="youngest token that may be refreshed")
    deauthorize_url: HttpUrl | None = Field(None, description="deauthorize callback")
    deletion_url: HttpUrl | None = Field(None, description="data deletion callback")
    signed_request_padding: bool = Field(False, description="keep the = of base64")
    page_token_outage: bool = Field(False, description="reads with Page tokens fail with 100/33")


class PublishingSwitches(LoginSwitches):
    """Containers, posts and places."""

    publish_token: Literal["both", "user", "page"] = Field(
        "both", description="which token may publish"
    )
    stories: Literal["all", "business"] = Field("all", description="who may publish stories")
    lone_video: Literal["refuse", "accept"] = Field(
        "refuse", description="VIDEO that is no carousel item"
    )
    lone_video_subcode: NonNegativeInt = 2207067
    quota_total: PositiveInt = Field(100, description="posts in 24 h: 100, 50 or 25")
    containers_per_day: PositiveInt = 400
    container_lifetime: PositiveFloat = DAY
    carousel_max: PositiveInt = Field(10, description="items of a carousel")
    hashtags_max: PositiveInt = 30
    mentions_max: PositiveInt = 20
    caption_unit: Literal["code_points", "utf16"] = "code_points"
    image_delay: NonNegativeFloat = Field(0.2, description="fetched to FINISHED, seconds")
    video_delay: NonNegativeFloat = Field(1, description="fetched to FINISHED, seconds")
    container_error: NonNegativeInt = Field(0, description="every new video ends with this subcode")
    fetch_timeout: PositiveFloat = Field(10, description="longest fetch of an image, seconds")
    video_checks: bool = Field(True, description="look into videos")
    republish: Literal["refuse", "same_id"] = Field("refuse", description="of a PUBLISHED one")
    publishing_blocked_code: NonNegativeInt = Field(
        0, description="each publish fails with it: PPA or 2FA is open; 0: none"
    )
    invalid_location_code: PositiveInt = 100
    not_professional_code: PositiveInt = Field(10, description="account turned personal")
    places: Literal["proof", "open", "feature_missing"] = Field(
        "proof", description="what /pages/search asks for"
    )


class Switches(PublishingSwitches):
    """First read from the environment; `PUT /control/switches` changes them."""

    # reading
    counter_seed: str = Field("sandbox", description="seed of all counters")
    insights_delay: NonNegativeFloat = Field(0, description="empty insights before, seconds")
    optional_metrics: bool = Field(True, description="profile_views, website_clicks are there")
    comment_page: PositiveInt = Field(50, description="most comments of one answer")
    # webhooks
    page_takes_instagram_fields: bool = Field(False, description="at /{page}/subscribed_apps")
    account_edge: bool = Field(
        False, description="/{account}/subscribed_apps with Facebook Login, not only with Unified"
    )
    comment_id_key: Literal["id", "comment_id"] = "id"
    comment_from_id: bool = Field(True, description="from.id in events of Instagram Login")
    ad_duplicate: bool = Field(False, description="each comment arrives as one on an ad too")
    webhook_timeout: PositiveFloat = 5
    retry_plan: Annotated[tuple[NonNegativeFloat, ...], Field(min_length=1)] = Field(
        (0, 30, 60, 300, 900, HOUR, 3 * HOUR), description="pauses; the last repeats"
    )
    retry_for: NonNegativeFloat = Field(36 * HOUR, description="then given up: 36 h or 7 days")
    webhook_duplicates: PositiveInt = Field(1, le=100, description="send every delivery n times")
    webhook_hold: bool = Field(False, description="keep deliveries back until released")
    webhook_drop: bool = Field(False, description="lose every delivery")
    webhook_jitter: NonNegativeFloat = Field(0, description="up to so much later, at random")
    webhook_signature: Signature = "good"
