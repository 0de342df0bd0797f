"""A grant of each login is taken over, and its account is called by the app that it came by."""

import pytest

from contracts.accounts import AccountConnected
from instagram.parts import Parts
from platforms.instagram.app import Login

from .support import Connect, bodies, row


@pytest.mark.parametrize(
    ("login", "user", "renewal"),
    [
        ("facebook", "nora", "extension"),
        ("unified", "nora", "none"),
        ("instagram", "harbour.bakery", "extension"),
    ],
)
async def test_an_account_of_each_login_is_connected_and_called_by_its_own_app(
    login: Login, user: str, renewal: str, parts: Parts, connect: Connect
) -> None:
    account = await connect(user, login)

    held = await row(parts.pool, account.account_id)
    token = await parts.tokens.valid(account.account_id)
    shown = await parts.platform.calls_of(held).user_info(token, ())
    assert (held.status, held.renewal, shown.username) == ("CONNECTED", renewal, "harbour.bakery")
    assert parts.clients.of(held).app.login == login
    [told] = await bodies(parts, AccountConnected)
    assert told.platform_user_id == account.ig_id
    assert told.grantor_id == account.person_id
