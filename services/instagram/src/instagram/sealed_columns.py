"""What is sealed in this schema, and the place that each secret belongs to.

A sealed value that is moved to another place does not open.
"""

from uuid import UUID

from accounts.tokens.credential import SEALED_TOKENS
from vault.sealed_rows import SealedColumn

SCHEMA = "instagram"


def page_token_aad(account_id: UUID) -> dict[str, str]:
    """Name the account whose Page's token this is."""
    return {"field": "page_token", "account_id": str(account_id)}


def addresses_aad(post_id: UUID) -> dict[str, str]:
    """Name the post whose addresses Instagram is to fetch."""
    return {"field": "addresses", "post_id": str(post_id)}


def upload_aad(post_id: UUID, attempt: int, item: int) -> dict[str, str]:
    """Name the container whose bytes are to be sent there."""
    place = {"post_id": str(post_id), "attempt": str(attempt), "item": str(item)}
    return {"field": "upload_url", **place}


SEALED = (
    SEALED_TOKENS,
    SealedColumn("pages", "sealed_token", ("account_id",), page_token_aad),
    SealedColumn("posts", "sealed_addresses", ("post_id",), addresses_aad),
    SealedColumn("containers", "sealed_upload_url", ("post_id", "attempt", "item"), upload_aad),
)
