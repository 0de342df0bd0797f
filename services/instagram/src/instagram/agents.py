"""What the agents do for accounts: each command may be repeated, and the row says what is due."""

from accounts.lifecycle import Lifecycle
from accounts.profiles import PROFILE, Profiles, ask_soon_where_nameless
from accounts.tokens.tokens import AccountTokens
from accounts.turns import AccountTurns
from common.event import Event
from common.postgres import Connection
from contracts import commands
from contracts.auth import GrantIssued
from contracts.commands import CheckGrant, ObserveProfile, RefreshToken, RevokeGrant
from instagram.parts import Parts
from instagram.platform import PROVIDER
from instagram.room import Agent, Room
from instagram.settings import InstagramServiceSettings


class AccountAgent:
    """Carries out the commands of accounts."""

    def __init__(self, tokens: AccountTokens, lifecycle: Lifecycle, profiles: Profiles) -> None:
        self._tokens, self._lifecycle, self._profiles = tokens, lifecycle, profiles

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


def accounts_room(parts: Parts, _settings: InstagramServiceSettings) -> Room:
    """Give what is done for every account, whatever it is used for."""
    lifecycle = Lifecycle(parts.pool, parts.outbox, parts.tokens, parts.platform)
    profiles = Profiles(parts.pool, parts.outbox, parts.platform, parts.authorized, parts.turns)
    agent = AccountAgent(parts.tokens, lifecycle, profiles)

    async def connected(connection: Connection, grant: GrantIssued) -> None:
        """Begin the account's turns; ask for its name at once where it is not known."""
        await AccountTurns(connection, parts.turns).begin(grant.account_id)
        await ask_soon_where_nameless(connection, parts.turns, grant.account_id)

    return Room(
        on_connected=connected,
        agents=[Agent("accounts", commands.COMMANDS, agent.obey)],
        turns={
            PROFILE: lambda account_id: ObserveProfile(provider=PROVIDER, account_id=account_id)
        },
    )
