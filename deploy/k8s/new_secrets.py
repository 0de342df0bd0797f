#!/usr/bin/env python3
"""Prints the Secrets of a cluster that is for trying out, each with new keys: no store is asked.

    new_secrets.py | kubectl apply --namespace postlog -f -

What is printed are the Secrets of `components/external-secrets`, under the same names and keys:
key rings and passwords are made anew, the apps are the sandbox's, mail and the bucket are left
empty. Applied to a cluster that has data, it makes that data unreadable: so it is for `dev` alone.
"""

import argparse
import secrets
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "local")]

import yaml  # noqa: E402
from postlog_stack.keys import Keys  # noqa: E402
from postlog_stack.platforms import PLATFORMS, instagram_app, tiktok  # noqa: E402

Manifest = dict[str, Any]
SANDBOX = {
    ("tiktok-app", "client-secret"): tiktok.CLIENT_SECRET,
    ("instagram-app", "app-secret"): instagram_app.APP_SECRET,
    ("instagram-app", "login-app-secret"): instagram_app.LOGIN_APP_SECRET,
    ("instagram-webhooks", "verify-token"): instagram_app.VERIFY_TOKEN,
}


def wanted() -> list[Manifest]:
    """Give what External Secrets would make."""
    folder = HERE / "components" / "external-secrets"
    files = sorted(path for path in folder.glob("*.yaml") if path.name != "kustomization.yaml")
    return [one for file in files for one in yaml.safe_load_all(file.read_text())]


def new_keys() -> Mapping[str, str]:
    """Make key rings and signing keys; gives their JSON by the Secret's name."""
    with tempfile.TemporaryDirectory() as folder:
        keys = Keys(Path(folder))
        keys.create()
        files = {
            "sessions-private": keys.sessions_private,
            "sessions-public": keys.sessions_public,
            **{f"{one.name}-grants": keys.grants(one.name) for one in PLATFORMS},
            **{f"{one.name}-tokens": keys.tokens(one.name) for one in PLATFORMS},
        }
        return {name: file.read_text() for name, file in files.items()}


def new_secrets() -> Iterator[Manifest]:
    """Give each Secret with its data; raises `KeyError` for one that nobody knows how to make."""
    keys = new_keys()
    for one in wanted():
        target = one["spec"]["target"]
        template = target.get("template")
        if template:
            password = secrets.token_urlsafe(32)  # as it is in an address, too
            data = {key: _filled(text, password) for key, text in template["data"].items()}
        else:
            names = (item["secretKey"] for item in one["spec"]["data"])
            data = {name: _value(target["name"], name, keys) for name in names}
        yield {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {"name": target["name"]},
            "type": (template or {}).get("type", "Opaque"),
            "stringData": data,
        }


def _filled(text: str, password: str) -> str:
    for place in ("{{ .password }}", "{{ .password | urlquery }}"):
        text = text.replace(place, password)
    return text


def _value(secret: str, key: str, keys: Mapping[str, str]) -> str:
    if secret in {"mail", "media-store"}:
        return ""
    return keys[secret] if key == "keys.json" else SANDBOX[secret, key]


def main() -> None:
    """Print them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.parse_args()
    yaml.safe_dump_all(new_secrets(), sys.stdout, sort_keys=False)


if __name__ == "__main__":
    main()
