"""`tiktok keys` and `tiktok rotate` as programs on a real PostgreSQL, while others use it."""

import asyncio
import base64
import json
import os
import random
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from prometheus_client import REGISTRY

from accounts.store import OAuthAccount
from accounts.tokens.credential import HeldTokens, IssuedTokens, token_place
from accounts.tokens.vault import TokenVault
from common.postgres import Pool
from tiktok.sealed_columns import SEALED, addresses_aad, upload_url_aad
from vault.envelope import open_sealed, seal
from vault.key_gauge import KeyGauge
from vault.keyring import Keyring
from vault.keyring_command import run as keyring_command

DAY, YEAR = 86_400, 31_536_000
ACCOUNTS, POSTS = 1500, 50
TIKTOK = Path(sys.executable).with_name("tiktok")

ACCOUNT = """
INSERT INTO oauth_accounts (account_id, provider, client_key, platform_user_id, user_id, status,
    scopes, display_name, granted_at, grant_sequence, sealed_tokens, token_version, issued_at,
    expires_at, refresh_expires_at)
VALUES (%s, 'tiktok', 'aw1', %s, %s, 'CONNECTED', '{}', 'Someone', now(), 1, %s, 1, now(),
    now() + interval '1 day', now() + interval '1 year')
"""
POST = """
INSERT INTO posts (post_id, account_id, user_id, status, request, request_sha256, sealed_addresses)
VALUES (%s, %s, %s, 'UPLOADING', '{}', '', %s)
"""
ATTEMPT = "INSERT INTO publish_attempts (post_id, attempt, sealed_upload_url) VALUES (%s, 1, %s)"


@pytest.fixture
def ring_file(tmp_path: Path) -> Path:
    """A ring of one key, k1."""
    file = tmp_path / "tokens.json"
    keyring_command(["new", str(file)])
    return file


def add_and_promote(file: Path) -> None:
    """The two steps before `tiktok rotate`."""
    keyring_command(["add", str(file), "--id", "k2"])
    keyring_command(["promote", str(file), "--id", "k2"])


def fill(url: str, keyring: Keyring, accounts: int, posts: int) -> list[UUID]:
    """Store accounts whose access token is their id, and posts whose upload URL is theirs."""
    ids = [uuid4() for _ in range(accounts)]
    post_ids = [uuid4() for _ in range(posts)]
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        rows = [(one, str(one), uuid4(), sealed_tokens(keyring, one)) for one in ids]
        cursor.executemany(ACCOUNT, rows)
        for one in post_ids:
            name = str(one).encode()
            addresses = seal(keyring, name, addresses_aad(one))
            cursor.execute(POST, (one, ids[0], uuid4(), addresses))
            cursor.execute(ATTEMPT, (one, seal(keyring, name, upload_url_aad(one, 1))))
    return ids


def sealed_tokens(keyring: Keyring, account_id: UUID) -> bytes:
    held = HeldTokens(access_token=f"act.{account_id}", refresh_token=f"rft.{account_id}")
    return seal(keyring, held.model_dump_json().encode(), token_place(account_id, "tiktok", 1))


def environment(url: str, ring_file: Path) -> dict[str, str]:
    """What `tiktok rotate` needs, and no more."""
    return {"PATH": os.environ["PATH"], "DATABASE_URL": url, "TOKEN_KEYRING_FILE": str(ring_file)}


async def start(command: str, env: dict[str, str]) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        TIKTOK, *command.split(), env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


async def ran(command: str, env: dict[str, str]) -> tuple[int | None, str]:
    """Run to the end: the exit status, and what was printed."""
    program = await start(command, env)
    output, _ = await program.communicate()
    return program.returncode, output.decode()


@dataclass
class Load:
    """Readers and refreshers, as the service's processes are while the keys are changed."""

    vault: TokenVault
    ids: list[UUID]
    reads: int = 0
    refreshes: dict[UUID, int] = field(default_factory=dict)

    async def read(self) -> None:
        while True:
            account_id = random.choice(self.ids)
            assert (await self.vault.get_valid_token(account_id)).startswith("act.")
            self.reads += 1

    async def refresh(self) -> None:
        while True:
            account_id = random.choice(self.ids)
            token = await self.vault.get_valid_token(account_id)
            newer = await self.vault.refresh_token(account_id, token.version)
            self.refreshes[account_id] = max(self.refreshes.get(account_id, 0), newer.version)


async def renewed(_account: OAuthAccount, refresh_token: str) -> IssuedTokens:
    name = refresh_token.removeprefix("rft.")
    return IssuedTokens(f"act.{name}", refresh_token, DAY, YEAR)


async def unrecorded(*_: object) -> None:
    pass


