"""Requests to Graph: the token in a header, the proof beside the other parameters."""

import json
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from platforms.instagram.app import InstagramApp
from platforms.instagram.proof import proof_of
from platforms.protocol import Request, bearer

FORM = "application/x-www-form-urlencoded"
Parameter = str | int | float | bool | Sequence[object] | Mapping[str, object]


def get(app: InstagramApp, token: str, path: str, **parameters: Parameter) -> Request:
    """Read; the parameters stand in the address, the token does not."""
    return Request("GET", f"{path}?{encoded(app, token, parameters)}", bearer(token))


def post(app: InstagramApp, token: str, path: str, **parameters: Parameter) -> Request:
    """Write, with a form as body."""
    headers = {**bearer(token), "Content-Type": FORM}
    return Request("POST", path, headers, encoded(app, token, parameters).encode())


def delete(app: InstagramApp, token: str, path: str, **parameters: Parameter) -> Request:
    """Delete; a POST that says so would be answered 200 and do nothing."""
    return Request("DELETE", f"{path}?{encoded(app, token, parameters)}", bearer(token))


def encoded(app: InstagramApp, token: str, parameters: Mapping[str, Parameter]) -> str:
    """Give the parameters and the token's proof as a form; what is empty is left out."""
    told = {name: _text(value) for name, value in parameters.items() if value not in ("", (), [])}
    return urlencode({**told, **proof_of(app, token)})


def _text(value: Parameter) -> str:
    """Write lists and objects as JSON, booleans in lower case: what Graph reads in a form."""
    if isinstance(value, str):
        return value
    return json.dumps(value, separators=(",", ":"))
