"""The commands that make somebody an operator of this Postlog, and a user like all others again."""

from argparse import Namespace
from typing import Any

from psycopg import AsyncConnection

from auth.database import SCHEMA
from auth.sign_in.ending import end_sessions
from auth.sign_in.users import User, Users
from common.postgres import Connection, connection_options


def add_operator_commands(commands: Any) -> None:
    """Add both commands."""
    for name, explanation in (
        ("grant-operator", "let a user see and repair what concerns all users"),
        ("revoke-operator", "take that away; it ends the user's sessions"),
    ):
        parser = commands.add_parser(name, help=explanation)
        parser.add_argument("email", help="the e-mail that the user signs in with")


async def run(database_url: str, options: Namespace) -> list[str]:
    """Run the chosen command; gives the lines to print. Raises ValueError or psycopg's Error."""
    async with await AsyncConnection.connect(
        database_url, **connection_options(SCHEMA)
    ) as connection:
        user = await Users(connection).find_by_email(options.email)
        if user is None:
            raise ValueError(f"nobody is registered as {options.email}")
        if options.command == "grant-operator":
            return await _grant(connection, user)
        return await _revoke(connection, user)


async def _grant(connection: Connection, user: User) -> list[str]:
    await Users(connection).give_role(user.user_id, "operator")
    return [f"{user.email} is an operator: at the next sign-in, or within ten minutes"]


async def _revoke(connection: Connection, user: User) -> list[str]:
    await Users(connection).give_role(user.user_id, "user")
    count = await end_sessions(connection, user.user_id, "role_revoked")
    return [f"{user.email} is no operator; sessions ended: {count}"]
