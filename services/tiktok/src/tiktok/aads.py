"""Where each sealed secret of this schema belongs: what is moved elsewhere does not open."""

from uuid import UUID


def upload_url_aad(post_id: UUID, attempt: int) -> dict[str, str]:
    """Name the attempt that an upload URL belongs to."""
    return {"field": "upload_url", "post_id": str(post_id), "attempt": str(attempt)}


def addresses_aad(post_id: UUID) -> dict[str, str]:
    """Name the post whose addresses TikTok is to fetch."""
    return {"field": "addresses", "post_id": str(post_id)}
