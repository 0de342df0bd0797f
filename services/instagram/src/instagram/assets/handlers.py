"""HTTP for assets: read the request, call the part that decides, answer."""

from uuid import UUID

from aiohttp import web

from common.errors import NotFound
from common.idempotency import idempotency_key
from common.sessions import Session
from common.web import answer, read_body
from instagram.assets.addresses import MediaAddresses
from instagram.assets.asset import Asset
from instagram.assets.uploads import AssetRequest, Uploads
from instagram.assets.views import AssetView

UPLOADS = web.AppKey("asset_uploads", Uploads)
MEDIA_ADDRESSES = web.AppKey("asset_addresses", MediaAddresses)
PUBLIC_URL = web.AppKey("asset_public_url", str)
UPLOAD_ADDRESS = "/api/instagram/uploads/{asset_id}"


async def create_asset(request: web.Request, session: Session) -> web.Response:
    """Begin the upload of a picture or a video; its bytes go to `upload.url`, by tus."""
    wanted = await read_body(request, AssetRequest)
    user_id, key = UUID(session.user_id), idempotency_key(request)
    begun = await request.app[UPLOADS].begin(user_id, wanted, key)
    return answer(_view(request, begun), 201)


async def show_asset(request: web.Request, session: Session) -> web.Response:
    """Tell how far an upload has come, what was found in the file, and what was changed."""
    try:
        asset_id = UUID(request.match_info["asset_id"])
    except ValueError as error:
        raise NotFound("There is no such file.") from error
    found = await request.app[UPLOADS].find(asset_id, UUID(session.user_id))
    return answer(_view(request, found))


def _view(request: web.Request, asset: Asset) -> AssetView:
    upload_url = request.app[PUBLIC_URL] + UPLOAD_ADDRESS.format(asset_id=asset.asset_id)
    return AssetView.of(asset, request.app[MEDIA_ADDRESSES], upload_url)
