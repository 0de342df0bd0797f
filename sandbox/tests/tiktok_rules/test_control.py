"""The control API: what a tester can see and set."""

import json

import pytest

from .support import Client, Receiver


async def test_every_secret_is_listed_and_carries_the_canary(client: Client) -> None:
    code = await client.code()
    tokens = (await client.exchange(code))[1]
    _, url = await client.begin(tokens["access_token"])

    secrets = (await client.control("GET", "secrets"))["secrets"]

    by_kind = {secret["kind"]: secret["value"] for secret in secrets}
    assert by_kind["code"] == code
    assert by_kind["access_token"] == tokens["access_token"]
    assert by_kind["refresh_token"] == tokens["refresh_token"]
    assert url.endswith(by_kind["upload_token"])
    assert all("cnry" in secret["value"] for secret in secrets)


async def test_state_and_requests_carry_no_secret(client: Client) -> None:
    tokens = await client.connect()
    await client.refresh(tokens["refresh_token"])
    await client.publish(tokens["access_token"])

    state = json.dumps(await client.control("GET", "state"))
    requests = json.dumps(await client.control("GET", "requests"))

    for secret in (await client.control("GET", "secrets"))["secrets"]:
        assert secret["value"] not in state + requests
    assert client.world.settings.client_secret not in state + requests


async def test_requests_can_be_narrowed_and_counted(client: Client) -> None:
    tokens = await client.connect()
    await client.refresh(tokens["refresh_token"])
    publish_id, _ = await client.begin(tokens["access_token"])

    refreshes = await client.control("GET", "requests?grant_type=refresh_token")
    inits = await client.control("GET", "requests?path=/v2/post/publish/video/init/&outcome=ok")

    assert refreshes["count"] == 1
    assert refreshes["requests"][0]["fields"]["open_id"] == tokens["open_id"]
    assert inits["requests"][0]["fields"]["publish_id"] == publish_id
    assert inits["requests"][0]["status"] == 200


async def test_state_shows_users_grants_publishes_and_deliveries(
    client: Client, receiver: Receiver
) -> None:
    await client.publish(await client.token("theo"), privacy_level="SELF_ONLY")
    await receiver.wait_for(1)

    state = await client.control("GET", "state")

    assert [user["handle"] for user in state["users"]] == ["mara", "theo", "ines", "rolf"]
    assert [grant["user"] for grant in state["grants"]] == ["theo"]
    assert state["publishes"][0]["choices"]["disable_duet"] is False
    assert state["deliveries"][0]["event"] == "post.publish.complete"


@pytest.mark.parametrize("body", [{"oauth_error_status": 418}, {"no_such_switch": 1}])
async def test_a_wrong_switch_changes_nothing(client: Client, body: dict[str, int]) -> None:
    before = await client.control("GET", "switches")

    response = await client.session.put(
        f"{client.base}/control/switches", json={"code_ttl": 1, **body}
    )

    assert response.status == 422
    assert await client.control("GET", "switches") == before


async def test_an_access_token_can_be_expired_now(client: Client) -> None:
    tokens = await client.connect()

    answer = await client.control("POST", "expire", {"open_id": tokens["open_id"]})

    assert answer == {"expired": 1}
    assert (await client.user_info(tokens["access_token"], "open_id"))[0] == 401
    assert "access_token" in await client.refresh(tokens["refresh_token"])


async def test_users_can_be_added_in_bulk_and_changed(client: Client) -> None:
    wish = {"count": 3, "prefix": "bulk", "private": False}
    added = (await client.control("POST", "users", wish))["users"]
    await client.control("PATCH", "users/bulk2", {"private": True, "nickname": "Two"})

    _, creator = await client.post("creator_info/query", await client.token("bulk2"))

    assert [user["handle"] for user in added] == ["bulk1", "bulk2", "bulk3"]
    assert len({user["open_id"] for user in added}) == 3
    assert creator["data"]["creator_nickname"] == "Two"
    assert "PUBLIC_TO_EVERYONE" not in creator["data"]["privacy_level_options"]


async def test_a_disconnect_ends_the_grant_and_is_told_with_reason_1(
    client: Client, receiver: Receiver
) -> None:
    tokens = await client.connect()

    await client.control("POST", "users/mara/disconnect")

    [(_, body)] = await receiver.wait_for(1)
    assert json.loads(body)["user_openid"] == tokens["open_id"]
    assert json.loads(json.loads(body)["content"]) == {"reason": 1}
    assert (await client.refresh(tokens["refresh_token"]))["error"] == "invalid_grant"


async def test_reset_forgets_everything_but_the_issued_secrets(client: Client) -> None:
    tokens = await client.connect()
    await client.begin(tokens["access_token"])
    await client.control("PUT", "clock", {"offset_seconds": 100})
    await client.switch(code_ttl=1)
    await client.control("POST", "reset")

    state = await client.control("GET", "state")

    assert state["publishes"] == state["grants"] == state["deliveries"] == []
    assert (await client.control("GET", "requests"))["count"] == 0
    assert (await client.control("GET", "switches"))["code_ttl"] == 600
    assert client.world.clock.offset_seconds == 0
    assert len((await client.control("GET", "secrets"))["secrets"]) == 4


async def test_an_open_id_is_the_same_after_a_restart(client: Client) -> None:
    before = (await client.connect())["open_id"]
    await client.control("POST", "reset")

    assert (await client.connect())["open_id"] == before


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "users/nobody/disconnect"),
        ("POST", "publishes/v_pub_file~v2-1.1/post"),
        ("PATCH", "users/nobody"),
    ],
)
async def test_what_is_not_there_is_404_with_a_reason(
    client: Client, method: str, path: str
) -> None:
    response = await client.session.request(method, f"{client.base}/control/{path}", json={})

    assert response.status == 404
    assert "No " in (await response.json())["error"]
