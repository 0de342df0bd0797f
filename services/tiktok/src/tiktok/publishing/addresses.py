"""The addresses that TikTok is to fetch, which may be signed: they are stored sealed."""

import json
from typing import Any
from uuid import UUID

from accounts.tokens.tokens import AccountTokens
from tiktok.posts.requests import AnyRequest, PhotosRequest, UploadRequest
from tiktok.posts.view import PostView
from tiktok.sealed_columns import addresses_aad


def sealed_addresses(tokens: AccountTokens, post_id: UUID, request: AnyRequest) -> bytes | None:
    """Seal the request's addresses for its post; None where it has none."""
    if not request.addresses:
        return None
    return tokens.seal(json.dumps(request.addresses).encode(), addresses_aad(post_id))


def request_of(tokens: AccountTokens, view: PostView) -> AnyRequest:
    """Put the request together again that the post was made of.

    Raises `SealBroken`, or `KeyMissing` while a key is away.
    """
    addresses: tuple[str, ...] = ()
    if view.sealed_addresses is not None:
        opened = tokens.open(view.sealed_addresses, addresses_aad(view.post_id))
        addresses = tuple(json.loads(opened))
    return restored(view.media, view.request, addresses)


def restored(media: str, kept: dict[str, Any], addresses: tuple[str, ...]) -> AnyRequest:
    """Put a stored request and its addresses together again."""
    if media == "PHOTO":
        return PhotosRequest.model_validate({**kept, "photo_images": addresses})
    fetched = {"video_url": addresses[0]} if addresses else {}
    return UploadRequest.model_validate({**kept, **fetched})
