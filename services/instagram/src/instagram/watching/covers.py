"""Where the covers of media are now: Instagram's addresses are signed, and end after some days."""

from uuid import UUID

from accounts.calls.authorized import Call
from instagram.access import InstagramCalls

DIGITS_AT_MOST = 32


class CoverAddresses:
    """Asks Instagram each time."""

    def __init__(self, calls: InstagramCalls) -> None:
        self._calls = calls

    async def ask(self, account_id: UUID, media_id: str) -> str:
        """Give the address of a medium's cover; empty where there is none.

        Raises what `InstagramCalls.make` raises.
        """
        if not (media_id.isascii() and media_id.isdigit() and len(media_id) <= DIGITS_AT_MOST):
            return ""
        call = Call(account_id, "media")
        return await self._calls.make(call, lambda account: account.find_cover(media_id))
