"""How the Graph API is spoken: parameters, fields, paging, batches, errors, headers."""

import json

import pytest

from .support import BAKERY, Client, error_of


async def test_any_version_or_none_is_served(client: Client) -> None:
    token = await client.token()

    for prefix in ("v25.0/", "v27.0/", ""):
        status, answer = await client.call(
            "GET", f"{client.base}/{prefix}me", {"access_token": token}
        )
        assert (status, answer["name"]) == (200, "Nora Harbour")


async def test_a_dead_version_is_served_by_the_oldest_living_one(client: Client) -> None:
    response = await client.session.get(
        f"{client.base}/v20.0/me", params={"access_token": await client.token()}
    )

    assert response.status == 200
    assert response.headers["facebook-api-version"] == "v21.0"


async def test_a_version_that_is_not_out_yet_is_read_as_a_node(client: Client) -> None:
    query = {"access_token": await client.token()}

    refused = await client.call("GET", f"{client.base}/v28.0/", query)

    assert error_of(refused) == (400, 100, 33)
    assert "does not exist" in refused[1]["error"]["message"]


@pytest.mark.parametrize("way", ["query", "form", "json", "Bearer", "OAuth"])
async def test_a_token_stands_in_query_form_json_or_header(client: Client, way: str) -> None:
    token = await client.token()
    media = await client.live(token)
    url = f"{client.base}/{client.version}/{media}"
    shown, wish = {"access_token": token}, {"comment_enabled": "false"}

    match way:
        case "query":
            response = await client.session.post(url, params={**shown, **wish})
        case "form":
            response = await client.session.post(url, data={**shown, **wish})
        case "json":
            response = await client.session.post(url, json={**shown, "comment_enabled": False})
        case _:
            headers = {"Authorization": f"{way} {token}"}
            response = await client.session.post(url, data=wish, headers=headers)

    assert (response.status, await response.json()) == (200, {"success": True})
    assert not client.world.content.library.media[media].comments_enabled


async def test_fields_nest_take_a_limit_and_always_bring_the_id(client: Client) -> None:
    token = await client.token()
    await client.live(token)
    newest = await client.live(token)
    fields = "username,media.limit(1){caption,owner{username}}"

    _, answer = await client.get(BAKERY, token, fields=fields)

    assert (answer["id"], answer["username"]) == (BAKERY, "harbour.bakery")
    [media] = answer["media"]["data"]
    owner = {"username": "harbour.bakery", "id": BAKERY}
    assert media == {"caption": "bread", "owner": owner, "id": newest}


async def test_an_unknown_field_fails_the_whole_call(client: Client) -> None:
    refused = await client.get(BAKERY, await client.token(), fields="username,shoe_size")

    assert error_of(refused) == (400, 100, 0)
    assert "Tried accessing nonexisting field (shoe_size)" in refused[1]["error"]["message"]


async def test_lists_page_by_cursor_and_next_carries_the_token(client: Client) -> None:
    token = await client.token("max")

    _, first = await client.get("me/accounts", token, fields="id", limit="20")
    _, second = await client.call("GET", first["paging"]["next"], {})
    _, same = await client.get(
        "me/accounts", token, fields="id", limit="20", after=first["paging"]["cursors"]["after"]
    )

    assert (len(first["data"]), len(second["data"])) == (20, 10)
    assert token in first["paging"]["next"]
    assert "next" not in second["paging"]
    assert second["data"] == same["data"]


async def test_a_batch_answers_each_request_with_its_own_status(client: Client) -> None:
    batch = [
        {"method": "GET", "relative_url": f"{client.version}/me?fields=name"},
        {"relative_url": "17"},
    ]

    status, answers = await client.call(
        "POST",
        f"{client.base}/{client.version}/",
        {"access_token": await client.token(), "batch": json.dumps(batch)},
    )

    assert (status, [one["code"] for one in answers]) == (200, [200, 400])
    assert json.loads(answers[0]["body"])["name"] == "Nora Harbour"
    assert json.loads(answers[1]["body"])["error"]["code"] == 100


@pytest.mark.parametrize(
    "taken",
    [
        {"ids": BAKERY},
        {"date_format": "U"},
        {"method": "delete"},
        {"callback": "f"},
        {"fields": "username.as(name)"},
        {"asyncbatch": "1"},
    ],
)
async def test_what_v27_takes_from_new_apps_is_refused(
    client: Client, taken: dict[str, str]
) -> None:
    token = await client.token()
    path = "" if "ids" in taken else BAKERY

    refused = await client.get(path, token, **taken)

    assert error_of(refused) == (400, 100, 0)


