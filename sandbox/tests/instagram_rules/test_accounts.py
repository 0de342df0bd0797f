"""Which Pages and accounts somebody's token shows, and why an account cannot be used."""

import pytest

from .support import BAKERY, PERSONAL, SCOPES, Client, error_of

FIELDS = "id,name,tasks,instagram_business_account{id,username,followers_count}"


async def pages(client: Client, user: str, fields: str = FIELDS) -> list[dict[str, object]]:
    _, answer = await client.get("me/accounts", await client.token(user), fields=fields)
    return list(answer["data"])


async def test_a_page_shows_its_professional_account(client: Client) -> None:
    first, second = await pages(client, "nora")

    assert first["instagram_business_account"] == {
        "id": BAKERY,
        "username": "harbour.bakery",
        "followers_count": 1240,
    }
    assert "instagram_business_account" not in second


async def test_without_fields_a_page_has_its_token_category_and_tasks(client: Client) -> None:
    _, answer = await client.get("me/accounts", await client.token())

    assert answer["data"][0].keys() == {
        "access_token",
        "category",
        "category_list",
        "name",
        "id",
        "tasks",
    }


async def test_a_page_may_have_no_account(client: Client) -> None:
    [page] = await pages(client, "pia", "instagram_business_account,connected_instagram_account")

    assert page.keys() == {"id"}


async def test_a_personal_account_is_connected_but_not_linked(client: Client) -> None:
    [page] = await pages(client, "omar", "instagram_business_account,connected_instagram_account")

    assert page["connected_instagram_account"] == {"id": PERSONAL}
    assert "instagram_business_account" not in page


async def test_a_creators_account_looks_like_a_business_one(client: Client) -> None:
    [page] = await pages(client, "leo")
    account = dict(page["instagram_business_account"])  # type: ignore[call-overload]

    refused = await client.get(account["id"], await client.token("leo"), fields="account_type")

    assert account["username"] == "leo.draws"
    assert error_of(refused) == (400, 100, 0)


async def test_a_page_in_a_portfolio_needs_business_management(client: Client) -> None:
    less = SCOPES.replace(",business_management", "")
    token = await client.token("gina", scope=less)

    _, hidden = await client.get("me/accounts", token)
    shown = await pages(client, "gina")

    assert hidden["data"] == []
    assert [page["name"] for page in shown] == ["Hotel Group"]


async def test_a_portfolios_pages_are_listed_too(client: Client) -> None:
    token = await client.token("gina")

    _, businesses = await client.get("me/businesses", token)
    business_id = businesses["data"][0]["id"]
    _, owned = await client.get(f"{business_id}/owned_pages", token, fields="name")
    _, clients = await client.get(f"{business_id}/client_pages", token)

    assert [page["name"] for page in owned["data"]] == ["Hotel Group"]
    assert clients["data"] == []


async def test_a_new_page_names_its_tasks_otherwise(client: Client) -> None:
    [page] = await pages(client, "tess")

    assert all(str(task).startswith("PROFILE_PLUS_") for task in page["tasks"])  # type: ignore[attr-defined]
    token = await client.token("tess")
    account = dict(page["instagram_business_account"])  # type: ignore[call-overload]
    assert (await client.get(f"{account['id']}/content_publishing_limit", token))[0] == 200


async def test_somebody_may_have_more_pages_than_one_answer_holds(client: Client) -> None:
    _, answer = await client.get("me/accounts", await client.token("max"))

    assert len(answer["data"]) == 25
    assert "next" in answer["paging"]


async def test_who_may_not_create_content_cannot_publish(client: Client) -> None:
    [page] = await pages(client, "rita")
    token = await client.token("rita")
    account = dict(page["instagram_business_account"])  # type: ignore[call-overload]

    refused = await client.get(f"{account['id']}/content_publishing_limit", token)

    assert error_of(refused) == (400, 10, 0)
    assert (await client.get(account["id"], token))[0] == 200


async def test_page_tokens_can_fail_reads_for_days_while_user_tokens_work(client: Client) -> None:
    token = await client.token()
    page = await client.page(token)
    await client.switch(page_token_outage=True)

    read = await client.get(BAKERY, page["access_token"])
    written = await client.container(page["access_token"], image_url=await client.media())

    assert error_of(read) == (400, 100, 33)
    assert written[0] == 200
    assert (await client.get(BAKERY, token))[0] == 200


async def test_an_account_turned_personal_is_refused(client: Client) -> None:
    token = await client.token()

    await client.control("PATCH", "accounts/harbour.bakery", {"kind": "PERSONAL"})
    refused = await client.get(BAKERY, token)

    assert error_of(refused) == (400, 10, 0)
    assert "not an Instagram Business" in refused[1]["error"]["message"]


@pytest.mark.parametrize("node", ["17841499999999999", "nobody"])
async def test_another_or_no_account_is_100_33(client: Client, node: str) -> None:
    assert error_of(await client.get(node, await client.token())) == (400, 100, 33)
    foreign = await client.token("leo")
    assert error_of(await client.get(BAKERY, foreign)) == (400, 100, 33)


async def test_with_standard_access_only_people_with_a_role_are_served(client: Client) -> None:
    token = await client.token()
    await client.switch(access="standard")

    stranger = await client.get(BAKERY, token)
    await client.switch(app_roles=["nora"])

    assert error_of(stranger) == (400, 10, 0)
    assert (await client.get(BAKERY, token))[0] == 200


async def test_places_need_a_proof_and_not_all_have_coordinates(client: Client) -> None:
    token = await client.token()
    fields = "id,name,location,link"

    refused = await client.get("pages/search", token, q="harbour", fields=fields)
    _, found = await client.get("pages/search", client.app_token, q="harbour", fields=fields)
    await client.switch(places="open")
    opened = await client.get("pages/search", token, q="harbour", fields=fields)
    await client.switch(places="feature_missing")
    missing = await client.get("pages/search", token, q="harbour", fields=fields)

    assert error_of(refused) == error_of(missing) == (400, 100, 0)
    assert opened == (200, found)
    with_coordinates = [
        one["name"] for one in found["data"] if "latitude" in one.get("location", {})
    ]
    assert with_coordinates == ["Old Harbour", "Harbour Market"]
    assert len(found["data"]) == 4


async def test_the_old_place_search_is_gone(client: Client) -> None:
    refused = await client.get("search", await client.token(), type="place", q="x")

    assert error_of(refused) == (400, 100, 33)
