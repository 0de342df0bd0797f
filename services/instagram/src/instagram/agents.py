"""What the agents do for accounts: each command may be repeated, and the row says what is due."""

from uuid import UUID

from accounts.lifecycle import Lifecycle
from accounts.profiles import PROFILE, Profiles, ask_soon_where_nameless
from accounts.tokens.tokens import AccountTokens
from accounts.turns import AccountTurns
from common.event import Event
from common.postgres import Connection
from contracts import commands
from contracts.auth import GrantIssued
from contracts.commands import CheckGrant, ObserveProfile, RefreshToken, RevokeGrant
from contracts.instagram.commands import ObservePage
from instagram.pages.observing import ObservedPages
from instagram.pages.store import Pages
from instagram.parts import Parts
from instagram.platform import PAGE, PROVIDER
from instagram.room import Agent, Room
from instagram.settings import InstagramServiceSettings


class AccountAgent:
    """Carries out the commands of accounts."""

    def __init__(
        self,
        tokens: AccountTokens,
        lifecycle: Lifecycle,
        profiles: Profiles,
        pages: ObservedPages,
    ) -> None:
        self._tokens, self._lifecycle = tokens, lifecycle
        self._profiles, self._pages = profiles, pages

    async def obey(self, command: Event) -> None:
        """Carry a command out; what fails for now stays due."""
        match command:
            case RefreshToken():
                await self._tokens.refreshed(command.account_id, command.seen_version)
            case CheckGrant():
                await self._lifecycle.check(command.account_id)
            case RevokeGrant():
                await self._lifecycle.revoke(command.account_id)
            case ObserveProfile():
                await self._profiles.observe(command.account_id)
            case ObservePage():
                await self._pages.observe(command.account_id)


def accounts_room(parts: Parts, _settings: InstagramServiceSettings) -> Room:
    """Give what is done for every account, whatever it is used for."""
    lifecycle = Lifecycle(
        parts.pool, parts.outbox, parts.tokens, parts.platform, _forget_page_token
    )
    profiles = Profiles(parts.pool, parts.outbox, parts.platform, parts.authorized, parts.turns)
    agent = AccountAgent(parts.tokens, lifecycle, profiles, parts.pages)

    async def connected(connection: Connection, grant: GrantIssued) -> None:
        """Begin the account's turns; ask for its Page now, and for its name if it is not known."""
        turns = AccountTurns(connection, parts.turns)
        await turns.begin(grant.account_id)
        await turns.hasten(grant.account_id, PAGE)
        await ask_soon_where_nameless(connection, parts.turns, grant.account_id)
        command = ObservePage(account_id=grant.account_id)
        await parts.outbox.command(connection, command, f"granted|{grant.granted_at.isoformat()}")

    return Room(
        on_connected=connected,
        agents=[Agent("accounts", [*commands.COMMANDS, ObservePage], agent.obey)],
        turns={
            PROFILE: lambda account_id: ObserveProfile(provider=PROVIDER, account_id=account_id),
            PAGE: lambda account_id: ObservePage(account_id=account_id),
        },
    )


async def _forget_page_token(connection: Connection, account_id: UUID) -> None:
    """Delete the token that the library does not know of, with the account's own."""
    await Pages(connection).forget_token(account_id)
