"""A platform's own sentence, made fit to be kept and shown: it is text from outside.

It may quote what we sent: a signed address, a token. Pages show it as text, never as HTML.
"""

import re

LONGEST = 300
CUT = "…"
# Addresses of the platforms' documentation tell what to do; any other may be a secret.
ADDRESS = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]{0,20}://[^\s\"'<>]*")
DOCUMENTATION = re.compile(r"https://developers\.[a-z]{1,30}\.com/[\w/.#-]*")
# Tokens and signatures are as long as this; words and the ids of calls are not.
SECRET = re.compile(r"[!-~]{40,}")


def quoted(message: str) -> str:
    """Give the sentence on one line, without control characters, secrets, or an endless tail."""
    printable = "".join(one if one.isprintable() else " " for one in message[: 10 * LONGEST])
    text = " ".join(_hidden(word) for word in ADDRESS.sub(_address, printable).split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + CUT


def _address(found: re.Match[str]) -> str:
    return found[0] if DOCUMENTATION.fullmatch(found[0]) else CUT


def _hidden(word: str) -> str:
    return word if DOCUMENTATION.match(word) else SECRET.sub(CUT, word)
