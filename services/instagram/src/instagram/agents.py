"""What is done for every account, with what Instagram adds: the account's Page."""

from uuid import UUID

from accounts.agents import AccountAgent
from accounts.lifecycle import Lifecycle
from accounts.profiles import PROFILE, Profiles, ask_soon_where_nameless
from accounts.turns import AccountTurns
from common.event import Event
from common.postgres import Connection
from contracts import commands
from contracts.auth import GrantIssued
from contracts.commands import ObserveProfile
from contracts.instagram.commands import ObservePage
from instagram.pages.store import Pages
from instagram.parts import Parts
from instagram.platform import PAGE, PROVIDER
from instagram.room import Agent, Room
from instagram.settings import InstagramServiceSettings


def accounts_room(parts: Parts, _settings: InstagramServiceSettings) -> Room:
    """Give what is done for every account, whatever it is used for."""
    lifecycle = Lifecycle(
        parts.pool, parts.outbox, parts.tokens, parts.platform, _forget_page_token
    )
    profiles = Profiles(parts.pool, parts.outbox, parts.platform, parts.authorized, parts.turns)
    accounts = AccountAgent(parts.tokens, lifecycle, profiles)

    async def obey(command: Event) -> None:
        if isinstance(command, ObservePage):
            await parts.pages.observe(command.account_id)
        else:
            await accounts.obey(command)

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
        agents=[Agent("accounts", [*commands.COMMANDS, ObservePage], obey)],
        turns={
            PROFILE: lambda account_id: ObserveProfile(provider=PROVIDER, account_id=account_id),
            PAGE: lambda account_id: ObservePage(account_id=account_id),
        },
    )


async def _forget_page_token(connection: Connection, account_id: UUID) -> None:
    """Delete the token that the library does not know of, with the account's own."""
    await Pages(connection).forget_token(account_id)
