"""Posts of photos: shape, texts, modes, and what is wrong with the pictures."""

import re

import pytest

from sandbox.stage.media.probe import Facts
from sandbox.tiktok.posting.media_checks import photo_fail_reason

from .support import Answer, Client, Reaches


@pytest.fixture(autouse=True)
async def local_http(client: Client) -> None:
    """The test media are on this machine, and a test may begin many posts."""
    await client.switch(pull_http=True, init_per_minute=1000)


def code(answer: tuple[int, Answer]) -> tuple[int, str]:
    return answer[0], answer[1]["error"]["code"]


async def test_photos_are_fetched_and_posted(client: Client, reaches: Reaches) -> None:
    urls = [await client.media("1.jpg"), await client.media("2.webp")]
    _, answer = await client.photos(await client.token(), urls, auto_add_music=True)

    post = await reaches(answer["data"]["publish_id"], "PUBLISH_COMPLETE")

    assert re.fullmatch(r"p_pub_url~v2\.\d{19}", answer["data"]["publish_id"])
    assert (post["media"], post["urls"], len(post["sha256s"])) == ("PHOTO", urls, 2)
    assert post["choices"]["auto_add_music"] is True
    assert "disable_duet" not in post["choices"]


async def test_a_photo_draft_goes_to_the_inbox_with_its_texts_alone(
    client: Client, reaches: Reaches
) -> None:
    _, answer = await client.photos(
        await client.token(), [await client.media("1.jpg")], "MEDIA_UPLOAD", description="which?"
    )

    post = await reaches(answer["data"]["publish_id"], "SEND_TO_USER_INBOX")

    assert (post["title"], post["description"]) == ("loaves", "which?")
    assert (post["privacy_level"], post["choices"]) == (None, {})


async def test_the_prefix_of_a_photo_draft_is_a_switch(client: Client) -> None:
    await client.switch(photo_draft_prefix="p_inbox_url~v2")
    _, answer = await client.photos(
        await client.token(), [await client.media("1.jpg")], "MEDIA_UPLOAD"
    )

    assert answer["data"]["publish_id"].startswith("p_inbox_url~v2.")


@pytest.mark.parametrize(
    ("mode", "scope", "status"),
    [
        ("DIRECT_POST", "video.publish", 200),
        ("DIRECT_POST", "video.upload", 401),
        ("MEDIA_UPLOAD", "video.upload", 200),
        ("MEDIA_UPLOAD", "video.publish", 401),
    ],
)
async def test_the_mode_tells_which_scope_is_needed(
    client: Client, mode: str, scope: str, status: int
) -> None:
    token = await client.token(ticked=scope)

    assert (await client.photos(token, [await client.media("1.jpg")], mode))[0] == status


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"media_type": "VIDEO"}, "Invalid media_type or post_mode"),
        ({"post_mode": "DIRECT POST"}, "Invalid media_type or post_mode"),
        (
            {"source_info": {"source": "FILE_UPLOAD", "photo_cover_index": 0}},
            "The request source info is empty or incorrect",
        ),
    ],
)
async def test_the_recorded_refusals_have_their_messages(
    client: Client, change: dict[str, object], message: str
) -> None:
    url = await client.media("1.jpg")
    body = {
        "media_type": "PHOTO",
        "post_mode": "DIRECT_POST",
        "post_info": {"privacy_level": "SELF_ONLY"},
        "source_info": {
            "source": "PULL_FROM_URL",
            "photo_images": [url],
            "photo_cover_index": 0,
        },
    }

    answer = await client.post("content/init", await client.token(), {**body, **change})

    assert code(answer) == (400, "invalid_params")
    assert answer[1]["error"]["message"] == message


@pytest.mark.parametrize(
    ("count", "cover", "status"),
    [(35, 34, 200), (36, 0, 400), (0, 0, 400), (2, 2, 400), (2, -1, 400), (2, 1, 200)],
)
async def test_1_to_35_photos_and_a_cover_among_them(
    client: Client, count: int, cover: int, status: int
) -> None:
    source = {
        "source": "PULL_FROM_URL",
        "photo_images": [await client.media("1.jpg")] * count,
        "photo_cover_index": cover,
    }
    body = {
        "media_type": "PHOTO",
        "post_mode": "DIRECT_POST",
        "post_info": {"privacy_level": "SELF_ONLY"},
        "source_info": source,
    }

    assert (await client.post("content/init", await client.token(), body))[0] == status


