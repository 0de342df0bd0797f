"""Answers of TikTok."""

TOKENS = {
    "access_token": "act.cnry1",
    "expires_in": 86400,
    "open_id": "-000SimOpenIdAlpha_0001",
    "refresh_expires_in": 31536000,
    "refresh_token": "rft.cnry2",
    "scope": "user.info.basic",
}
ENVELOPE = {
    "data": {"creator_nickname": "Mara", "privacy_level_options": ["SELF_ONLY"]},
    "error": {"code": "ok", "message": ""},
}
USER = {"data": {"user": {"open_id": "o"}}, "error": {"code": "ok", "message": ""}}
INIT = {"data": {"publish_id": "v_pub_file~v2-1.1"}, "error": {"code": "ok", "message": ""}}


def error(code: str) -> dict[str, object]:
    return {"error": {"code": code, "message": "", "log_id": "L"}}
