"""Media and comments, read and written."""

import pytest

from .support import BAKERY, SCOPES, Client, error_of


async def test_media_are_listed_newest_first_by_id_alone(client: Client) -> None:
    token = await client.token()
    first = await client.live(token)
    await client.advance(60)
    second = await client.live(token)

    _, answer = await client.get(f"{BAKERY}/media", token)

    assert answer["data"] == [{"id": second}, {"id": first}]


async def test_media_are_listed_between_two_moments(client: Client) -> None:
    token = await client.token()
    first = await client.live(token)
    await client.advance(7200)
    second = await client.live(token)
    middle = str(int(client.world.clock.now() - 3600))

    _, since = await client.get(f"{BAKERY}/media", token, since=middle)
    _, until = await client.get(f"{BAKERY}/media", token, until=middle)
    _, dated = await client.get(f"{BAKERY}/media", token, since="2020-01-01")
    refused = await client.get(f"{BAKERY}/media", token, since="long ago")

    assert ([one["id"] for one in since["data"]], until["data"]) == ([second], [{"id": first}])
    assert len(dated["data"]) == 2
    assert error_of(refused) == (400, 100, 0)


async def test_stories_have_a_list_of_their_own_for_a_day(client: Client) -> None:
    token = await client.token()
    wish = {"media_type": "STORIES", "image_url": await client.media(height=1920)}
    story = await client.live(token, **wish)

    _, feed = await client.get(f"{BAKERY}/media", token)
    _, stories = await client.get(f"{BAKERY}/stories", token, fields="media_product_type")
    await client.advance(86_401)
    _, later = await client.get(f"{BAKERY}/stories", token)

    assert feed["data"] == later["data"] == []
    assert stories["data"] == [{"media_product_type": "STORY", "id": story}]


async def test_a_reel_reads_as_video_of_the_product_reels(client: Client) -> None:
    token = await client.token()
    reel = await client.live(token, media_type="REELS", video_url=await client.media("a.mp4"))

    _, answer = await client.get(reel, token, fields="media_type,media_product_type,permalink")

    assert (answer["media_type"], answer["media_product_type"]) == ("VIDEO", "REELS")
    assert "/reel/" in answer["permalink"]


async def test_flagged_media_have_no_address_and_hidden_likes_no_number(client: Client) -> None:
    token = await client.token()
    media = await client.live(token)
    fields = "media_url,like_count,comments_count"

    _, before = await client.get(media, token, fields=fields)
    change = {"hides_likes": True, "is_flagged": True}
    await client.control("PATCH", f"posts/{media}", change)
    _, after = await client.get(media, token, fields=fields)

    assert before.keys() == {"media_url", "like_count", "comments_count", "id"}
    assert after.keys() == {"comments_count", "id"}
    assert (await client.session.get(before["media_url"])).status == 200


async def test_counters_grow_and_are_the_same_when_asked_again(client: Client) -> None:
    token = await client.token()
    media = await client.live(token)

    async def likes() -> int:
        _, answer = await client.get(media, token, fields="like_count")
        return int(answer["like_count"])

    young = await likes()
    await client.advance(5 * 86_400)

    assert await likes() == await likes() > young


async def test_names_lose_their_sign_for_who_is_no_admin(client: Client) -> None:
    token = await client.token()
    media = await client.live(token, image_url=await client.media(), caption="by @leo.draws")
    page = (await client.page(token))["id"]
    await client.control("PUT", f"people/nora/pages/{page}", {"tasks": ["ANALYZE"]})

    _, answer = await client.get(media, token, fields="caption")

    assert answer["caption"] == "by leo.draws"


async def test_what_the_owner_posts_or_deletes_in_the_app_is_seen(client: Client) -> None:
    token = await client.token()
    made = await client.control("POST", "accounts/harbour.bakery/media", {"caption": "by hand"})

    _, listed = await client.get(f"{BAKERY}/media", token, fields="caption")
    await client.control("DELETE", f"posts/{made['id']}")
    _, later = await client.get(f"{BAKERY}/media", token)

    assert [one["caption"] for one in listed["data"]] == ["by hand"]
    assert later["data"] == []


