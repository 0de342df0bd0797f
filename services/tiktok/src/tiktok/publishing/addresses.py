"""The addresses that TikTok is to fetch, which may be signed: they are stored sealed."""

import json
from typing import Any
from uuid import UUID

from accounts.tokens.tokens import AccountTokens
from tiktok.posts.requests import AnyRequest, PhotosRequest, PostChanges, UploadRequest
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
    return restored(view.media, view.request, _opened(tokens, view))


def asked_before(tokens: AccountTokens, view: PostView) -> PostChanges:
    """Give what the newest attempt asks for, as a retry takes it; addresses only while kept.

    Raises `SealBroken`, or `KeyMissing` while a key is away.
    """
    fields = view.request.keys() & PostChanges.model_fields.keys() - {"consent"}
    given = {name: view.request[name] for name in fields}
    if view.sealed_addresses is not None:
        given |= _named(view.media, _opened(tokens, view))
    return PostChanges.model_validate(given)


def _opened(tokens: AccountTokens, view: PostView) -> tuple[str, ...]:
    if view.sealed_addresses is None:
        return ()
    opened = tokens.open(view.sealed_addresses, addresses_aad(view.post_id))
    return tuple(json.loads(opened))


def _named(media: str, addresses: tuple[str, ...]) -> dict[str, Any]:
    if media == "PHOTO":
        return {"photo_images": addresses}
    return {"video_url": addresses[0]} if addresses else {}


def restored(media: str, kept: dict[str, Any], addresses: tuple[str, ...]) -> AnyRequest:
    """Put a stored request and its addresses together again."""
    model = PhotosRequest if media == "PHOTO" else UploadRequest
    return model.model_validate({**kept, **_named(media, addresses)})
