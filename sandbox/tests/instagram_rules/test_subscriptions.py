"""Who is told: the app, its Pages and its accounts must all have asked."""

import pytest

from .support import BAKERY, Client, Receiver, error_of

PAGE = "100000000000201"
APP = "700000000000001"


def wish(receiver: Receiver, **changes: str) -> dict[str, str]:
    return {
        "object": "instagram",
        "callback_url": receiver.url,
        "verify_token": "sim-verify",
        "fields": "comments,mentions",
        "include_values": "true",
        **changes,
    }


async def test_subscribing_the_app_asks_the_callback_for_the_challenge(
    client: Client, receiver: Receiver
) -> None:
    taken = await client.post(f"{APP}/subscriptions", client.app_token, **wish(receiver))
    _, read = await client.get(f"{APP}/subscriptions", client.app_token)

    assert taken == (200, {"success": True})
    [query] = receiver.queries
    assert (query["hub.mode"], query["hub.verify_token"]) == ("subscribe", "sim-verify")
    assert query["hub.challenge"].isdecimal()
    assert [one["name"] for one in read["data"][0]["fields"]] == ["comments", "mentions"]


async def test_a_callback_that_does_not_echo_is_not_subscribed(
    client: Client, receiver: Receiver
) -> None:
    receiver.echoes = False

    refused = await client.post(f"{APP}/subscriptions", client.app_token, **wish(receiver))

    assert error_of(refused) == (400, 2200, 0)
    assert (await client.get(f"{APP}/subscriptions", client.app_token))[1] == {"data": []}


@pytest.mark.parametrize("fields", ["comments,messaging_reactions", "feed"])
async def test_one_wrong_field_fails_the_whole_subscription(
    client: Client, receiver: Receiver, fields: str
) -> None:
    query = wish(receiver, fields=fields)

    refused = await client.post(f"{APP}/subscriptions", client.app_token, **query)

    assert error_of(refused) == (400, 100, 0)


async def test_only_the_app_itself_subscribes_the_app(client: Client, receiver: Receiver) -> None:
    refused = await client.post(f"{APP}/subscriptions", await client.token(), **wish(receiver))

    assert error_of(refused) == (400, 15, 0)


async def test_the_app_unsubscribes_one_field_or_all(client: Client, receiver: Receiver) -> None:
    await client.post(f"{APP}/subscriptions", client.app_token, **wish(receiver))

    await client.delete(f"{APP}/subscriptions", client.app_token, fields="mentions")
    _, one = await client.get(f"{APP}/subscriptions", client.app_token)
    await client.delete(f"{APP}/subscriptions", client.app_token)
    _, none = await client.get(f"{APP}/subscriptions", client.app_token)

    assert [field["name"] for field in one["data"][0]["fields"]] == ["comments"]
    assert none == {"data": []}


async def test_a_page_refuses_instagrams_fields_and_the_whole_call_fails(client: Client) -> None:
    page = (await client.page(await client.token()))["access_token"]
    path = f"{PAGE}/subscribed_apps"

    refused = await client.post(path, page, subscribed_fields="feed,comments")
    _, none = await client.get(path, page)

    assert error_of(refused) == (400, 100, 0)
    text = "Param subscribed_fields[1] must be one of {feed, mention"
    assert text in refused[1]["error"]["message"]
    assert none == {"data": []}


async def test_a_page_may_take_instagrams_fields_where_the_switch_says_so(client: Client) -> None:
    await client.switch(page_takes_instagram_fields=True)
    page = (await client.page(await client.token()))["access_token"]

    taken = await client.post("me/subscribed_apps", page, subscribed_fields="comments")

    assert taken == (200, {"success": True})


async def test_each_subscription_of_a_page_replaces_the_list(client: Client) -> None:
    page = (await client.page(await client.token()))["access_token"]
    path = f"{PAGE}/subscribed_apps"
    await client.post(path, page, subscribed_fields="feed,mention")
    await client.post(path, page, subscribed_fields="ratings")

    _, read = await client.get(path, page)
    await client.delete(path, page)
    _, none = await client.get(path, page)

    assert read["data"][0]["subscribed_fields"] == ["ratings"]
    assert none == {"data": []}


async def test_a_page_is_subscribed_with_its_own_token_and_permission(client: Client) -> None:
    path, token = f"{PAGE}/subscribed_apps", await client.token()
    page = (await client.page(token))["access_token"]

    by_user = await client.post(path, token, subscribed_fields="feed")
    await client.control("POST", "people/nora/revoke", {"permission": "pages_manage_metadata"})

    assert error_of(by_user) == (400, 210, 0)
    assert error_of(await client.post(path, page, subscribed_fields="feed")) == (400, 10, 0)


async def test_facebook_login_subscribes_accounts_only_where_the_switch_says_so(
    client: Client,
) -> None:
    token, path = await client.token(), f"{BAKERY}/subscribed_apps"

    refused = await client.post(path, token, subscribed_fields="comments")
    await client.switch(account_edge=True)

    assert error_of(refused) == (400, 100, 33)
    assert await client.post(path, token, subscribed_fields="comments") == (200, {"success": True})
