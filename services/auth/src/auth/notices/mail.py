"""Notices by mail: each is sent after it was stored, again until the mail server accepts it."""

import asyncio
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import urlsplit

from auth.mail import Send
from auth.notices.store import Kind, Letter, Notices
from auth.notices.words import words
from auth.platform import Platforms
from common.logs import get_logger
from common.postgres import Pool
from contracts.names import account_name, readable

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the mails of one Postlog: from which address, and on which origin."""

    sender: str
    public_url: str
    platforms: Platforms

    def write(self, notice: Letter) -> EmailMessage:
        """Write a notice down in plain text, in the words of its platform."""
        platform = self.platforms.of(notice.provider)
        written = words(platform, notice.kind, notice.reason)
        message = EmailMessage()
        message["From"], message["To"] = self.sender, notice.email
        message["Subject"] = written.subject
        # The same at every try, so that a mail program can drop a repeat.
        message["Message-ID"] = f"<{notice.notice_id}@{urlsplit(self.public_url).hostname}>"
        page = f"{self.public_url}{_page(notice)}"
        text = (_account(notice), "", written.sentence, written.next_step, "", page, "")
        message.set_content("\n".join(text))
        return message


def _page(notice: Letter) -> str:
    """Give the path of the page where its reader can do something."""
    if notice.kind == Kind.POSTED_TWICE:
        return f"/posts/{notice.reason}"
    return f"/accounts/{notice.account_id}"


def _account(notice: Letter) -> str:
    """Name the account, with its user name too: another account may have the same name."""
    name = account_name(notice.provider, notice.account_id, notice.display_name, notice.username)
    handle = f"@{readable(notice.username)}"
    return f"Account: {name}" if handle in {"@", name} else f"Account: {name} ({handle})"


class Mailer:
    """Sends what is due, one after another; a failure is logged and tried again later."""

    def __init__(self, pool: Pool, send: Send, writer: Writer) -> None:
        self._pool, self._send, self._writer = pool, send, writer

    async def send_next(self) -> bool:
        """Send one letter; False where none was due."""
        async with self._pool.connection() as connection:
            due = await Notices(connection).claim_letter()
        if due is None:
            return False
        try:
            await asyncio.to_thread(self._send, self._writer.write(due))
        except OSError as error:  # smtplib's own errors are OSErrors
            log.warning("notice not mailed", attempts=due.tries, error=type(error).__name__)
            return True
        async with self._pool.connection() as connection:
            await Notices(connection).mailed(due.notice_id)
        log.info("notice mailed", notice_id=str(due.notice_id), attempts=due.tries)
        return True
