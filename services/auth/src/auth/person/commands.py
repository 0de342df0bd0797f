"""The command `auth password-link`: a new password without mail, by the operator's hand."""

from argparse import Namespace
from typing import Any

from psycopg import AsyncConnection

from auth.database import SCHEMA
from auth.person.passwords import new_token
from auth.person.reset_mail import link_of
from auth.person.resets import PasswordResets
from auth.sign_in.users import Users
from common.postgres import connection_options


def add_person_commands(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "password-link", help="give a link to choose a new password, where no mail is sent"
    )
    parser.add_argument("email", help="the e-mail that the user signs in with")


async def run(database_url: str, options: Namespace) -> list[str]:
    """Make the link; gives the lines to print. Raises ValueError or psycopg's Error."""
    token = new_token()
    async with await AsyncConnection.connect(
        database_url, **connection_options(SCHEMA)
    ) as connection:
        user = await Users(connection).find_by_email(options.email)
        if user is None:
            raise ValueError(f"nobody is registered as {options.email}")
        await PasswordResets(connection).put(user.user_id, token)
    return [f"good once, for half an hour, at Postlog's address: {link_of('', token)}"]
