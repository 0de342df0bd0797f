"""How connecting ended: what the page's address says, and the words that the page asks for."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from browser import Answer
from waiting import require

CONNECTING_PAGE = "/platforms/connect/"


@dataclass(frozen=True)
class Ending:
    """The page's address, read as its script reads it."""

    code: str
    account_id: str
    said: str
    trace: str
    provider: str = ""
    choice_id: str = ""
    """Where the consent covers several accounts, and the user has to choose."""

    @classmethod
    def of(cls, landed: Answer) -> "Ending":
        """Read where a browser has come to; raises `Missing` where that is not the page."""
        address = urlsplit(landed.url)
        is_ours = address.path.startswith(CONNECTING_PAGE)
        require(is_ours, f"{CONNECTING_PAGE}…, not {address.path}")
        asked = dict(parse_qsl(address.query))
        account_id = asked.get("connected", "")
        choice_id = asked.get("choose", "")
        code = "connected" if account_id else asked.get("error", "")
        provider = address.path.removeprefix(CONNECTING_PAGE)
        said, trace = asked.get("said", ""), asked.get("trace", "")
        return cls(code, account_id, said, trace, provider, choice_id)

    @property
    def words(self) -> str:
        """Where what it means is told: as JSON, or as a page without a script."""
        given = {
            "account": self.account_id,
            "provider": self.provider,
            "said": self.said,
            "trace": self.trace,
        }
        query = urlencode({name: text for name, text in given.items() if text})
        return f"/api/auth/outcomes/{self.code}?{query}"