@asynccontextmanager
async def under_load(load: Load) -> AsyncIterator[Load]:
    """Read and refresh until the block ends; a failure of theirs ends the test."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(load.read()) for _ in range(2)]
        tasks += [group.create_task(load.refresh()) for _ in range(2)]
        yield load
        for task in tasks:
            task.cancel()


async def kill_after(lines: int, env: dict[str, str]) -> None:
    """Start a rotation, and kill it as soon as it has told of this many batches."""
    program = await start("rotate", env)
    assert program.stdout is not None
    for _ in range(lines):
        await program.stdout.readline()
    with suppress(ProcessLookupError):  # it may have come to its end by itself
        program.kill()
    await program.wait()


async def test_s15_rotation_under_load_and_kills_ends_with_no_row_on_the_old_key_or_failed_read(
    tiktok_schema: str, pool: Pool, ring_file: Path
) -> None:
    keyring, env = Keyring.load(ring_file), environment(tiktok_schema, ring_file)
    ids = fill(tiktok_schema, keyring, ACCOUNTS, POSTS)
    load = Load(TokenVault(pool, keyring, renewed, unrecorded), ids)

    async with under_load(load):
        add_and_promote(ring_file)
        for _ in range(3):
            await kill_after(random.randint(1, 6), env)
        status, output = await ran("rotate", env)
    await load.vault.close()

    assert status == 0, output
    assert rows_by_key(tiktok_schema) == {"k2": ACCOUNTS + 2 * POSTS}
    keyring_command(["remove", str(ring_file), "--id", "k1", "--nothing-is-sealed-under-it"])
    alone = Keyring.load(ring_file)
    assert opened(tiktok_schema, alone) == {one: f"act.{one}" for one in ids}
    stored = versions(tiktok_schema)
    assert all(stored[one] >= version for one, version in load.refreshes.items())
    assert load.reads > 0
    assert load.refreshes


def rows_by_key(url: str) -> dict[str, int]:
    found: dict[str, int] = {}
    with psycopg.connect(url) as connection:
        for what in SEALED:
            for (sealed,) in connection.execute(
                f"SELECT {what.column} FROM tiktok.{what.table} WHERE {what.column} IS NOT NULL"
            ):
                key_id = sealed.split(b"|")[2].decode()
                found[key_id] = found.get(key_id, 0) + 1
    return found


def opened(url: str, keyring: Keyring) -> dict[UUID, str]:
    """Open every account's tokens; and every post's addresses, which are its id."""
    with psycopg.connect(url) as connection:
        for post_id, sealed, addresses in connection.execute(
            "SELECT post_id, sealed_upload_url, sealed_addresses"
            " FROM tiktok.publish_attempts JOIN tiktok.posts USING (post_id)"
        ):
            name = str(post_id).encode()
            assert open_sealed(keyring, sealed, upload_url_aad(post_id, 1)) == name
            assert open_sealed(keyring, addresses, addresses_aad(post_id)) == name
        rows = connection.execute(
            "SELECT account_id, token_version, sealed_tokens FROM tiktok.oauth_accounts"
        ).fetchall()
    return {
        one: HeldTokens.model_validate_json(
            open_sealed(keyring, sealed, token_place(one, "tiktok", version))
        ).access_token
        for one, version, sealed in rows
    }


def versions(url: str) -> dict[UUID, int]:
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT account_id, token_version FROM tiktok.oauth_accounts")
        return dict(rows.fetchall())


async def test_the_keys_command_and_the_gauge_say_how_many_rows_each_key_has_sealed(
    tiktok_schema: str, pool: Pool, ring_file: Path
) -> None:
    fill(tiktok_schema, Keyring.load(ring_file), 2, 1)
    add_and_promote(ring_file)

    status, output = await ran("keys", environment(tiktok_schema, ring_file))
    await KeyGauge(pool, "tiktok", SEALED).measure()

    assert status == 0, output
    assert output.splitlines() == [
        "oauth_accounts.sealed_tokens  k1  2 rows",
        "oauth_accounts.sealed_tokens  k2 (primary)  0 rows",
        "publish_attempts.sealed_upload_url  k1  1 rows",
        "publish_attempts.sealed_upload_url  k2 (primary)  0 rows",
        "posts.sealed_addresses  k1  1 rows",
        "posts.sealed_addresses  k2 (primary)  0 rows",
    ]
    assert gauge("k1") == 4
    assert gauge("k2") is None


def gauge(key_id: str) -> float | None:
    labels = {"schema": "tiktok", "key_id": key_id}
    return REGISTRY.get_sample_value("postlog_sealed_rows", labels)


async def test_a_row_that_cannot_be_opened_makes_the_rotation_fail_and_say_which(
    tiktok_schema: str, ring_file: Path, tmp_path: Path
) -> None:
    keyring_command(["new", str(tmp_path / "other.json"), "--id", "k9"])
    (account_id,) = fill(tiktok_schema, Keyring.load(tmp_path / "other.json"), 1, 0)

    status, output = await ran("rotate", environment(tiktok_schema, ring_file))

    assert status == 1
    assert output.splitlines() == [
        f"left as it is: oauth_accounts {account_id}: sealed under a key that is not in the ring",
        "0 rows sealed anew under k1, 1 left",
    ]


async def test_a_lost_key_is_given_up_and_its_accounts_are_asked_to_connect_again_once(
    tiktok_schema: str, ring_file: Path, tmp_path: Path, pool: Pool
) -> None:
    keyring_command(["new", str(tmp_path / "lost.json"), "--id", "k0"])
    lost = fill(tiktok_schema, Keyring.load(tmp_path / "lost.json"), 2, 0)
    (kept,) = fill(tiktok_schema, Keyring.load(ring_file), 1, 0)
    env = environment(tiktok_schema, ring_file)

    status, output = await ran("give-up --key k0", env)
    _, again = await ran("give-up --key k0", env)
    refused, reason = await ran("give-up --key k1", env)

    assert (status, output) == (0, "2 accounts must be connected again\n")
    assert again == "0 accounts must be connected again\n"
    assert refused == 1
    assert "is in the ring" in reason
    states = dict.fromkeys(lost, ("REAUTHORIZATION_REQUIRED", "token_unreadable"))
    assert statuses(tiktok_schema) == {**states, kept: ("CONNECTED", None)}
    assert sorted(told(tiktok_schema)) == sorted(f"{one}" for one in lost)


def statuses(url: str) -> dict[UUID, tuple[str, str | None]]:
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT account_id, status, reason FROM tiktok.oauth_accounts")
        return {row[0]: (row[1], row[2]) for row in rows}


def told(url: str) -> list[str]:
    """The accounts of the events that wait in the outbox, all of one type."""
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT key, headers FROM tiktok.outbox").fetchall()
    assert {dict(row[1])["ce_type"] for row in rows} == {"accounts.ReauthorizationRequired.v1"}
    return [row[0] for row in rows]


def test_every_sealed_column_of_the_schema_is_sealed_anew(tiktok_schema: str) -> None:
    with psycopg.connect(tiktok_schema) as connection:
        columns = connection.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'tiktok' AND column_name LIKE 'sealed%'"
        ).fetchall()

    assert sorted(columns) == sorted((what.table, what.column) for what in SEALED)


async def test_s17_key_material_is_in_no_environment_and_no_command_line(
    tiktok_schema: str, ring_file: Path
) -> None:
    fill(tiktok_schema, Keyring.load(ring_file), 1, 0)
    add_and_promote(ring_file)
    text = json.loads(ring_file.read_bytes())["keys"].values()
    raw = [base64.b64decode(one) for one in text]
    material = [*(one.encode() for one in text), *raw, *(one.hex().encode() for one in raw)]

    program = await start("rotate", environment(tiktok_schema, ring_file))
    assert program.stdout is not None
    told = await program.stdout.readline()  # it has read the keys, and works
    process = Path("/proc", str(program.pid))
    shown = [(process / name).read_bytes() for name in ("environ", "cmdline")]
    rest, _ = await program.communicate()

    assert program.returncode == 0
    assert all(shown)
    for one in material:
        assert not any(one in seen for seen in [*shown, told, rest])


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        (None, "No such file"),
        ({"k1": base64.b64encode(b"s" * 16).decode()}, "does not have 32 bytes"),
        ({"k1": base64.b64encode(bytes(32)).decode()}, "all zero"),
        ({"k1": "QUFB" * 10 + "QUE=", "k2": "QUFB" * 10 + "QUE="}, "same key"),
    ],
)
def test_s18_the_service_does_not_start_with_a_missing_short_all_zero_or_duplicate_key(
    tmp_path: Path, keys: dict[str, str] | None, reason: str
) -> None:
    file = tmp_path / "ring.json"
    if keys is not None:
        file.write_text(json.dumps({"primary": "k1", "keys": keys}))
    nowhere = "postgresql://nobody@127.0.0.1:1/none"
    env = environment(nowhere, file) | {
        "PLATFORM_ENVIRONMENT": "development",
        "SESSION_KEYS_FILE": str(file),
        "GRANT_KEYRING_FILE": str(file),
        "TIKTOK_CLIENT_KEY": "aw1",
        "TIKTOK_CLIENT_SECRET": "no secret",
        "HOST": "127.0.0.1",
        "PORT": "0",
        "INTERNAL_PORT": "0",
    }

    done = subprocess.run([TIKTOK, "worker"], env=env, capture_output=True, text=True, timeout=60)

    assert done.returncode == 1
    assert reason in done.stdout + done.stderr
    for text in (keys or {}).values():
        assert text not in done.stdout + done.stderr
