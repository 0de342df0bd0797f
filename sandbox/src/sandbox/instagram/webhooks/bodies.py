"""The exact bytes of a delivery, and their signatures."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence

from sandbox.instagram.graph.answers import escaped
from sandbox.instagram.webhooks.changes import Change, Json


def entries_of(changes: Iterable[Change], now: float, *, with_values: bool) -> list[Json]:
    """An entry for each account; `time` is in seconds, and in milliseconds for messages."""
    by_account: dict[tuple[str, bool], list[Change]] = {}
    for change in changes:
        by_account.setdefault((change.account_id, change.is_message), []).append(change)
    return [
        _entry(account_id, found, now, with_values=with_values)
        for (account_id, _), found in by_account.items()
    ]


def _entry(account_id: str, found: Sequence[Change], now: float, *, with_values: bool) -> Json:
    if found[0].is_message:
        messages = [change.value for change in found]
        return {"id": account_id, "time": int(now * 1000), "messaging": messages}
    head: Json = {"id": account_id, "time": int(now)}
    if not with_values:
        return {**head, "changed_fields": [change.field for change in found]}
    return {**head, "changes": [{"field": one.field, "value": one.value} for one in found]}


def body_of(entries: list[Json]) -> bytes:
    """The exact bytes: `/` and everything beyond ASCII is escaped."""
    return escaped({"object": "instagram", "entry": entries}).encode()


def signatures(secret: str, body: bytes) -> dict[str, str]:
    """Both headers, over the raw bytes."""
    # https://developers.facebook.com/docs/instagram-platform/webhooks
    new = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    old = hmac.new(secret.encode(), body, hashlib.sha1).hexdigest()
    return {"X-Hub-Signature-256": f"sha256={new}", "X-Hub-Signature": f"sha1={old}"}
