"""Instagram in the local stack."""

from platforms.instagram.app import SCOPES
from platforms.instagram.settings import REAL_ADDRESSES
from postlog_stack.platform import Addresses, StackPlatform

from . import instagram_media_store
from .instagram_app import (
    APP_ID,
    APP_SECRET,
    CALLBACK,
    DEAUTHORIZE,
    DELETION,
    LOGIN_APP_ID,
    LOGIN_APP_SECRET,
    VERIFY_TOKEN,
    WEBHOOKS,
)
from .instagram_doctor import examine, examine_network


def in_sandbox(addresses: Addresses) -> dict[str, str]:
    """Let the sandbox play Facebook and Instagram, with an app for each of their logins."""
    facebook, instagram = addresses.sandbox["instagram"], addresses.sandbox["instagram-login"]
    return {
        "INSTAGRAM_APP_ID": APP_ID,
        "INSTAGRAM_APP_SECRET": APP_SECRET,
        "INSTAGRAM_SCOPES": ",".join((*SCOPES, "instagram_manage_messages")),
        "INSTAGRAM_DIALOG_URL": facebook,
        "INSTAGRAM_GRAPH_URL": facebook,
        "INSTAGRAM_RUPLOAD_URL": facebook,
        "INSTAGRAM_AVATAR_HOSTS": facebook.removeprefix("http://"),
        "INSTAGRAM_LOGIN_APP_ID": LOGIN_APP_ID,
        "INSTAGRAM_LOGIN_APP_SECRET": LOGIN_APP_SECRET,
        "INSTAGRAM_LOGIN_DIALOG_URL": instagram,
        "INSTAGRAM_LOGIN_EXCHANGE_URL": instagram,
        "INSTAGRAM_LOGIN_GRAPH_URL": instagram,
        "INSTAGRAM_VERIFY_TOKEN": VERIFY_TOKEN,
    }


def sandbox_settings(addresses: Addresses) -> dict[str, str]:
    """Say where it listens, register our apps, and tell it where webhooks and callbacks go."""
    given = {
        "HOST": "127.0.0.1",
        "PORT": addresses.port("instagram"),
        "LOGIN_PORT": addresses.port("instagram-login"),
        "PUBLIC_URL": addresses.sandbox["instagram"],
        "LOGIN_URL": addresses.sandbox["instagram-login"],
        "APP_ID": APP_ID,
        "APP_SECRET": APP_SECRET,
        "LOGIN_APP_ID": LOGIN_APP_ID,
        "LOGIN_APP_SECRET": LOGIN_APP_SECRET,
        "REDIRECT_URIS": f"{addresses.public}{CALLBACK}",
        "WEBHOOK_URL": f"{addresses.gateway}{WEBHOOKS}",
        "LOGIN_WEBHOOK_URL": f"{addresses.gateway}{WEBHOOKS}",
        "VERIFY_TOKEN": VERIFY_TOKEN,
        "DEAUTHORIZE_URL": f"{addresses.gateway}{DEAUTHORIZE}",
        "DELETION_URL": f"{addresses.gateway}{DELETION}",
    }
    return {f"SANDBOX_INSTAGRAM_{name}": text for name, text in given.items()}


WEBHOOK_SETTINGS = frozenset(
    {
        "INSTAGRAM_APP_ID",
        "INSTAGRAM_APP_SECRET",
        "INSTAGRAM_LOGIN_APP_ID",
        "INSTAGRAM_LOGIN_APP_SECRET",
    }
)
CONNECTING = WEBHOOK_SETTINGS | {
    "INSTAGRAM_LOGIN",
    "INSTAGRAM_CONFIG_ID",
    "INSTAGRAM_SCOPES",
    "INSTAGRAM_GRAPH_VERSION",
    *(name.upper() for name in REAL_ADDRESSES),
}
HASTE = {"INSTAGRAM_RECONCILE_HOURS": "0.01", "INSTAGRAM_SAMPLE_HOURS": "0.005"}
INSTAGRAM = StackPlatform(
    name="instagram",
    title="Instagram",
    port=8109,
    settings=CONNECTING,
    service_settings=frozenset(
        {
            "INSTAGRAM_AVATAR_HOSTS",
            "INSTAGRAM_VIDEO_DELIVERY",
            *HASTE,
            "MEDIA_STORE",
            "MEDIA_STORE_ACCESS_KEY",
            "MEDIA_STORE_SECRET_KEY",
        }
    ),
    ingest_settings=WEBHOOK_SETTINGS | {"INSTAGRAM_VERIFY_TOKEN"},
    app_settings=("INSTAGRAM_APP_ID", "INSTAGRAM_LOGIN_APP_ID"),
    real_addresses=tuple(name.upper() for name in REAL_ADDRESSES),
    control_setting="INSTAGRAM_GRAPH_URL",
    sandbox_ports={"instagram": 8092, "instagram-login": 8093},
    published_port="SANDBOX_INSTAGRAM_PORT",
    in_sandbox=in_sandbox,
    sandbox_settings=sandbox_settings,
    sandbox_hint="on the sandbox's page be `nora`, who has two Pages, or `leo`, a creator",
    examine=examine,
    examine_network=examine_network,
    examine_store=instagram_media_store.examine,
    haste=HASTE,
    passed_on=("INSTAGRAM_VIDEO_DELIVERY",),
)
