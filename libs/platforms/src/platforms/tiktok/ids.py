"""TikTok's ids of public posts: positive numbers of 64 bits, sent as numbers or as text."""

import re

ID = re.compile(r"[1-9][0-9]{0,19}", re.ASCII)


def public_id(sent: object) -> str | None:
    """Give the id as text, or None for what cannot be one: links are made of these ids.

    A float is none: it has lost digits already.
    """
    if isinstance(sent, bool) or not isinstance(sent, int | str):
        return None
    text = str(sent)
    return text if ID.fullmatch(text) else None
