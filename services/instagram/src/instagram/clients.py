"""The clients of our apps: an account is called by the app and the login that it came by."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Self

import aiohttp

from accounts.store import OAuthAccount
from instagram.errors import LoginNotConfigured
from platforms.instagram.app import InstagramApp, Login
from platforms.instagram.client import Instagram
from platforms.transport import Observe


class Clients:
    """A client for each app and login; a token is never tried on another."""

    def __init__(self, clients: Sequence[Instagram]) -> None:
        self._clients = {(client.app.app_id, client.app.login): client for client in clients}

    @classmethod
    def opened(
        cls,
        session: aiohttp.ClientSession,
        apps: Sequence[InstagramApp],
        observe: Observe | None = None,
    ) -> Self:
        """Make them over one session, which is the caller's."""
        return cls([Instagram(session, app, observe) for app in _by_login(apps)])

    def of(self, account: OAuthAccount) -> Instagram:
        """Give the client of the account's app; raises `LoginNotConfigured` where it is not set."""
        client = self._clients.get((account.client_key, self.login_of(account)))
        if client is None:
            raise LoginNotConfigured(f"App {account.client_key} is not set in this installation.")
        return client

    def login_of(self, account: OAuthAccount) -> Login:
        """Tell how the account was connected: an app on Facebook's side may have two logins."""
        if (account.client_key, "instagram") in self._clients:
            return "instagram"
        return "unified" if account.renewal == "none" else "facebook"


def _by_login(apps: Sequence[InstagramApp]) -> Iterator[InstagramApp]:
    """Give each app once for each login that accounts may have come by, also in the past."""
    for app in apps:
        if app.login == "instagram":
            yield app
        else:
            yield replace(app, login="facebook")
            yield replace(app, login="unified")
