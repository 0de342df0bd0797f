"""Every operation of the public API: who may use it, what it takes and what it gives."""

from accounts import avatars, covers
from accounts.errors import AccountDisconnected, ReauthorizationRequired
from common.endpoints import Endpoint, Header, SignedIn
from common.errors import InvalidRequest, NotFound, RateLimited
from common.idempotency import KeyReused, StillInProgress
from tiktok import errors
from tiktok.api import posts as handlers
from tiktok.api import uploads
from tiktok.api.views import CreatorAnswer, PostAnswer, StatusAnswer, VerifiedAnswer
from tiktok.posts.requests import PhotosRequest, PostChanges, UploadRequest

KEY = Header("Idempotency-Key", "1 to 200 printable characters: one key, one post.")
BEFORE_A_CALL = (NotFound, RateLimited, errors.AccountNotUsable, errors.ScopeMissing)
BEGINNING = (
    *BEFORE_A_CALL,
    errors.ChoiceRefused,
    errors.UrlOwnershipUnverified,
    errors.CannotPost,
    errors.PostRejected,
    KeyReused,
    StillInProgress,
    errors.TikTokUnavailable,
)
BEGUN = {201: PostAnswer, 202: PostAnswer}

ENDPOINTS = (
    Endpoint(
        "GET",
        "/api/tiktok/creator",
        SignedIn(handlers.show_creator),
        {200: CreatorAnswer},
        query=handlers.CreatorQuery,
        refusals=[*BEFORE_A_CALL, errors.CannotPost, errors.TikTokUnavailable],
    ),
    Endpoint(
        "GET",
        "/api/tiktok/verified-addresses",
        SignedIn(handlers.show_verified),
        {200: VerifiedAnswer},
    ),
    Endpoint(
        "POST",
        "/api/tiktok/upload",
        SignedIn(handlers.start_upload),
        BEGUN,
        body=UploadRequest,
        headers=[KEY],
        refusals=BEGINNING,
    ),
    Endpoint(
        "POST",
        "/api/tiktok/photos",
        SignedIn(handlers.start_photos),
        BEGUN,
        body=PhotosRequest,
        headers=[KEY],
        refusals=BEGINNING,
    ),
    Endpoint(
        "POST",
        "/api/tiktok/posts/{post_id}/retry",
        SignedIn(handlers.retry_post),
        BEGUN,
        body=PostChanges,
        body_required=False,
        headers=[KEY],
        refusals=[*BEGINNING, InvalidRequest, errors.NotRetryable],
    ),
    Endpoint(
        "GET",
        "/api/tiktok/posts/{post_id}/request",
        SignedIn(handlers.show_request),
        {200: PostChanges},
        refusals=[NotFound],
    ),
    Endpoint(
        "POST",
        "/api/tiktok/posts/{post_id}/cancel",
        SignedIn(handlers.cancel_post),
        {202: StatusAnswer},
        refusals=[NotFound, RateLimited, errors.NotCancellable, errors.TikTokUnavailable],
    ),
    Endpoint(
        "GET",
        "/api/tiktok/status/{identity}",
        SignedIn(handlers.get_status),
        {200: StatusAnswer},
        refusals=[NotFound],
    ),
    Endpoint(
        "GET",
        "/api/tiktok/posts/{identity}",
        SignedIn(handlers.get_post),
        {200: StatusAnswer},
        refusals=[NotFound],
    ),
    Endpoint(
        "GET",
        "/api/tiktok/accounts/{account_id}/avatar",
        SignedIn(avatars.show_avatar),
        {200: None},
        refusals=[NotFound],
        media_type="image/*",
    ),
    Endpoint(
        "GET",
        "/api/tiktok/accounts/{account_id}/videos/{platform_id}/cover",
        SignedIn(covers.show_cover),
        {200: None},
        refusals=[NotFound, RateLimited, AccountDisconnected, ReauthorizationRequired],
        media_type="image/*",
    ),
    *uploads.ENDPOINTS,
)
