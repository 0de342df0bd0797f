"""A platform's own sentence, made fit to be kept and shown: it is text from outside.

It may quote what we sent: a signed address, a token. Pages show it as text, never as HTML. Logs do
not have it: a code and the id of the call are enough there.
"""

import re

LONGEST = 300
CUT = "…"
# Addresses of the platforms' documentation tell what to do; any other may be a secret.
DOCUMENTATION = re.compile(r"https://developers\.[a-z]{1,30}\.com/[\w/.#-]*")
REST = r"[^\s\"'<>]"
QUOTED = re.compile(
    rf"(?P<address>[a-zA-Z][a-zA-Z0-9+.-]{{0,20}}://{REST}*)"
    # A signed address may come without its scheme, or percent-encoded: what signs it is behind `?`.
    rf"|(?P<kept>\?|%3[fF]){REST}+"
    # The values of fields that hold secrets.
    r"|(?P<field>(?i:\b[\w-]{0,40}(?:token|secret|signature|sig|password|verifier|key))"
    rf"[\"']?[=:][\"']?){REST}+"
    # Tokens that show what they are, however short; and what is as long as tokens and signatures
    # are: words and the ids of calls are not.
    rf"|\b(?:act|rft|clt)\.{REST}+|[!-~]{{40,}}"
)


def quoted(message: str) -> str:
    """Give the sentence on one line, without control characters, secrets, or an endless tail."""
    printable = "".join(one if one.isprintable() else " " for one in message[: 10 * LONGEST])
    text = " ".join(QUOTED.sub(_hidden, printable).split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + CUT


def _hidden(found: re.Match[str]) -> str:
    if found["address"] and DOCUMENTATION.fullmatch(found["address"]):
        return found["address"]
    return (found["kept"] or found["field"] or "") + CUT
