"""creator_info and init: what may be posted, and by whom."""

import pytest

from .support import Client

GUIDELINES = (
    "Please review our integration guidelines at "
    "https://developers.tiktok.com/doc/content-sharing-guidelines/"
)


def inbox_body(size: int = 11) -> dict[str, object]:
    source = {"source": "FILE_UPLOAD", "video_size": size, "chunk_size": size}
    return {"source_info": {**source, "total_chunk_count": 1}}


@pytest.mark.parametrize(
    ("user", "options"),
    [
        ("mara", ["FOLLOWER_OF_CREATOR", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"]),
        ("theo", ["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"]),
    ],
)
async def test_privacy_options_follow_the_visibility_of_the_account(
    client: Client, user: str, options: list[str]
) -> None:
    status, answer = await client.post("creator_info/query", await client.token(user))

    data = answer["data"]
    assert status == 200
    assert data["privacy_level_options"] == options
    assert data["creator_username"] == f"{user}.sandbox"
    assert data["comment_disabled"] is False
    assert data["duet_disabled"] is (user == "mara")
    assert data["max_video_post_duration_sec"] == 600


async def test_an_accepted_init_answers_ids_within_their_lengths(client: Client) -> None:
    publish_id, upload_url = await client.begin(await client.token())

    assert publish_id.startswith("v_pub_file~v2-1.")
    assert len(publish_id.rpartition(".")[2]) == 19
    assert len(publish_id) <= 64
    assert len(upload_url) <= 256
    assert upload_url.startswith(f"{client.world.addresses.upload}/video/?upload_id=")
    assert "upload_token=cnry" in upload_url


async def test_two_inits_of_the_same_body_are_two_posts(client: Client) -> None:
    token = await client.token()

    first, second = await client.begin(token), await client.begin(token)

    assert first[0] != second[0]
    assert len(await client.posts()) == 2


async def test_an_inbox_init_ignores_post_info(client: Client) -> None:
    body = {**inbox_body(), "post_info": {"privacy_level": "NONSENSE"}}

    status, answer = await client.post("inbox/video/init", await client.token(), body)

    assert status == 200
    assert answer["data"]["publish_id"].startswith("v_inbox_file~v2.")


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        ((66_259_900, 64_000_000, 1), "The chunk size is invalid"),
        ((66_259_900, 64_000_000, 2), "The total chunk count is invalid"),
    ],
)
async def test_a_wrong_chunk_plan_is_refused(
    client: Client, plan: tuple[int, int, int], message: str
) -> None:
    status, answer = await client.init(await client.token(), plan)

    assert (status, answer["error"]["code"]) == (400, "invalid_params")
    assert answer["error"]["message"] == message


async def test_the_spelling_of_the_parameter_code_is_a_switch(client: Client) -> None:
    await client.switch(param_code="invalid_param")

    _, answer = await client.init(await client.token(), (5, 4, 1))

    assert answer["error"]["code"] == "invalid_param"


@pytest.mark.parametrize("level", ["PUBLIC_TO_EVERYONE", "EVERYONE", None])
async def test_a_level_the_account_does_not_offer_is_a_mismatch(
    client: Client, level: str | None
) -> None:
    status, answer = await client.init(await client.token("mara"), privacy_level=level)

    assert (status, answer["error"]["code"]) == (403, "privacy_level_option_mismatch")


async def test_a_missing_level_is_a_mismatch_too(client: Client) -> None:
    body = {"post_info": {}, **inbox_body()}

    status, answer = await client.post("video/init", await client.token(), body)

    assert (status, answer["error"]["code"]) == (403, "privacy_level_option_mismatch")


async def test_an_unaudited_app_is_refused_for_a_public_account_even_with_self_only(
    client: Client,
) -> None:
    await client.switch(audited=False)

    status, answer = await client.init(await client.token("theo"), privacy_level="SELF_ONLY")

    assert status == 403
    assert answer["error"]["code"] == "unaudited_client_can_only_post_to_private_accounts"
    assert answer["error"]["message"] == GUIDELINES
    assert (
        "PUBLIC_TO_EVERYONE"
        in (await client.post("creator_info/query", await client.token("theo")))[1]["data"][
            "privacy_level_options"
        ]
    )


