"""Where a public post can be watched: the address that TikTok gave, or one with its creator's name.

TikTok documents no address without the user name. A display name is none: it is free text.
https://developers.tiktok.com/doc/tiktok-api-v2-video-object
"""

import re
from urllib.parse import urlsplit

USERNAME = re.compile(r"[A-Za-z0-9_.]{1,64}")
POST_ID = re.compile(r"[0-9]{1,20}")
KINDS = {"VIDEO": "video", "PHOTO": "photo"}


def link_of(username: str, media: str, post_id: str) -> str:
    """Give the address of a public post; empty where the name is not known, or cannot be one."""
    if not USERNAME.fullmatch(username) or not POST_ID.fullmatch(post_id):
        return ""
    return f"https://www.tiktok.com/@{username}/{KINDS.get(media, 'video')}/{post_id}"


def shared_link(share_url: str) -> str:
    """Give TikTok's `share_url` without what it adds to follow the visitor.

    Empty where it is no web address: what is given here becomes a link on a page.
    """
    try:
        address = urlsplit(share_url)
    except ValueError:
        return ""
    if address.scheme not in {"http", "https"} or not address.netloc or "@" in address.netloc:
        return ""
    return address._replace(query="", fragment="").geturl()
