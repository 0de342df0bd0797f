"""Apps of each login, and answers of Meta; all values are invented."""

from platforms.instagram.app import InstagramApp, Login

SECRET = "5f2b8c0d9a7e41c3b6f0e1d2c3b4a596"
USER_ID = "17841400000000001"


def app_of(login: Login = "facebook", url: str = "https://graph.facebook.com") -> InstagramApp:
    """Give an app whose calls go to `url`."""
    return InstagramApp(
        login=login,
        app_id="700000000000001",
        app_secrets=(SECRET,),
        exchange_url=url,
        graph_url=url,
        rupload_url=url,
        call_timeout=5.0,
    )


def graph_error(code: int, subcode: int | None = None, **more: object) -> dict[str, object]:
    """Give an error as Graph writes it."""
    found: dict[str, object] = {"message": "(#1) x", "type": "OAuthException", "code": code}
    if subcode is not None:
        found["error_subcode"] = subcode
    return {"error": {**found, "fbtrace_id": "ASimTrace1", **more}}
