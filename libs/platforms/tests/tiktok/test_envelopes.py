"""The `{data, error}` answers by example: profile, creator, init, status."""

import json

import pytest

from platforms.errors import (
    PlatformDown,
    PlatformError,
    RateLimited,
    Rejected,
    ScopeMissing,
    TokenInvalid,
)
from platforms.tiktok import posting, status, user
from platforms.tiktok.upload import ChunkPlan

LOG_ID = "20260915093100AB34CD56EF7890AB12CE"


def ok(data: str) -> bytes:
    error = f'{{"code":"ok","message":"","log_id":"{LOG_ID}"}}'
    return f'{{"data":{data},"error":{error}}}'.encode()


def refused(code: str, message: str = "", data: str = "") -> bytes:
    error = {"code": code, "message": message, "log_id": LOG_ID}
    return f'{{{data}"error":{json.dumps(error)}}}'.encode()


def test_user_info_asks_only_for_the_fields_of_the_granted_scopes() -> None:
    basic = user.user_info_request("act.simA1", {"user.info.basic", "video.publish"})
    profile = user.user_info_request("act.simA1", {"user.info.basic", "user.info.profile"})

    assert basic.url == "/v2/user/info/?fields=open_id,union_id,display_name,avatar_url"
    assert basic.headers == {"Authorization": "Bearer act.simA1"}
    assert "username" in profile.url
    assert "follower_count" not in profile.url


def test_a_user_is_read_with_what_tiktok_left_out() -> None:
    body = ok('{"user":{"open_id":"-000SimOpenIdAlpha_0001","display_name":"Mara Bakes"}}')

    found = user.read_user(200, {}, body)

    assert found.open_id == "-000SimOpenIdAlpha_0001"
    assert (found.display_name, found.username) == ("Mara Bakes", "")


def test_a_creator_is_read() -> None:
    options = '["FOLLOWER_OF_CREATOR","MUTUAL_FOLLOW_FRIENDS","SELF_ONLY"]'
    body = ok(
        f'{{"creator_nickname":"Mara Bakes","privacy_level_options":{options},'
        '"duet_disabled":true,"stitch_disabled":null,"max_video_post_duration_sec":600}'
    )

    creator = posting.read_creator(200, {}, body)

    assert creator.creator_nickname == "Mara Bakes"
    assert creator.privacy_level_options[-1] == "SELF_ONLY"
    assert (creator.duet_disabled, creator.stitch_disabled) == (True, False)
    assert creator.max_video_post_duration_sec == 600


@pytest.mark.parametrize("data", ["", '"data":{},', '"data":null,', '"data":"none",'])
def test_http_200_proves_nothing(data: str) -> None:
    with pytest.raises(Rejected) as caught:
        posting.read_creator(200, {}, refused("spam_risk_too_many_posts", data=data))

    assert (caught.value.code, caught.value.log_id) == ("spam_risk_too_many_posts", LOG_ID)


def test_a_direct_post_sends_the_post_and_the_chunk_plan() -> None:
    post = posting.DirectPost("SELF_ONLY", title="sourdough day 3 #bread", disable_duet=True)

    request = posting.init_request("act.simA1", post, ChunkPlan.for_size(70_000_007))

    assert request.url == "/v2/post/publish/video/init/"
    assert request.headers["Content-Type"] == "application/json; charset=UTF-8"
    assert json.loads(request.body) == {
        "post_info": {
            "privacy_level": "SELF_ONLY",
            "title": "sourdough day 3 #bread",
            "disable_comment": False,
            "disable_duet": True,
            "disable_stitch": False,
            "brand_content_toggle": False,
            "brand_organic_toggle": False,
            "is_aigc": False,
        },
        "source_info": {
            "source": "FILE_UPLOAD",
            "video_size": 70_000_007,
            "chunk_size": 10_000_000,
            "total_chunk_count": 7,
        },
    }


def test_a_draft_sends_the_source_alone_and_a_pull_its_address() -> None:
    pull = posting.PullFromUrl("https://media.sim.test/v/9.mp4")

    request = posting.init_request("act.simA1", None, pull)

    assert request.url == "/v2/post/publish/inbox/video/init/"
    assert json.loads(request.body) == {
        "source_info": {"source": "PULL_FROM_URL", "video_url": "https://media.sim.test/v/9.mp4"}
    }


def test_an_accepted_init_gives_the_publish_id_and_hides_the_upload_url() -> None:
    url = (
        "https://open-upload.sim.test/video/?upload_id=7650000000000000123&upload_token=sim-tok-51"
    )
    body = ok(f'{{"publish_id":"v_pub_file~v2-1.7650000000000000123","upload_url":"{url}"}}')

    accepted = posting.read_init(200, {}, body)

    assert accepted.publish_id == "v_pub_file~v2-1.7650000000000000123"
    assert accepted.upload_url == url
    assert "sim-tok-51" not in repr(accepted)


def test_a_pull_is_accepted_without_an_upload_url() -> None:
    body = ok('{"publish_id":"v_pub_url~v2-1.7650000000000000200"}')

    assert posting.read_init(200, {}, body).upload_url is None