async def test_comments_are_newest_first_without_answers_and_50_at_most(client: Client) -> None:
    token = await client.token()
    media = await client.live(token)
    made = [await client.comment(media, text=f"nr {number}") for number in range(52)]
    await client.comment(media, parent_id=made[-1]["id"], text="an answer")

    _, first = await client.get(f"{media}/comments", token, limit="100")
    _, rest = await client.call("GET", first["paging"]["next"], {})

    assert (len(first["data"]), len(rest["data"])) == (50, 2)
    assert first["data"][0]["text"] == "nr 51"
    assert first["data"][0].keys() == {"timestamp", "text", "id"}


async def test_answers_are_an_edge_and_a_field(client: Client) -> None:
    token = await client.token()
    media = await client.live(token)
    comment = await client.comment(media)

    status, answer = await client.post(f"{comment['id']}/replies", token, message="Thanks!")
    _, edge = await client.get(f"{comment['id']}/replies", token)
    _, listed = await client.get(f"{media}/comments", token, fields="replies{text,parent_id}")

    assert (status, [one["id"] for one in edge["data"]]) == (200, [answer["id"]])
    [reply] = listed["data"][0]["replies"]["data"]
    assert (reply["text"], reply["parent_id"]) == ("Thanks!", comment["id"])


async def test_who_wrote_is_withheld_without_the_permission(client: Client) -> None:
    less = SCOPES.replace("instagram_manage_comments,", "")
    media = await client.live(await client.token())
    await client.comment(media)
    fields = "text,username,from{id,username}"

    _, whole = await client.get(f"{media}/comments", await client.token(), fields=fields)
    await client.control("POST", "people/nora/remove_app")
    _, part = await client.get(f"{media}/comments", await client.token(scope=less), fields=fields)

    assert whole["data"][0]["username"] == whole["data"][0]["from"]["username"] == "sample_fan"
    assert part["data"][0].keys() == {"text", "id"}


async def test_a_comment_with_fields_is_written_and_then_refused(client: Client) -> None:
    token = await client.token()
    media = await client.live(token)

    refused = await client.post(f"{media}/comments", token, message="first", fields="id,text")
    _, listed = await client.get(f"{media}/comments", token)

    assert error_of(refused) == (400, 20, 1772107)
    assert [one["text"] for one in listed["data"]] == ["first"]


async def test_a_comment_is_hidden_but_never_ones_own(client: Client) -> None:
    token = await client.token()
    media = await client.live(token)
    theirs = await client.comment(media)
    _, own = await client.post(f"{media}/comments", token, message="ours")

    hidden = [await client.post(one["id"], token, hide="true") for one in (theirs, own)]
    _, listed = await client.get(f"{media}/comments", token, fields="hidden")

    assert hidden == [(200, {"success": True})] * 2
    states = {one["id"]: one["hidden"] for one in listed["data"]}
    assert states == {theirs["id"]: True, own["id"]: False}


async def test_only_the_owner_of_the_media_deletes_a_comment(client: Client) -> None:
    token = await client.token()
    media = await client.live(token)
    comment = await client.comment(media, author="leo.draws")

    by_author = await client.delete(comment["id"], await client.token("leo"))
    by_owner = await client.delete(comment["id"], token)

    assert error_of(by_author) == (400, 100, 33)
    assert by_owner == (200, {"success": True})
    assert error_of(await client.get(comment["id"], token)) == (400, 100, 33)


async def test_writing_says_message(client: Client) -> None:
    token = await client.token()
    media = await client.live(token)

    assert error_of(await client.post(f"{media}/comments", token, text="x")) == (400, 100, 0)


@pytest.mark.parametrize("in_comment", [True, False])
async def test_a_mention_is_read_through_the_account_and_answered(
    client: Client, in_comment: bool
) -> None:
    token = await client.token()
    said = {"text": "see @harbour.bakery", "in_comment": in_comment}
    mention = await client.control("POST", "accounts/harbour.bakery/mention", said)
    field = (
        f"mentioned_comment.comment_id({mention['comment_id']}){{text}}"
        if in_comment
        else f"mentioned_media.media_id({mention['media_id']}){{caption}}"
    )

    _, answer = await client.get(BAKERY, token, fields=field)
    shown = {name: text for name, text in mention.items() if name != "account_id" and text}
    replied = await client.post(f"{BAKERY}/mentions", token, message="thanks", **shown)

    assert "see @harbour.bakery" in str(answer)
    assert replied[0] == 200
    assert error_of(await client.post(f"{BAKERY}/mentions", token, media_id="1", message="x")) == (
        400,
        100,
        33,
    )
