"""Whether Instagram sends webhooks for an account: looked at, and switched on where they are off.

https://developers.facebook.com/documentation/instagram-platform/webhooks
"""

from instagram.pages.reading import Reached
from platforms.errors import Rejected, ScopeMissing, TokenInvalid
from platforms.instagram.account import Access, AccountCalls
from platforms.instagram.client import Instagram


async def subscribe(client: Instagram, ig_id: str, reached: Reached, token: str) -> bool:
    """See that webhooks are on; False where Meta does not let us. `token` is the person's."""
    calls = AccountCalls(client, Access(ig_id, reached.token or token), _unwatched)
    node = _node(ig_id, reached)
    try:
        if not await calls.is_subscribed(node):
            await calls.subscribe(node)
    except (ScopeMissing, Rejected):
        return False
    except TokenInvalid:
        if reached.token is None:
            raise
        return False  # the Page's token alone: the person's has just opened the Page
    return True


def _node(ig_id: str, reached: Reached) -> str:
    """Name what is subscribed: the Page, or the account that has none."""
    if reached.page_id is not None:
        return reached.page_id
    return "me" if reached.login == "instagram" else ig_id


def _unwatched(_usage: object) -> None:
    """Leave the limits to the account's other calls, which are many."""
