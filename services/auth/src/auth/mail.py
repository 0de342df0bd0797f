"""Sending mail: through one server, and again until it accepts."""

import asyncio
import smtplib
import ssl
from collections.abc import Awaitable, Callable
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from common.retry import forever

EVERY_SECONDS = 5.0
TIMEOUT_SECONDS = 20.0
Send = Callable[[EmailMessage], None]


def smtp(url: str) -> Send:
    """Give a sender for `smtp[s]://[user:password@]host[:port]`; blocking, so for a thread.

    A server without TLS gets the letters, but never the password.
    """
    parts = urlsplit(url)
    host, context = parts.hostname or "", ssl.create_default_context()

    def send(message: EmailMessage) -> None:
        with _connected(parts.scheme, host, parts.port, context) as server:
            if parts.username:
                if not isinstance(server.sock, ssl.SSLSocket):
                    raise smtplib.SMTPNotSupportedError("no TLS, so the password is not sent")
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(message)

    return send


def _connected(scheme: str, host: str, port: int | None, context: ssl.SSLContext) -> smtplib.SMTP:
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port or 465, timeout=TIMEOUT_SECONDS, context=context)
    server = smtplib.SMTP(host, port or 587, timeout=TIMEOUT_SECONDS)
    server.ehlo_or_helo_if_needed()
    if server.has_extn("starttls"):
        server.starttls(context=context)
    return server


async def send_for_ever(name: str, send_next: Callable[[], Awaitable[bool]]) -> None:
    """Look every few seconds for what is due; `send_next` gives False where nothing is."""
    while True:
        async for attempt in forever(name):
            with attempt:
                while await send_next():
                    pass
        await asyncio.sleep(EVERY_SECONDS)
