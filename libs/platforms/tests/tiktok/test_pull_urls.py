"""Which addresses may be passed to TikTok: the hostile ones are many, the good ones are plain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from platforms.addresses import UrlRefused
from platforms.tiktok.pull_urls import check_pull_url, check_verified

VERIFIED = ("media.example.com", "https://cdn.example.org/videos/user/")
HOSTILE = """
http://media.example.com/a.mp4
ftp://media.example.com/a.mp4
file:///etc/passwd
gopher://media.example.com/1
javascript:alert(1)
data:video/mp4;base64,AAAA
//media.example.com/a.mp4
media.example.com/a.mp4
https:/media.example.com/a.mp4
https:media.example.com/a.mp4
https:///media.example.com/a.mp4
HTTPS://MEDIA.EXAMPLE.COM/a.mp4
https://media.example.com
https://media.example.com?x=/a.mp4
https://media.example.com:8443/a.mp4
https://media.example.com:443/a.mp4
https://media.example.com:/a.mp4
https://media.example.com:x/a.mp4
https://media.example.com:99999/a.mp4
https://user@media.example.com/a.mp4
https://user:pass@media.example.com/a.mp4
https://media.example.com@evil.test/a.mp4
https://media.example.com%40evil.test/a.mp4
https://evil.test#@media.example.com/a.mp4
https://evil.test\\@media.example.com/a.mp4
https://evil.test/?x=media.example.com/a.mp4
https://media.example.com.evil.test/a.mp4
https://evilmedia.example.com/a.mp4
https://example.com/a.mp4
https://media.example.com./a.mp4
https://.media.example.com/a.mp4
https://media..example.com/a.mp4
https://-x.media.example.com/a.mp4
https://x_y.media.example.com/a.mp4
https://%6dedia.example.com/a.mp4
https://médîa.example.com/a.mp4
https://media.example.com/a.mp4#x
https://media.example.com/a b.mp4
https://media.example.com/\ta.mp4
https://media.example.com/a\u0000.mp4
https://media.example.com/\u202ea.mp4
https://media.example.com/<a>.mp4
https://media.example.com/a\\..\\b.mp4
https://media.example.com/../a.mp4
https://media.example.com/./a.mp4
https://media.example.com/%2e%2e/a.mp4
https://media.example.com/x%2fa.mp4
https://media.example.com/x%5ca.mp4
https://media.example.com/x%252e%252e/a.mp4
https://media.example.com/x%00a.mp4
https://media.example.com/x%0d%0aHost:%20y/a.mp4
https://media.example.com//a.mp4
https://media.example.com/..;/a.mp4
https://media.example.com/.;x=1/a.mp4
https://media.example.com/%c0%ae%c0%ae/a.mp4
https://media.example.com/x%c0%afa.mp4
https://media.example.com/a%zz.mp4
https://127.0.0.1/a.mp4
https://127.1/a.mp4
https://2130706433/a.mp4
https://0x7f000001/a.mp4
https://0177.0.0.1/a.mp4
https://0/a.mp4
https://10.0.0.8/a.mp4
https://169.254.169.254/latest/meta-data/
https://[::1]/a.mp4
https://[::ffff:127.0.0.1]/a.mp4
https://[64:ff9b::7f00:1]/a.mp4
https://[fe80::1%25eth0]/a.mp4
https://localhost/a.mp4
https://metadata.google.internal/computeMetadata/v1/
https://media/a.mp4
https://cdn.example.org/videos/a.mp4
https://cdn.example.org/videos/user
https://cdn.example.org/videos/user/
https://cdn.example.org/videos/user/../a.mp4
https://cdn.example.org/videos/user/%2e%2e/a.mp4
https://cdn.example.org/videos/users/a.mp4
https://cdn.example.org/videos/user/..;/a.mp4
https://cdn.example.org.evil.test/videos/user/a.mp4
https://cdn.example.org@evil.test/videos/user/a.mp4
https://CDN.example.org/videos/user/a.mp4
http://cdn.example.org/videos/user/a.mp4
https://cdn.example.org:443/videos/user/a.mp4
https://sub.cdn.example.org/videos/user/a.mp4
"""


@pytest.mark.parametrize("url", HOSTILE.strip().split("\n"))
def test_s24_a_hostile_address_is_refused(url: str) -> None:
    with pytest.raises(UrlRefused):
        check_pull_url(url, VERIFIED)


def test_s24_an_endless_address_is_refused() -> None:
    with pytest.raises(UrlRefused):
        check_pull_url(f"https://media.example.com/{'a' * 2048}", VERIFIED)


@pytest.mark.parametrize(
    "url",
    [
        "https://media.example.com/a.mp4",
        "https://eu.media.example.com/deep/er/a.mp4?Expires=1&Signature=a%2Fb~c&Key=%3D",
        "https://media.example.com/caf%C3%A9%20video.mp4",
        "https://cdn.example.org/videos/user/7/a.mp4",
        "https://media.example.com/a;v=1.2/b...mp4",
    ],
)
def test_s27_an_address_on_a_verified_property_is_passed_on(url: str) -> None:
    check_pull_url(url, VERIFIED)


def test_s27_nothing_is_passed_on_where_nothing_is_verified() -> None:
    with pytest.raises(UrlRefused):
        check_pull_url("https://media.example.com/a.mp4", ())


@given(st.text(max_size=60))
def test_s24_any_text_is_passed_on_or_refused_and_nothing_else(text: str) -> None:
    for url in (text, f"https://media.example.com/{text}", f"https://{text}/a.mp4"):
        try:
            check_pull_url(url, VERIFIED)
        except UrlRefused:
            continue
        assert url.startswith("https://")
        assert url.isascii()


ODD = st.text("ae.:/@\\;%?#[]\t 2fFcC0", max_size=30)


@given(ODD, ODD)
def test_s27_another_parser_finds_every_passed_address_on_the_property_too(
    host: str, path: str
) -> None:
    for url in (
        f"https://{host}media.example.com{path}",
        f"https://media.example.com{host}/{path}",
        f"https://cdn.example.org/videos/user/{path}",
    ):
        try:
            check_pull_url(url, VERIFIED)
        except UrlRefused:
            continue
        found = URL(url)
        under = str(found).startswith("https://cdn.example.org/videos/user/")
        assert f".{found.raw_host}".endswith(".media.example.com") or under


@pytest.mark.parametrize(
    "entry", ["example.com", "cdn.example.org", "https://cdn.example.org/videos/"]
)
def test_a_domain_or_a_prefix_can_be_verified(entry: str) -> None:
    check_verified(entry, allow_http=False)


@pytest.mark.parametrize(
    "entry",
    [
        "Example.com",
        "localhost",
        "127.0.0.1",
        "*.example.com",
        "https://example.com/videos",
        "https://example.com/videos/?x=1/",
        "http://example.com/videos/",
        "https://127.0.0.1/videos/",
        "https://example.com:8443/videos/",
        "https://user@example.com/videos/",
        "https://example.com/../",
    ],
)
def test_production_verifies_nothing_else(entry: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        check_verified(entry, allow_http=False)


def test_a_local_sandbox_may_serve_its_media_over_http() -> None:
    entry = "http://127.0.0.1:8090/media/"

    check_verified(entry, allow_http=True)
    check_pull_url(f"{entry}a.mp4", (entry,))
    with pytest.raises(UrlRefused):
        check_pull_url("http://127.0.0.1:8090/control/state", (entry,))