async def test_the_fewest_photos_are_a_switch(client: Client) -> None:
    await client.switch(photo_min=2)
    url = await client.media("1.jpg")

    assert code(await client.photos(await client.token(), [url])) == (400, "invalid_params")


@pytest.mark.parametrize(("field", "units"), [("title", 90), ("description", 4000)])
async def test_photo_texts_are_measured_in_utf16_units(
    client: Client, field: str, units: int
) -> None:
    token, urls = await client.token(), [await client.media("1.jpg")]

    fits = await client.photos(token, urls, **{field: "🥖" * (units // 2)})
    overflows = await client.photos(token, urls, **{field: "🥖" * (units // 2) + "x"})

    assert code(fits) == (200, "ok")
    assert code(overflows) == (400, "invalid_params")


async def test_a_photo_draft_needs_a_recent_app(client: Client) -> None:
    await client.control("PATCH", "users/mara", {"app_version": "31.7.9"})
    token, urls = await client.token(), [await client.media("1.jpg")]
    old = await client.photos(token, urls, "MEDIA_UPLOAD")
    direct = await client.photos(token, urls)
    await client.control("PATCH", "users/mara", {"app_version": "31.8.0"})

    assert code(old) == (400, "app_version_check_failed")
    assert code(direct) == (200, "ok")
    assert code(await client.photos(token, urls, "MEDIA_UPLOAD")) == (200, "ok")


async def test_unverified_photos_and_a_missing_level_are_403(client: Client) -> None:
    token = await client.token()

    foreign = await client.photos(token, ["https://media.test/1.jpg"])
    no_level = await client.photos(token, [await client.media("1.jpg")], privacy_level=None)

    assert code(foreign) == (403, "url_ownership_unverified")
    assert code(no_level) == (403, "privacy_level_option_mismatch")


async def test_photo_drafts_are_pending_shares_too(client: Client) -> None:
    token, urls = await client.token(), [await client.media("1.jpg")]
    for _ in range(5):
        await client.photos(token, urls, "MEDIA_UPLOAD")

    sixth = await client.photos(token, urls, "MEDIA_UPLOAD")

    assert code(sixth) == (403, "spam_risk_too_many_pending_share")


@pytest.mark.parametrize(
    ("name", "wish", "reason"),
    [
        ("a.png", {}, "file_format_check_failed"),
        ("a.bin", {}, "file_format_check_failed"),
        ("a.jpg", {"width": 1081, "height": 1081}, "picture_size_check_failed"),
        ("a.webp", {"width": 1081, "height": 1500}, "picture_size_check_failed"),
        ("a.jpg", {"status": 404}, "photo_pull_failed"),
        ("a.jpg", {"redirect_to": "/media/b.jpg"}, "photo_pull_failed"),
    ],
)
async def test_one_bad_photo_fails_all_without_a_name(
    client: Client, reaches: Reaches, name: str, wish: dict[str, object], reason: str
) -> None:
    urls = [await client.media("good.jpg"), await client.media(name, **wish)]
    _, answer = await client.photos(await client.token(), urls)

    post = await reaches(answer["data"]["publish_id"], "FAILED")

    assert post["fail_reason"] == reason


def test_a_photo_has_at_most_20_mb() -> None:
    assert photo_fail_reason(Facts(20_000_000, "jpeg", 1080, 4000)) is None
    assert photo_fail_reason(Facts(20_000_001, "jpeg", 9, 9)) == "picture_size_check_failed"


@pytest.mark.parametrize(
    ("where", "labelled"), [("top_level", True), ("post_info", False), ("both", True)]
)
async def test_where_the_label_of_ai_is_read_is_a_switch(
    client: Client, where: str, labelled: bool
) -> None:
    await client.switch(photo_aigc=where)
    source = {
        "source": "PULL_FROM_URL",
        "photo_images": [await client.media("1.jpg")],
        "photo_cover_index": 0,
    }
    body = {
        "media_type": "PHOTO",
        "post_mode": "DIRECT_POST",
        "is_aigc": True,
        "post_info": {"privacy_level": "SELF_ONLY"},
        "source_info": source,
    }
    _, answer = await client.post("content/init", await client.token(), body)

    post = await client.post_of(answer["data"]["publish_id"])

    assert post["choices"]["is_aigc"] is labelled