@pytest.mark.parametrize(
    ("http", "code", "kind"),
    [
        (401, "access_token_invalid", TokenInvalid),
        (401, "scope_not_authorized", ScopeMissing),
        (400, "scope_permission_missed", ScopeMissing),
        (400, "invalid_params", Rejected),
        (403, "unaudited_client_can_only_post_to_private_accounts", Rejected),
        (403, "privacy_level_option_mismatch", Rejected),
        (403, "url_ownership_unverified", Rejected),
        (403, "spam_risk_too_many_pending_share", Rejected),
        (400, "token_not_authorized_for_specified_publish_id", Rejected),
        (429, "rate_limit_exceeded", RateLimited),
        (200, "rate_limit_exceeded", RateLimited),
        (500, "internal_error", PlatformDown),
        (503, "something_new", PlatformDown),
        (200, "", PlatformDown),
    ],
)
def test_every_code_tells_who_must_act(http: int, code: str, kind: type[PlatformError]) -> None:
    with pytest.raises(PlatformError) as caught:
        posting.read_init(http, {}, refused(code))

    assert type(caught.value) is kind


@pytest.mark.parametrize("code", ["invalid_param", "invalid_params"])
def test_both_spellings_of_invalid_params_are_one(code: str) -> None:
    with pytest.raises(Rejected) as caught:
        posting.read_init(400, {}, refused(code, "The chunk size is invalid"))
    assert caught.value.code == "invalid_params"

    with pytest.raises(Rejected) as caught:
        status.read_status(400, {}, refused(code, "invalid_publish_id: x"))
    assert caught.value.code == "invalid_publish_id"


def test_a_code_or_log_id_that_is_not_one_is_not_repeated() -> None:
    body = json.dumps({"error": {"code": "act.secret\n", "log_id": "a b", "message": ""}}).encode()

    with pytest.raises(Rejected) as caught:
        posting.read_creator(400, {}, body)

    assert (caught.value.code, caught.value.log_id) == ("unreadable_code", None)


def test_the_log_id_is_found_in_the_header() -> None:
    with pytest.raises(PlatformDown) as caught:
        posting.read_creator(502, {"x-tt-logid": LOG_ID}, b"<html>Bad Gateway</html>")

    assert caught.value.log_id == LOG_ID


@pytest.mark.parametrize(("told", "seconds"), [("7", 7.0), ("soon", None), ("-1", None)])
def test_retry_after_is_kept_where_tiktok_gives_one(told: str, seconds: float | None) -> None:
    for body in (refused("rate_limit_exceeded"), b"<html>"):
        with pytest.raises(RateLimited) as caught:
            posting.read_creator(429, {"Retry-After": told}, body)

        assert caught.value.retry_after == seconds


def test_a_status_request_names_the_post() -> None:
    request = status.status_request("act.simA1", "v_pub_file~v2-1.7650000000000000123")

    assert request.url == "/v2/post/publish/status/fetch/"
    assert json.loads(request.body) == {"publish_id": "v_pub_file~v2-1.7650000000000000123"}


@pytest.mark.parametrize("key", ["publicaly_available_post_id", "publicly_available_post_id"])
def test_post_ids_beyond_a_doubles_precision_survive(key: str) -> None:
    body = ok(f'{{"status":"PUBLISH_COMPLETE","{key}":[7650000000000009876,"17"]}}')

    assert status.read_status(200, {}, body).post_ids == ("7650000000000009876", "17")


@pytest.mark.parametrize("nothing", ["[]", "null", '""', "0", '[""]', "[null]", "[0]", '["0"]'])
def test_no_post_id_in_any_spelling_is_no_failure(nothing: str) -> None:
    body = ok(f'{{"status":"PUBLISH_COMPLETE","publicaly_available_post_id":{nothing}}}')

    assert status.read_status(200, {}, body).post_ids == ()


def test_a_status_that_nobody_knows_is_given_as_it_is() -> None:
    body = ok('{"status":"PROCESSING_MAGIC","downloaded_bytes":9223372036854775807,"more":[1]}')

    found = status.read_status(200, {}, body)

    assert (found.status, found.uploaded_bytes) == ("PROCESSING_MAGIC", 0)
    assert found.downloaded_bytes == 2**63 - 1


def test_a_status_before_the_end_has_bytes_and_no_ids() -> None:
    found = status.read_status(
        200, {}, ok('{"status":"PROCESSING_UPLOAD","uploaded_bytes":32000000}')
    )

    assert (found.status, found.uploaded_bytes) == ("PROCESSING_UPLOAD", 32_000_000)
    assert (found.post_ids, found.fail_reason) == ((), "")


def test_a_failed_post_is_an_answer_and_not_an_error() -> None:
    body = ok('{"status":"FAILED","fail_reason":"frame_rate_check_failed"}')

    found = status.read_status(200, {}, body)

    assert (found.status, found.fail_reason) == ("FAILED", "frame_rate_check_failed")


@pytest.mark.parametrize(
    "data",
    [
        "[]",
        "7",
        "{}",
        '{"status":3}',
        '{"status":"A","uploaded_bytes":NaN}',
        '{"status":"A","publicaly_available_post_id":[7.65e18]}',
        '{"status":"A","publicaly_available_post_id":[true]}',
        '{"status":"A\\u0000"}',
        '{"status":"\\ud800"}',
    ],
)
def test_data_of_the_wrong_type_is_a_typed_error(data: str) -> None:
    with pytest.raises(PlatformDown) as caught:
        status.read_status(200, {}, ok(data))

    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"null", b'{"error":"x"}', b'{"error":{"code":7}}', b"[" * 100_000, b"\xff"],
)
def test_an_answer_without_an_envelope_is_a_typed_error(body: bytes) -> None:
    with pytest.raises(PlatformDown):
        posting.read_creator(200, {}, body)
