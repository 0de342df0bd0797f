"""How an account is called: asked soon while that is not known, and never forgotten again."""

from datetime import timedelta
from types import MappingProxyType
from uuid import UUID

import pytest

from accounts.calls.authorized import AuthorizedCalls
from accounts.calls.rate_windows import Limits, Window
from accounts.profiles import PROFILE, USER_INFO, Profiles, ask_soon_where_nameless
from accounts.turns import AccountTurns, Turn, Turns
from platforms.errors import PlatformDown, Rejected

from .scene import PROVIDER, Person, Scene, delivered

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
TURNS: Turns = {PROFILE: Turn(DAY, frozenset({"read"}))}
LIMITS = Limits(PROVIDER, "Pictures", MappingProxyType({USER_INFO: Window(600)}))


@pytest.fixture
def profiles(scene: Scene) -> Profiles:
    calls = AuthorizedCalls(scene.pool, scene.tokens, LIMITS)
    return Profiles(scene.pool, scene.outbox, scene.platform, calls, TURNS)


async def begin(scene: Scene, account_id: UUID) -> None:
    async with scene.pool.connection() as connection:
        await AccountTurns(connection, TURNS).begin(account_id)
        await ask_soon_where_nameless(connection, TURNS, account_id)


async def take(scene: Scene) -> list[UUID]:
    async with scene.pool.connection() as connection:
        return await AccountTurns(connection, TURNS).take(PROFILE, 9)


async def due_in(scene: Scene) -> timedelta:
    async with scene.pool.connection() as connection:
        cursor = await connection.execute("SELECT next_due_at - now() FROM account_work")
        [left] = await cursor.fetchone() or [timedelta(0)]
    return timedelta(seconds=round(left.total_seconds()))


async def let_it_be_due(scene: Scene) -> None:
    async with scene.pool.connection() as connection:
        await connection.execute("UPDATE account_work SET next_due_at = now(), done_at = NULL")


async def names(scene: Scene) -> list[tuple[str, str | None]]:
    found = [value for kind, value in await scene.events() if "ProfileObserved" in kind]
    return [(value["display_name"], value.get("username")) for value in found]


@pytest.mark.parametrize("name", ["", "  ", "\u200b"])
async def test_an_account_that_came_without_a_name_is_asked_at_once(
    scene: Scene, profiles: Profiles, name: str
) -> None:
    account_id = await scene.connect("one", display_name=name)
    await begin(scene, account_id)
    scene.calls.person = Person("Mara Bakes", "mara", "https://cdn.test/a.jpeg?x=1")

    assert await take(scene) == [account_id]
    await profiles.observe(account_id)

    account = await scene.account(account_id)
    assert (account.display_name, account.username) == ("Mara Bakes", "mara")
    assert await names(scene) == [("Mara Bakes", "mara")]
    assert await due_in(scene) == DAY


async def test_an_account_with_a_name_waits_for_its_turn(scene: Scene) -> None:
    await begin(scene, await scene.connect("one", display_name="Mara Bakes"))

    assert await take(scene) == []


async def test_a_profile_that_cannot_be_had_is_asked_for_ever_more_seldom_then_daily(
    scene: Scene, profiles: Profiles
) -> None:
    account_id = await scene.connect("one", display_name="")
    await begin(scene, account_id)
    scene.calls.errors = {"user_info": [Rejected("odd") for _ in range(10)]}

    pauses = []
    for _ in range(10):
        assert await take(scene) == [account_id]
        with pytest.raises(Rejected):
            await profiles.observe(account_id)
        pauses.append(await due_in(scene))
        await let_it_be_due(scene)

    assert pauses[:3] == [10 * MINUTE, 20 * MINUTE, 40 * MINUTE]
    assert pauses[-1] == DAY
    await profiles.observe(account_id)
    await let_it_be_due(scene)
    await take(scene)
    assert await due_in(scene) == 10 * MINUTE


@pytest.mark.parametrize("shown", [Person(), Person("  ", "\u200b")])
async def test_a_name_that_is_not_told_any_more_is_kept(
    scene: Scene, profiles: Profiles, shown: Person
) -> None:
    account_id = await scene.connect("one", display_name="Mara Bakes", username="mara")
    await begin(scene, account_id)
    scene.calls.person = shown

    await profiles.observe(account_id)

    account = await scene.account(account_id)
    assert (account.display_name, account.username) == ("Mara Bakes", "mara")
    assert await names(scene) == []


async def test_connecting_again_without_an_answer_about_the_name_keeps_it(scene: Scene) -> None:
    account_id = await scene.connect("one", display_name="Mara", username="mara", avatar_url="u")
    grant = scene.granted[account_id].model_copy(
        update={"display_name": "", "username": None, "avatar_url": None}
    )
    async with scene.pool.connection() as connection:
        await scene.grants.connect(connection, delivered(scene.sealed_again(grant, 2), 2))

    told = [value for kind, value in await scene.events() if "AccountConnected" in kind]
    assert [(one["display_name"], one["username"], one["avatar_url"]) for one in told] == [
        ("Mara", "mara", "u")
    ] * 2


async def test_a_new_picture_is_told_and_a_newly_signed_address_is_not(
    scene: Scene, profiles: Profiles
) -> None:
    account_id = await scene.connect("one", display_name="M", avatar_url="https://c.test/a?x=1")
    await begin(scene, account_id)
    for address in ("https://c.test/a?x=2", "https://c.test/b?x=3", ""):
        scene.calls.person = Person("M", "", address)
        await let_it_be_due(scene)
        await profiles.observe(account_id)

    told = [value for kind, value in await scene.events() if "ProfileObserved" in kind]
    assert [value["avatar_url"] for value in told] == ["https://c.test/b?x=3", None]


async def test_a_profile_that_a_platform_in_trouble_does_not_give_changes_nothing(
    scene: Scene, profiles: Profiles
) -> None:
    account_id = await scene.connect("one", display_name="")
    await begin(scene, account_id)
    scene.calls.errors = {"user_info": [PlatformDown("timeout") for _ in range(9)]}

    with pytest.raises(PlatformDown):
        await profiles.observe(account_id)

    assert await scene.kinds() == ["AccountConnected"]
