"""Every operation of the public API: who may use it, what it takes and what it gives."""

from accounts import avatars, covers
from accounts.errors import AccountDisconnected, AccountNotUsable, ReauthorizationRequired
from common.endpoints import Endpoint, SignedIn
from common.errors import NotFound, RateLimited
from instagram import errors
from instagram.api import comments, posts
from instagram.assets import routes as assets

ENDPOINTS = (
    Endpoint(
        "GET",
        "/api/instagram/accounts/{account_id}/avatar",
        SignedIn(avatars.show_avatar),
        {200: None},
        refusals=[NotFound],
        media_type="image/*",
    ),
    Endpoint(
        "GET",
        "/api/instagram/accounts/{account_id}/media/{platform_id}/cover",
        SignedIn(covers.show_cover),
        {200: None},
        refusals=[
            NotFound,
            RateLimited,
            AccountDisconnected,
            ReauthorizationRequired,
            AccountNotUsable,
            errors.LoginNotConfigured,
        ],
        media_type="image/*",
    ),
    *assets.ENDPOINTS,
    *posts.ENDPOINTS,
    *comments.ENDPOINTS,
)
