"""Every operation of the public API: who may use it, what it takes and what it gives."""

from accounts import avatars
from common.endpoints import Endpoint, SignedIn
from common.errors import NotFound
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
    *assets.ENDPOINTS,
    *posts.ENDPOINTS,
    *comments.ENDPOINTS,
)