async def test_an_unaudited_apps_wider_level_becomes_self_only_or_is_refused(
    client: Client,
) -> None:
    await client.switch(audited=False)
    token = await client.token("mara")

    await client.begin(token, privacy_level="FOLLOWER_OF_CREATOR")
    await client.switch(unaudited_level="refuse")
    status, _ = await client.init(token, privacy_level="FOLLOWER_OF_CREATOR")

    assert [post["privacy_level"] for post in await client.posts()] == ["SELF_ONLY"]
    assert status == 403


async def test_a_ban_is_403_at_init_and_200_at_creator_info(client: Client) -> None:
    token = await client.token("rolf")

    init = await client.init(token)
    creator = await client.post("creator_info/query", token)

    assert (init[0], init[1]["error"]["code"]) == (403, "spam_risk_user_banned_from_posting")
    assert (creator[0], creator[1]["error"]["code"]) == (200, "spam_risk_user_banned_from_posting")
    assert "data" not in creator[1]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"source_info": {"source": "FILE_UPLOAD"}}',
        b'{"post_info": {}, "source_info": {"source": "SMOKE"}}',
        b'{"post_info": {}, "source_info": {"source": "FILE_UPLOAD", "video_size": "11"}}',
        b'{"post_info": {"disable_duet": 1}, "source_info": {"source": "FILE_UPLOAD"}}',
    ],
)
async def test_a_body_of_another_shape_is_invalid(client: Client, body: bytes) -> None:
    headers = {
        "Authorization": f"Bearer {await client.token()}",
        "Content-Type": "application/json",
    }
    url = f"{client.base}/v2/post/publish/video/init/"

    response = await client.session.post(url, data=body, headers=headers)

    assert response.status == 400
    assert (await response.json())["error"]["code"] == "invalid_params"


async def test_a_form_is_not_taken_for_json(client: Client) -> None:
    headers = {"Authorization": f"Bearer {await client.token()}"}
    url = f"{client.base}/v2/post/publish/video/init/"

    response = await client.session.post(url, data={"a": "b"}, headers=headers)

    assert response.status == 400


async def test_a_title_is_measured_in_utf16_units(client: Client) -> None:
    token = await client.token()

    fits = await client.init(token, title="🥖" * 1100)
    overflows = await client.init(token, title="🥖" * 1100 + "x")
    await client.switch(text_overflow="truncate")
    await client.begin(token, title="🥖" * 1100 + "x")

    assert fits[0] == 200
    assert overflows[1]["error"]["code"] == "invalid_params"
    assert [len(post["title"]) for post in await client.posts()] == [1100, 1100]


async def test_branded_content_for_nobody_is_a_switch(client: Client) -> None:
    token = await client.token()
    accepted = await client.init(token, brand_content_toggle=True)
    await client.switch(brand_private="refuse")
    refused = await client.init(token, brand_content_toggle=True)

    assert (accepted[0], refused[0]) == (200, 403)


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (["ban", "privacy", "caps", "ownership"], "spam_risk_user_banned_from_posting"),
        (["caps", "ownership", "privacy", "ban"], "spam_risk_too_many_posts"),
        (["ownership", "caps", "privacy", "ban"], "url_ownership_unverified"),
        (["privacy", "ownership", "caps", "ban"], "privacy_level_option_mismatch"),
    ],
)
async def test_the_order_in_which_an_init_is_judged_is_a_switch(
    client: Client, order: list[str], code: str
) -> None:
    await client.switch(init_order=order)
    await client.control("PATCH", "users/rolf", {"posts_by_other_apps": 15})
    token = await client.token("rolf")

    refused = await client.pull(token, "https://media.test/1.mp4", privacy_level="NOBODY")

    assert refused[1]["error"]["code"] == code


async def test_an_order_that_leaves_a_check_out_is_no_order(client: Client) -> None:
    response = await client.session.put(
        f"{client.base}/control/switches", json={"init_order": ["ban"]}
    )

    assert response.status == 422
