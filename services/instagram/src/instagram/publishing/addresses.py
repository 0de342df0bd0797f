"""The addresses that Instagram is to fetch, which may be signed: they are stored sealed."""

import json
from uuid import UUID

from accounts.tokens.tokens import AccountTokens
from instagram.posts.requests import PostChanges, PublishRequest, restored
from instagram.posts.view import Asked
from instagram.sealed_columns import addresses_aad


def sealed_addresses(tokens: AccountTokens, post_id: UUID, request: PublishRequest) -> bytes | None:
    """Seal the request's addresses for its post; None where it has none."""
    if not request.addresses:
        return None
    return tokens.seal(json.dumps(request.addresses).encode(), addresses_aad(post_id))


def request_of(tokens: AccountTokens, post_id: UUID, asked: Asked) -> PublishRequest:
    """Put the request together again that the newest attempt was made of.

    Raises `SealBroken`, or `KeyMissing` while a key is away.
    """
    if asked.sealed is None:
        return restored(asked.kept, {})
    opened = tokens.open(asked.sealed, addresses_aad(post_id))
    return restored(asked.kept, json.loads(opened))


def as_changes(request: PublishRequest) -> PostChanges:
    """Give what an attempt asks for, as a retry takes it."""
    return PostChanges.model_validate(
        request.model_dump(exclude={"account_id"}, exclude_unset=True)
    )


def without_media(asked: Asked) -> PostChanges:
    """Give what an attempt asks for beside its pictures and videos, whose addresses are gone."""
    return PostChanges.model_validate(
        {name: value for name, value in asked.kept.items() if name not in {"account_id", "media"}}
    )
