"""Every operation of assets: who may use it, what it takes and what it gives."""

from common.endpoints import Anyone, Endpoint, Header, SignedIn
from common.errors import NotFound
from common.idempotency import KeyReused
from common.tus.server import endpoints
from instagram.assets import handlers, media
from instagram.assets.addresses import PATH
from instagram.assets.store import StoreUnavailable
from instagram.assets.uploads import AssetRequest
from instagram.assets.views import AssetView
from instagram.errors import AddressRefused, TooMuchKept

KEY = Header("Idempotency-Key", "1 to 200 printable characters: one key, one file.")
RANGE = Header("Range", "One range of bytes, such as `bytes=0-999`.")

ENDPOINTS = (
    Endpoint(
        "POST",
        "/api/instagram/assets",
        SignedIn(handlers.create_asset),
        {201: AssetView},
        body=AssetRequest,
        headers=[KEY],
        refusals=[TooMuchKept, KeyReused],
    ),
    Endpoint(
        "GET",
        "/api/instagram/assets/{asset_id}",
        SignedIn(handlers.show_asset),
        {200: AssetView},
        refusals=[NotFound],
    ),
    Endpoint(
        "GET",
        PATH,
        Anyone(media.show_media),
        {200: None, 206: None, 304: None, 416: None},
        query=media.Signed,
        headers=[RANGE],
        refusals=[NotFound, AddressRefused, StoreUnavailable],
        media_type="*/*",
    ),
    Endpoint(
        "HEAD",
        PATH,
        Anyone(media.head_media),
        {200: None},
        query=media.Signed,
        refusals=[NotFound, AddressRefused, StoreUnavailable],
    ),
    *endpoints(handlers.UPLOAD_ADDRESS, (StoreUnavailable,)),
)
