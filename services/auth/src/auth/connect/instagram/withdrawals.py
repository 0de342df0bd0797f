"""What Meta posts when a person removes the app, or wants their data deleted.

Neither says to which of our apps it belongs, so the secret of each is tried.
https://developers.facebook.com/docs/development/create-an-app/app-dashboard/data-deletion-callback
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from auth.accounts.withdrawals import Withdrawal
from auth.connect.instagram.platform import INSTAGRAM
from platforms.instagram.app import InstagramApp
from platforms.instagram.signatures import open_signed_request
from platforms.signatures import StaleSignature

OLDEST, AHEAD = timedelta(days=7), timedelta(minutes=5)


class SignedRequests:
    """Reads the `signed_request` of either callback."""

    def __init__(self, apps: Sequence[InstagramApp]) -> None:
        self._secrets = [secret for app in apps for secret in app.app_secrets]

    def deauthorization(self, signed: str) -> Withdrawal:
        """An old one is refused: by now the person may have connected again."""
        told = self.deletion(signed)
        if told.at < datetime.now(UTC) - OLDEST:
            raise StaleSignature("the signed request is too old")
        return told

    def deletion(self, signed: str) -> Withdrawal:
        """A wish to have data deleted stands, however long it took."""
        told = open_signed_request(self._secrets, signed)
        # A number that is too large for a date is as far in the future as this one.
        at = datetime.fromtimestamp(min(told.issued_at, 2**37), UTC)
        if at > datetime.now(UTC) + AHEAD:
            raise StaleSignature("the signed request is from the future")
        return Withdrawal(INSTAGRAM.name, told.user_id, at)