async def test_what_v27_takes_from_new_apps_is_refused_in_a_batch_and_of_a_post(
    client: Client,
) -> None:
    token = await client.token()
    batch = [{"relative_url": f"{client.version}/?ids={BAKERY}"}, {"relative_url": "me"}]

    _, answers = await client.post("", token, batch=json.dumps(batch))
    posted = await client.post(f"{BAKERY}/media", token, method="get")

    assert [one["code"] for one in answers] == [400, 200]
    assert error_of(posted) == (400, 100, 0)


async def test_an_old_app_may_still_ask_for_several_ids_and_aliases(client: Client) -> None:
    await client.switch(strict_v27=False)
    token = await client.token()

    _, answer = await client.get("", token, ids=BAKERY, fields="username.as(name)")

    assert answer == {BAKERY: {"name": "harbour.bakery", "id": BAKERY}}


async def test_pretty_and_debug_change_nothing(client: Client) -> None:
    token = await client.token()

    plain = await client.get("me", token)

    assert await client.get("me", token, pretty="1", debug="all") == plain


async def test_json_is_escaped_ids_are_text_and_times_have_a_plain_zone(client: Client) -> None:
    token = await client.token()
    media = await client.live(token, image_url=await client.media(), caption="Größe/é")
    query = {"access_token": token, "fields": "caption,timestamp,permalink"}

    text = await (
        await client.session.get(f"{client.base}/{client.version}/{media}", params=query)
    ).text()

    assert r"Gr\u00f6\u00dfe\/\u00e9" in text
    assert r"https:\/\/www.instagram.com\/p\/" in text
    answer = json.loads(text)
    assert isinstance(answer["id"], str)
    assert answer["timestamp"].endswith("+0000")


async def test_answers_have_metas_headers_and_no_etag(client: Client) -> None:
    response = await client.session.get(
        f"{client.base}/{client.version}/{BAKERY}", params={"access_token": await client.token()}
    )

    names = {name.lower() for name in response.headers}
    assert {"facebook-api-version", "x-fb-trace-id", "x-fb-rev", "x-fb-debug"} <= names
    assert "etag" not in names
    assert response.headers["facebook-api-version"] == client.version
    assert response.headers["Content-Type"] == "application/json; charset=UTF-8"


async def test_errors_name_themselves_in_a_header_and_have_a_trace_of_their_own(
    client: Client,
) -> None:
    asked = [await client.session.get(f"{client.base}/{client.version}/me") for _ in range(2)]

    traces = {(await response.json())["error"]["fbtrace_id"] for response in asked}
    assert len(traces) == 2
    assert asked[0].headers["WWW-Authenticate"].startswith('OAuth "Facebook Platform"')


async def test_errors_are_400_also_for_tokens_and_403_where_a_permission_is_missing(
    client: Client,
) -> None:
    await client.switch(missing_permission_code=200)
    token = await client.token(scope="instagram_basic,pages_show_list")

    invalid = await client.get("me", "EAAnothing")
    missing = await client.get(f"{BAKERY}/content_publishing_limit", token)

    assert error_of(invalid) == (400, 190, 0)
    assert error_of(missing) == (403, 200, 0)


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ({"kind": "status", "status": 500, "code": "2"}, 500),
        ({"kind": "html", "status": 502}, 502),
        ({"kind": "error_200", "code": "190/463"}, 200),
    ],
)
async def test_the_next_calls_to_an_edge_can_fail_in_any_way(
    client: Client, fault: dict[str, object], status: int
) -> None:
    token = await client.token()
    plan = {"endpoint": "/{account}/media", "method": "GET", "count": 2, **fault}
    await client.control("POST", "faults", plan)
    url = f"{client.base}/{client.version}/{BAKERY}/media"

    answers = [
        (await client.session.get(url, params={"access_token": token})).status for _ in range(3)
    ]

    assert answers == [status, status, 200]


async def test_a_call_can_be_left_without_an_answer(client: Client) -> None:
    token = await client.token()
    await client.control(
        "POST", "faults", {"endpoint": "/{user}", "kind": "reset_before", "count": 9}
    )

    with pytest.raises(Exception, match=r"[Dd]isconnected|reset"):
        await client.get(client.world.content.people.find("nora").id, token)  # type: ignore[union-attr]


async def test_an_edge_that_nobody_has_is_2500(client: Client) -> None:
    refused = await client.get(f"{BAKERY}/shoes", await client.token())

    assert error_of(refused) == (400, 2500, 0)
