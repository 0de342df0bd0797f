"""Meta's answers: escaped JSON, the error envelope, and its headers."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

Json = Mapping[str, object]

# https://developers.facebook.com/docs/graph-api/guides/error-handling
TRANSIENT = frozenset({1, 2})
FORBIDDEN = 200
TOKEN_INVALID = 190


@dataclass(frozen=True)
class Wording:
    """What an error says beside its numbers."""

    kind: str = "OAuthException"
    title: str = ""
    text: str = ""
    data: Json | None = None


class GraphRefused(Exception):
    """A refusal in Meta's envelope; nearly always HTTP 400, also for tokens and limits."""

    def __init__(
        self, code: int, message: str, subcode: int = 0, wording: Wording | None = None
    ) -> None:
        super().__init__(message)
        self.code, self.subcode, self.message = code, subcode, message
        self.wording = wording or Wording()

    @property
    def status(self) -> int:
        """403 where a permission is missing, else 400."""
        return HTTPStatus.FORBIDDEN if self.code == FORBIDDEN else HTTPStatus.BAD_REQUEST

    def name(self) -> str:
        """Code and subcode, for the journal."""
        return f"{self.code}/{self.subcode}" if self.subcode else str(self.code)

    def body(self) -> dict[str, object]:
        """The envelope; every trace id is new."""
        error: dict[str, object] = {
            "message": self.message,
            "type": self.wording.kind,
            "code": self.code,
        }
        if self.wording.data is not None:
            error["error_data"] = self.wording.data
        if self.subcode:
            error["error_subcode"] = self.subcode
        if self.subcode or self.code in TRANSIENT:
            error["is_transient"] = self.code in TRANSIENT
        if self.wording.title:
            error["error_user_title"] = self.wording.title
            error["error_user_msg"] = self.wording.text
        return {"error": {**error, "fbtrace_id": f"A{secrets.token_urlsafe(16)[:22]}"}}


@dataclass(frozen=True)
class Answer:
    """A body with its status, which a batch needs as well as a response."""

    body: object
    status: int = HTTPStatus.OK
    headers: Mapping[str, str] = field(default_factory=dict)


def escaped(value: object) -> str:
    """JSON as Meta writes it: `/` and everything beyond ASCII is escaped."""
    return json.dumps(value, separators=(",", ":")).replace("/", "\\/")


def refusal_answer(refusal: GraphRefused) -> Answer:
    """The error with the header that names it."""
    headers = {}
    if refusal.wording.kind == "OAuthException":
        name = "invalid_token" if refusal.code == TOKEN_INVALID else "invalid_request"
        plain = refusal.message.encode("ascii", "replace").decode().replace('"', "'")
        headers["WWW-Authenticate"] = f'OAuth "Facebook Platform" "{name}" "{plain}"'
    return Answer(refusal.body(), refusal.status, headers)


def invalid(message: str, subcode: int = 0) -> GraphRefused:
    """Code 100, whose messages begin with it."""
    return GraphRefused(100, f"(#100) {message}", subcode)


def unknown_object(node_id: str, method: str = "get") -> GraphRefused:
    """100/33: missing, or not permitted; Meta does not say which."""
    message = (
        f"Unsupported {method.lower()} request. Object with ID '{node_id}' does not exist, "
        "cannot be loaded due to missing permissions, or does not support this operation. "
        "Please read the Graph API documentation at "
        "https://developers.facebook.com/docs/graph-api"
    )
    return GraphRefused(100, message, 33, Wording("GraphMethodException"))


SUCCESS: Json = {"success": True}
