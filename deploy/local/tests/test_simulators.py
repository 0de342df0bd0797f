"""Another simulator in the sandbox's place: nothing but the platform's own settings leads there."""

import asyncio
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from postlog_stack import doctor, settings
from postlog_stack.keys import Keys
from postlog_stack.platform import Addresses
from postlog_stack.platforms import PLATFORMS
from postlog_stack.run import obstacle
from postlog_stack.stacks import beside_env, compose_record

THERE = "http://127.0.0.1:9092"
SIMULATORS = {
    "instagram": {
        "INSTAGRAM_APP_ID": "1",
        "INSTAGRAM_APP_SECRET": "a secret of no form",
        "INSTAGRAM_VERIFY_TOKEN": "short",
        "INSTAGRAM_DIALOG_URL": THERE,
        "INSTAGRAM_GRAPH_URL": THERE,
        "INSTAGRAM_RUPLOAD_URL": THERE,
    },
    "tiktok": {
        "TIKTOK_CLIENT_KEY": "mine",
        "TIKTOK_CLIENT_SECRET": "a secret of no form",
        "TIKTOK_AUTHORIZE_URL": f"{THERE}/v2/auth/authorize/",
        "TIKTOK_API_URL": THERE,
        "TIKTOK_UPLOAD_HOSTS": "127.0.0.1",
    },
}


async def in_thread(played: dict[str, str]) -> str:
    """Ask while the servers of this process go on answering."""
    return await asyncio.to_thread(obstacle, played)


PORTS = [name for platform in PLATFORMS for name in platform.sandbox_ports]
ADDRESSES = Addresses(
    kafka="kafka:1",
    gateway="http://127.0.0.1:2",
    public="http://127.0.0.1:2",
    sandbox={name: f"http://127.0.0.1:{3 + number}" for number, name in enumerate(PORTS)},
)


@pytest.fixture(params=SIMULATORS, ids=str)
def name(request: pytest.FixtureRequest) -> str:
    """Give each platform in turn."""
    return str(request.param)


def test_the_sandbox_plays_the_other_platforms_only(name: str) -> None:
    played = [one.name for one in settings.played(SIMULATORS[name])]

    assert name not in played
    assert len(played) == len(PLATFORMS) - 1


def test_the_services_are_led_there_and_nowhere_else(name: str) -> None:
    given = SIMULATORS[name]

    merged = settings.merged(ADDRESSES, Keys(Path("/secrets")), Path("/state"), given)

    own = {key: text for key, text in merged.items() if key.startswith(f"{name.upper()}_")}
    assert given.items() <= own.items()
    assert not set(ADDRESSES.sandbox.values()) & set(own.values())


def test_whoever_looks_for_the_simulated_people_finds_them_there(name: str) -> None:
    assert settings.simulators(SIMULATORS[name]) == {name: THERE}
    assert compose_record(SIMULATORS[name]).sandbox_urls[name] == THERE


def test_a_real_platform_is_no_simulator() -> None:
    given = {"INSTAGRAM_APP_ID": "1", "INSTAGRAM_GRAPH_URL": "https://graph.facebook.com"}

    assert settings.simulators(given) == {}


def test_a_simulator_without_an_app_to_name_to_it_is_not_called() -> None:
    assert settings.simulators({"INSTAGRAM_GRAPH_URL": THERE}) == {}


def test_a_simulator_is_asked_as_often_as_the_sandbox() -> None:
    given = SIMULATORS["instagram"]
    haste = {"INSTAGRAM_RECONCILE_HOURS": "0.01", "INSTAGRAM_SAMPLE_HOURS": "0.005"}

    merged = settings.merged(ADDRESSES, Keys(Path("/secrets")), Path("/state"), given)

    assert haste.items() <= merged.items()
    assert haste.items() <= beside_env(given).items()


def test_a_simulator_s_ids_and_secrets_need_not_look_like_the_platform_s(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "overrides", lambda: SIMULATORS[name])

    doctor.refuse_unusable_app()

    assert doctor.examine() == 0


async def test_the_demonstration_needs_a_simulator_whose_people_can_be_played() -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.json_response({})

    app, mute = web.Application(), web.Application()
    app.add_routes([web.get("/control/requests", answer)])
    async with TestServer(app) as sandbox, TestServer(mute) as other:
        addresses = [str(server.make_url("")).rstrip("/") for server in (sandbox, other)]

        both = await in_thread({"tiktok": addresses[0], "instagram": addresses[0]})
        half = await in_thread({"tiktok": addresses[0], "instagram": addresses[1]})
        alone = await in_thread({"tiktok": addresses[0]})

    assert both == ""
    assert addresses[1] in half
    assert "an app of your own" in alone
