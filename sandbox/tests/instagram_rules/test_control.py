"""The control API and the page: what a tester can see, set and do."""

import pytest

from sandbox.instagram.ids import Ids

from .support import BAKERY, Answer, Client, Receiver, error_of, eventually


def test_ids_are_the_same_again_where_there_is_a_seed() -> None:
    def drawn(seed: str) -> list[str]:
        ids = Ids(seed)
        return [ids.new("media"), ids.new("media"), ids.new("container")]

    assert drawn("a") == drawn("a") != drawn("b")
    assert len(set(drawn("a"))) == 3
    assert drawn("") != drawn("")


async def test_a_reset_returns_to_the_start(client: Client) -> None:
    token = await client.token()
    await client.live(token)
    await client.switch(quota_total=25)
    await client.control("POST", "people", {"count": 1})

    await client.control("POST", "reset")

    state = await client.control("GET", "state")
    assert (state["media"], state["grants"]) == ([], [])
    assert "guest1" not in [one["handle"] for one in state["people"]]
    assert (await client.control("GET", "switches"))["quota_total"] == 100
    assert error_of(await client.get("me", token)) == (400, 190, 0)


async def test_requests_can_be_narrowed_and_counted(client: Client) -> None:
    token = await client.token()
    container = await client.finished(token)
    await client.publish(token, container)

    published = await client.control("GET", f"requests?container={container}&method=POST")
    exchanges = await client.control("GET", "requests?grant_type=fb_exchange_token")

    assert [one["effect"] for one in published["requests"]] == ["ok", "ok"]
    assert exchanges["requests"][0]["fields"]["user"] == "122100000000000001"


async def test_a_refusal_is_noted_by_its_numbers(client: Client) -> None:
    await client.publish(await client.token(), "17990000000000001")

    noted = await client.control("GET", "requests?effect=24/2207008")

    assert noted["count"] == 1


async def test_every_secret_is_listed_and_carries_the_canary(client: Client) -> None:
    token = await client.token()
    login = await client.login_token()

    secrets = (await client.control("GET", "secrets"))["secrets"]

    assert {token, login} <= {secret["value"] for secret in secrets}
    assert all("cnry" in secret["value"] for secret in secrets)


async def test_a_wrong_switch_changes_nothing(client: Client) -> None:
    response = await client.session.put(
        f"{client.base}/control/switches", json={"quota_total": 25, "republish": "often"}
    )

    assert response.status == 422
    assert (await client.control("GET", "switches"))["quota_total"] == 100


async def test_people_can_be_added_in_bulk(client: Client) -> None:
    await client.control("POST", "people", {"count": 3, "prefix": "crowd"})

    page = await client.page(await client.token("crowd3"))

    assert page["name"] == "Crowd3"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "people/nobody/password"),
        ("PATCH", "accounts/nobody"),
        ("DELETE", "posts/1"),
        ("DELETE", "comments/1"),
        ("POST", "containers/1/fail"),
    ],
)
async def test_whom_nobody_knows_is_404(client: Client, method: str, path: str) -> None:
    response = await client.session.request(method, f"{client.base}/control/{path}", json={})

    assert response.status == 404


async def act(client: Client, action: str, **form: str) -> str:
    """Press a button; answers the page that follows."""
    response = await client.session.post(f"{client.base}/sandbox/act", data={"act": action, **form})
    return await response.text()


async def state(client: Client) -> Answer:
    return dict(await client.control("GET", "state"))


async def test_the_page_shows_people_accounts_media_and_comments(client: Client) -> None:
    media = await client.live(await client.token())
    await client.comment(media, text="Nice <b>shot</b>")

    text = await (await client.session.get(f"{client.base}/sandbox/?user=nora")).text()

    for shown in ("Nora Harbour", "@harbour.bakery", media, "Nice &lt;b&gt;shot", "connected at"):
        assert shown in text
    assert "Leo Draws" not in text
    assert "http://" not in text.replace(client.base, "")


async def test_comments_are_made_answered_and_deleted_by_buttons(client: Client) -> None:
    media = await client.live(await client.token())

    await act(client, "comment", media_id=media)
    [made] = (await state(client))["comments"]
    await act(client, "reply", comment_id=made["id"])
    answers = (await state(client))["comments"]
    await act(client, "delete_comment", comment_id=made["id"])

    assert answers[1]["parent_id"] == made["id"]
    assert (await state(client))["comments"] == []


async def test_accounts_are_converted_mentioned_and_posted_to_by_buttons(client: Client) -> None:
    token = await client.token()

    await act(client, "post", account=BAKERY)
    await act(client, "mention", account=BAKERY)
    await act(client, "mention_in_comment", account=BAKERY)
    media = (await state(client))["media"]
    await act(client, "delete", media_id=media[0]["id"])
    await act(client, "personal", account=BAKERY)
    refused = await client.get(BAKERY, token)
    await act(client, "professional", account=BAKERY)

    assert len(media) == 3
    assert error_of(refused) == (400, 10, 0)
    assert (await client.get(BAKERY, token))[0] == 200


@pytest.mark.parametrize(
    ("action", "subcode"), [("remove_app", 458), ("password", 460), ("checkpoint", 459)]
)
async def test_access_is_ended_by_buttons(client: Client, action: str, subcode: int) -> None:
    token = await client.token()

    await act(client, action, owner="nora")

    assert error_of(await client.get("me", token)) == (400, 190, subcode)
    if action == "checkpoint":
        await act(client, "pass_checkpoint", owner="nora")
        assert (await client.get("me", token))[0] == 200


async def test_deletion_is_asked_for_by_a_button(client: Client, receiver: Receiver) -> None:
    await client.switch(deletion_url=receiver.url.replace("/hook", "/signed"))
    await client.token()

    await act(client, "deletion", owner="nora")

    async def arrived() -> object:
        return receiver.signed

    assert await eventually(arrived)


async def test_a_button_on_nothing_says_so(client: Client) -> None:
    assert "Not possible" in await act(client, "comment", media_id="1")


async def test_the_front_page_leads_to_the_people(client: Client) -> None:
    text = await (await client.session.get(f"{client.base}/")).text()

    assert "/sandbox/" in text
    assert "nora" in text


async def test_the_control_api_is_at_facebooks_port_alone(client: Client) -> None:
    at_login = await client.session.get(f"{client.login_base}/control/state")
    unknown = await client.session.get(f"{client.base}/control/nothing")

    assert (at_login.status, unknown.status) == (404, 404)


def test_newcomers_of_two_sandboxes_are_not_the_same_people() -> None:
    numbers = {Ids("").newcomers_from for _ in range(5)}

    assert len(numbers) > 1
    assert Ids("a").newcomers_from == Ids("a").newcomers_from
