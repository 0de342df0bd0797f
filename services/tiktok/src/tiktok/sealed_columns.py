"""What is sealed in this schema, and the place that each secret belongs to.

A sealed value that is moved to another place does not open.
"""

from uuid import UUID

from accounts.tokens.credential import SEALED_TOKENS
from vault.sealed_rows import SealedColumn

SCHEMA = "tiktok"


def upload_url_aad(post_id: UUID, attempt: int) -> dict[str, str]:
    """Name the attempt that an upload URL belongs to."""
    return {"field": "upload_url", "post_id": str(post_id), "attempt": str(attempt)}


def addresses_aad(post_id: UUID) -> dict[str, str]:
    """Name the post whose addresses TikTok is to fetch."""
    return {"field": "addresses", "post_id": str(post_id)}


# One line for each column that `AccountTokens` fills.
SEALED = (
    SEALED_TOKENS,
    SealedColumn("publish_attempts", "sealed_upload_url", ("post_id", "attempt"), upload_url_aad),
    SealedColumn("posts", "sealed_addresses", ("post_id",), addresses_aad),
)
