"""Withdrawing a consent at Meta."""

from auth.connect.login import Granted
from platforms.errors import TokenInvalid
from platforms.instagram.client import Instagram


async def revoke(client: Instagram, granted: Granted) -> None:
    """Remove the app for who consented; a token that Meta takes no more is a consent that is over.

    With Instagram Login that is the account, otherwise the person.
    """
    try:
        await client.revoke(granted.access_token, granted.grantor_id or "me")
    except TokenInvalid:
        return
