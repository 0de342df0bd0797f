"""Links of public posts."""

import pytest

from platforms.tiktok.links import link_of, shared_link


@pytest.mark.parametrize(
    ("username", "media", "post_id", "link"),
    [
        ("mara.bakes", "VIDEO", "77", "https://www.tiktok.com/@mara.bakes/video/77"),
        ("mara_1", "PHOTO", "77", "https://www.tiktok.com/@mara_1/photo/77"),
        ("", "VIDEO", "77", ""),
        ("Mara Bakes", "VIDEO", "77", ""),
        ("mara/../x", "VIDEO", "77", ""),
        ("mara", "VIDEO", "abc", ""),
        ("mara", "VIDEO", "-1", ""),
    ],
)
def test_a_link_is_made_of_a_user_name_and_an_id_and_of_nothing_else(
    username: str, media: str, post_id: str, link: str
) -> None:
    assert link_of(username, media, post_id) == link


@pytest.mark.parametrize(
    ("share_url", "link"),
    [
        (
            "https://www.tiktok.com/@mara/video/77?utm_campaign=tt4d_open_api&utm_source=x#top",
            "https://www.tiktok.com/@mara/video/77",
        ),
        ("javascript:alert(1)", ""),
        ("//www.tiktok.com/@mara", ""),
        ("https://tiktok.com@evil.example/video/77", ""),
        ("https://[", ""),
        ("", ""),
    ],
)
def test_a_share_url_is_kept_without_what_follows_the_visitor(share_url: str, link: str) -> None:
    assert shared_link(share_url) == link
