"""Login Kit by example: what is asked, and what the answers mean."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest

from platforms.errors import (
    ClientMisconfigured,
    GrantRefused,
    PlatformDown,
    PlatformError,
    RateLimited,
    Rejected,
    TokenInvalid,
)
from platforms.tiktok import oauth
from platforms.tiktok.app import TikTokApp
from platforms.tiktok.codes import OAUTH_ERRORS

APP = TikTokApp(client_key="awsim0k3yexample", client_secrets=("simsecret_9f2c41d07be84a55", "old"))
CALLBACK = "https://app.sim.test/oauth/tiktok/callback/"
VERIFIER = "simVerifier-0123456789_abcdefghijklmnopqrstuvwxyz~ABCDEF.GH"
CHALLENGE = "93c414df104ac752efbd8ebfa4cd13ee7e3f5c19bbdc4ba8d3122850d33bbac8"
TOKENS = (
    b'{"access_token":"act.simA1","expires_in":86400,"open_id":"-000SimOpenIdAlpha_0001",'
    b'"refresh_expires_in":31536000,"refresh_token":"rft.simR1",'
    b'"scope":"user.info.basic,video.publish,video.upload","token_type":"Bearer"}'
)
LOG_ID = "20260915093012AB34CD56EF7890AB12CD"


def form(body: bytes) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(body.decode()).items()}


def test_the_authorize_url_joins_scopes_by_commas_and_sends_the_hex_challenge() -> None:
    scopes = ["user.info.basic", "video.publish", "video.upload", "video.list"]

    url = oauth.authorize_url(APP, CALLBACK, scopes, "st_71c0", CHALLENGE, disable_auto_auth=True)

    assert url == (
        "https://www.tiktok.com/v2/auth/authorize/?client_key=awsim0k3yexample&response_type=code"
        "&scope=user.info.basic%2Cvideo.publish%2Cvideo.upload%2Cvideo.list"
        "&redirect_uri=https%3A%2F%2Fapp.sim.test%2Foauth%2Ftiktok%2Fcallback%2F&state=st_71c0"
        f"&disable_auto_auth=1&code_challenge={CHALLENGE}&code_challenge_method=S256"
    )


def test_without_pkce_the_authorize_url_has_no_challenge() -> None:
    url = oauth.authorize_url(APP, CALLBACK, ["user.info.basic"], "s", None)

    query = parse_qs(urlsplit(url).query)
    assert "code_challenge" not in query
    assert query["disable_auto_auth"] == ["0"]


def test_the_challenge_is_the_digest_in_lower_case_hex() -> None:
    assert oauth.challenge(VERIFIER) == CHALLENGE


@pytest.mark.parametrize("size", [32, 96])
def test_a_verifier_has_43_to_128_unreserved_characters(size: int) -> None:
    verifier = oauth.new_verifier(bytes(range(256))[:size])

    assert 43 <= len(verifier) <= 128
    assert verifier.replace("-", "a").replace("_", "a").isalnum()


@pytest.mark.parametrize("size", [31, 97])
def test_a_verifier_of_too_few_or_too_many_bytes_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="32 to 96"):
        oauth.new_verifier(bytes(size))


def test_an_exchange_encodes_the_decoded_code_once_and_uses_the_first_secret() -> None:
    request = oauth.token_request(APP, "Qx7_simcode-AA*1!5120.s1", CALLBACK, VERIFIER)

    assert (request.method, request.url) == ("POST", "/v2/oauth/token/")
    assert request.headers == {"Content-Type": "application/x-www-form-urlencoded"}
    assert b"code=Qx7_simcode-AA%2A1%215120.s1&" in request.body
    assert form(request.body) == {
        "client_key": "awsim0k3yexample",
        "client_secret": "simsecret_9f2c41d07be84a55",
        "code": "Qx7_simcode-AA*1!5120.s1",
        "grant_type": "authorization_code",
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
    }


def test_an_exchange_without_pkce_sends_no_verifier() -> None:
    request = oauth.token_request(APP, "code", CALLBACK, None)

    assert "code_verifier" not in form(request.body)


def test_a_refresh_sends_the_refresh_token_and_a_revoke_the_access_token() -> None:
    refresh = oauth.refresh_request(APP, "rft.simR1")
    revoke = oauth.revoke_request(APP, "act.simA2")

    assert form(refresh.body)["grant_type"] == "refresh_token"
    assert form(refresh.body)["refresh_token"] == "rft.simR1"
    assert revoke.url == "/v2/oauth/revoke/"
    assert form(revoke.body)["token"] == "act.simA2"


def test_tokens_are_read_with_the_scopes_that_were_granted() -> None:
    tokens = oauth.read_tokens(200, {}, TOKENS)

    assert (tokens.access_token, tokens.refresh_token) == ("act.simA1", "rft.simR1")
    assert (tokens.expires_in, tokens.refresh_expires_in) == (86400, 31536000)
    assert tokens.scopes == ("user.info.basic", "video.publish", "video.upload")
    assert tokens.open_id == "-000SimOpenIdAlpha_0001"


@pytest.mark.parametrize("status", [200, 400, 401, 500])
def test_the_body_decides_and_the_status_does_not(status: int) -> None:
    refused = f'{{"error":"invalid_grant","error_description":"x","log_id":"{LOG_ID}"}}'.encode()

    assert oauth.read_tokens(status, {}, TOKENS).access_token == "act.simA1"
    with pytest.raises(GrantRefused) as caught:
        oauth.read_tokens(status, {}, refused)
    assert (caught.value.code, caught.value.log_id) == ("invalid_grant", LOG_ID)


def test_neither_tokens_nor_requests_show_a_secret() -> None:
    shown = repr(oauth.read_tokens(200, {}, TOKENS)) + repr(APP)
    shown += repr(oauth.refresh_request(APP, "rft.simR1"))

    assert "act.simA1" not in shown
    assert "rft.simR1" not in shown
    assert "simsecret" not in shown


@pytest.mark.parametrize("status", [200, 400, 401])
@pytest.mark.parametrize(("code", "kind"), OAUTH_ERRORS.items())
def test_every_oauth_error_tells_who_must_act(
    code: str, kind: type[PlatformError], status: int
) -> None:
    with pytest.raises(PlatformError) as caught:
        oauth.read_tokens(status, {}, f'{{"error":"{code}"}}'.encode())

    assert type(caught.value) is kind
    assert caught.value.code == code


@pytest.mark.parametrize("refresh_token", ["rft.simR1", "rft.simR2"])
def test_a_refresh_gives_the_refresh_token_that_came_back_rotated_or_not(
    refresh_token: str,
) -> None:
    tokens = oauth.read_tokens(200, {}, TOKENS.replace(b"rft.simR1", refresh_token.encode()))

    assert tokens.refresh_token == refresh_token


def test_an_open_id_keeps_the_dash_it_begins_with() -> None:
    assert oauth.read_tokens(200, {}, TOKENS).open_id.startswith("-000")


def test_fewer_scopes_than_asked_for_are_told_as_granted() -> None:
    partial = TOKENS.replace(b"user.info.basic,video.publish,video.upload", b"user.info.basic")

    assert oauth.read_tokens(200, {}, partial).scopes == ("user.info.basic",)


@pytest.mark.parametrize("read", [oauth.read_tokens, oauth.read_revoked])
def test_a_throttled_oauth_call_waits_in_whatever_words(read: Callable[..., object]) -> None:
    headers = {"Retry-After": "9"}
    for status, body in (
        (429, b'{"error":"too_many"}'),
        (200, b'{"error":"rate_limit_exceeded"}'),
        (429, b"slow down"),
    ):
        with pytest.raises(RateLimited) as caught:
            read(status, headers, body)

        assert caught.value.retry_after == 9


def test_an_unknown_oauth_error_of_a_broken_server_is_not_final() -> None:
    with pytest.raises(PlatformDown, match="something_new"):
        oauth.read_tokens(503, {}, b'{"error":"something_new"}')


def test_a_revoke_refused_in_the_other_family_of_answers_has_not_succeeded() -> None:
    body = b'{"error":{"code":"access_token_invalid","message":"","log_id":"L"}}'

    with pytest.raises(TokenInvalid):
        oauth.read_revoked(200, {}, body)
    oauth.read_revoked(200, {}, b'{"error":{"code":"ok","message":""}}')


def test_our_own_misconfiguration_is_not_the_users_refusal() -> None:
    assert not issubclass(OAUTH_ERRORS["invalid_client"], GrantRefused)
    assert OAUTH_ERRORS["invalid_client"] is ClientMisconfigured


def test_an_unknown_oauth_error_is_a_rejection() -> None:
    with pytest.raises(Rejected, match="something_new"):
        oauth.read_tokens(200, {}, b'{"error":"something_new"}')


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>502</html>",
        b"[]",
        b"null",
        b'{"access_token":"act.simA1"',
        b'{"access_token":"act.simA1"}',
        TOKENS.replace(b'"act.simA1"', b"17"),
        TOKENS.replace(b"86400", b'"soon"'),
        TOKENS.replace(b"86400", b"-1"),
        TOKENS.replace(b"86400", b"1e99"),
        TOKENS.replace(b"act.simA1", b"act\\r\\nX: y"),
        b"[" * 100_000,
    ],
)
def test_an_answer_without_usable_tokens_is_typed_and_quotes_nothing(body: bytes) -> None:
    with pytest.raises(PlatformDown) as caught:
        oauth.read_tokens(200, {}, body)

    assert caught.value.__context__ is None
    assert "act" not in str(caught.value)


def test_a_path_without_its_slash_is_our_mistake() -> None:
    with pytest.raises(Rejected, match="unsupported_path"):
        oauth.read_tokens(404, {}, b"Unsupported path(Janus)")


def test_a_revoke_succeeds_with_an_empty_body() -> None:
    oauth.read_revoked(200, {}, b"")
    oauth.read_revoked(200, {}, b"{}")


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, b'{"error":"invalid_grant"}', GrantRefused),
        (200, b"<html>", PlatformDown),
        (503, b"", PlatformDown),
    ],
)
def test_a_revoke_that_failed_says_so(status: int, body: bytes, kind: type[PlatformError]) -> None:
    with pytest.raises(kind):
        oauth.read_revoked(status, {}, body)
