"""The commands `auth tenants` and `auth api-keys`: who may embed Postlog, and with which keys."""

from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from auth.database import SCHEMA
from auth.hosts.tenants import SHOWN_LENGTH, Tenant, Tenants, new_api_key
from auth.sign_in.users import Users
from common.postgres import connection_options

Do = Callable[[Tenants, Namespace], Awaitable[list[str]]]


def add_commands(commands: Any) -> None:
    """Add both commands with their subcommands."""
    tenants = _group(commands, "tenants", "host applications")
    create = tenants.add_parser("create", help="register one")
    create.add_argument("--name", required=True, help="its name in these commands")
    create.add_argument(
        "--origin",
        action="append",
        default=[],
        help="an origin of its pages, as browsers send it; repeatable",
    )
    create.add_argument("--return-url", action="append", default=[], help="exact; repeatable")
    tenants.add_parser("list", help="show all")
    for name, explanation in (
        ("grant-admin", "let a user make and revoke its keys on the settings page"),
        ("revoke-admin", "take that away; keys stay until they are revoked"),
    ):
        parser = tenants.add_parser(name, help=explanation)
        parser.add_argument("--tenant", required=True, help="the tenant's name")
        parser.add_argument("email", help="the e-mail that the user signs in with")
    keys = _group(commands, "api-keys", "the keys of a host application's backend")
    for name, explanation in (
        ("create", "make one; it is shown once"),
        ("list", "show how keys begin"),
        ("revoke", "end one: it opens nothing from now on"),
    ):
        parser = keys.add_parser(name, help=explanation)
        parser.add_argument("--tenant", required=True, help="the tenant's name")
        if name == "revoke":
            parser.add_argument("--key", required=True, help=f"its first {SHOWN_LENGTH} characters")


async def run(database_url: str, options: Namespace) -> list[str]:
    """Run the chosen command; gives the lines to print. Raises ValueError or psycopg's Error."""
    do = COMMANDS[options.command, options.action]
    async with await AsyncConnection.connect(
        database_url, **connection_options(SCHEMA)
    ) as connection:
        return await do(Tenants(connection), options)


def _group(commands: Any, name: str, explanation: str) -> Any:
    parser: ArgumentParser = commands.add_parser(name, help=explanation)
    return parser.add_subparsers(dest="action", required=True)


async def _create_tenant(tenants: Tenants, options: Namespace) -> list[str]:
    tenant = Tenant.new(options.name, options.origin, options.return_url)
    await tenants.create(tenant)
    return [f"tenant {tenant.name} is {tenant.tenant_id}"]


async def _list_tenants(tenants: Tenants, _options: Namespace) -> list[str]:
    return [
        f"{one.name}  {one.tenant_id}  origins: {' '.join(one.allowed_origins) or '-'}"
        f"  returns to: {' '.join(one.return_urls) or '-'}"
        for one in await tenants.all()
    ]


async def _grant_admin(tenants: Tenants, options: Namespace) -> list[str]:
    tenant = await _named(tenants, options.tenant)
    await tenants.add_admin(tenant.tenant_id, await _registered(tenants, options.email))
    return [f"{options.email} administers {tenant.name}"]


async def _revoke_admin(tenants: Tenants, options: Namespace) -> list[str]:
    tenant = await _named(tenants, options.tenant)
    user_id = await _registered(tenants, options.email)
    if not await tenants.remove_admin(tenant.tenant_id, user_id):
        raise ValueError(f"{options.email} does not administer {tenant.name}")
    return [f"{options.email} administers {tenant.name} no more"]


async def _create_key(tenants: Tenants, options: Namespace) -> list[str]:
    key = new_api_key()
    await tenants.add_key((await _named(tenants, options.tenant)).tenant_id, key)
    return [key]


async def _list_keys(tenants: Tenants, options: Namespace) -> list[str]:
    tenant = await _named(tenants, options.tenant)
    return [
        f"{key.prefix}  made {key.created_at:%Y-%m-%d}  {'revoked' if key.revoked_at else 'valid'}"
        for key in await tenants.keys(tenant.tenant_id)
    ]


async def _revoke_key(tenants: Tenants, options: Namespace) -> list[str]:
    tenant = await _named(tenants, options.tenant)
    if not await tenants.revoke_key(tenant.tenant_id, options.key):
        raise ValueError(f"{options.tenant} has no key {options.key}")
    return [f"{options.key} is revoked"]


async def _named(tenants: Tenants, name: str) -> Tenant:
    tenant = await tenants.find_by_name(name)
    if tenant is None:
        raise ValueError(f"there is no tenant {name!r}")
    return tenant


async def _registered(tenants: Tenants, email: str) -> UUID:
    user = await Users(tenants.connection).find_by_email(email)
    if user is None:
        raise ValueError(f"nobody is registered as {email}")
    return user.user_id


COMMANDS: dict[tuple[str, str], Do] = {
    ("tenants", "create"): _create_tenant,
    ("tenants", "list"): _list_tenants,
    ("tenants", "grant-admin"): _grant_admin,
    ("tenants", "revoke-admin"): _revoke_admin,
    ("api-keys", "create"): _create_key,
    ("api-keys", "list"): _list_keys,
    ("api-keys", "revoke"): _revoke_key,
}
