"""Meta's calls about consent: each one request and its reader."""

import aiohttp

from platforms.errors import Rejected
from platforms.instagram import accounts, facebook_login, instagram_login, tokens
from platforms.instagram.app import InstagramApp
from platforms.instagram.catalogue import CATALOGUE
from platforms.instagram.envelope import read_accepted
from platforms.protocol import Request
from platforms.transport import Call, Host, Observe, Transport


class Instagram:
    """Instagram for one app and its login; the session is the caller's, and no token is kept.

    Every call raises a `PlatformError`; `observe` is the `Transport`'s.
    """

    def __init__(
        self, session: aiohttp.ClientSession, app: InstagramApp, observe: Observe | None = None
    ) -> None:
        self.app = app
        host = Host("instagram", app.graph_url, CATALOGUE.is_known)
        self.transport = Transport(session, host, observe)

    async def exchange_code(self, code: str, redirect_uri: str) -> tokens.Token:
        """Trade the callback's code, once: a lost answer is `OutcomeUnknown`."""
        requests = instagram_login if self.app.login == "instagram" else facebook_login
        # Meta ends the callback's address with `#_` or `#_=_`, which some clients send on.
        bare = code.partition("#")[0]
        request = requests.exchange_request(self.app, bare, redirect_uri)
        call = Call("exchange_code", tokens.read_token, self.app.call_timeout, repeatable=False)
        return await self.transport.perform(call, request)

    async def lengthen(self, short: str) -> tokens.Token:
        """Trade a short token for one of about 60 days; the short one stays good."""
        request = (
            instagram_login.lengthen_request(self.app, short)
            if self.app.login == "instagram"
            else facebook_login.extend_request(self.app, short)
        )
        return await self._token("lengthen", request)

    async def extend(self, token: str) -> tokens.Token:
        """Begin another 60 days with a token that still works; the old one stays good.

        Raises `Rejected` with Unified Login, whose tokens cannot be extended.
        """
        match self.app.login:
            case "instagram":
                request = instagram_login.extend_request(self.app, token)
            case "facebook":
                request = facebook_login.extend_request(self.app, token)
            case "unified":
                raise Rejected("not_extendable")
        return await self._token("extend", request)

    async def person(self, token: str) -> facebook_login.Person:
        """Ask who consented at Facebook."""
        call = Call("person", facebook_login.read_person, self.app.call_timeout)
        return await self.transport.perform(call, facebook_login.person_request(self.app, token))

    async def granted(self, token: str) -> frozenset[str]:
        """Ask which permissions are granted now."""
        call = Call("permissions", facebook_login.read_granted, self.app.call_timeout)
        request = facebook_login.permissions_request(self.app, token)
        return await self.transport.perform(call, request)

    async def inspect(self, token: str) -> facebook_login.TokenFacts:
        """Ask what Meta knows of a token."""
        call = Call("debug_token", facebook_login.read_facts, self.app.call_timeout)
        return await self.transport.perform(call, facebook_login.inspect_request(self.app, token))

    async def pages(self, token: str) -> tuple[accounts.Page, ...]:
        """Give every Page that the person shared."""
        call = Call("pages", accounts.read_pages, self.app.call_timeout)
        found: list[accounts.Page] = []
        after = ""
        while True:
            request = accounts.pages_request(self.app, token, after)
            told = await self.transport.perform(call, request)
            found += told.data
            if not told.paging.after or told.paging.after == after:
                return tuple(found)
            after = told.paging.after

    async def user(self, token: str) -> instagram_login.InstagramUser:
        """Ask which account consented at Instagram."""
        call = Call("user", instagram_login.read_user, self.app.call_timeout)
        return await self.transport.perform(call, instagram_login.user_request(self.app, token))

    async def profile(self, token: str, user_id: str) -> accounts.InstagramProfile:
        """Ask who an account is."""
        call = Call("profile", accounts.read_profile, self.app.call_timeout)
        request = accounts.profile_request(self.app, token, user_id)
        return await self.transport.perform(call, request)

    async def revoke(self, token: str, person_id: str) -> None:
        """Remove the app for this person, or with Instagram Login for this account."""
        request = (
            instagram_login.revoke_request(self.app, token)
            if self.app.login == "instagram"
            else facebook_login.revoke_request(self.app, token, person_id)
        )
        call = Call("revoke", read_accepted, self.app.call_timeout)
        await self.transport.perform(call, request)

    async def _token(self, endpoint: str, request: Request) -> tokens.Token:
        call = Call(endpoint, tokens.read_token, self.app.call_timeout)
        return await self.transport.perform(call, request)
