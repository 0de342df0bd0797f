"""The HTML of both dialogs: who logs in, what is allowed, and what is shared."""

from collections.abc import Iterable, Mapping
from html import escape

from aiohttp import web

from sandbox.instagram.pages import page
from sandbox.instagram.people import People, Person

BUTTONS = (
    '<button name="decision" value="allow">Allow</button>'
    '<button name="decision" value="cancel">Cancel</button>'
)


def facebook_consent(
    app: str, people: People, permissions: Iterable[str], texts: Mapping[str, str], ticks: bool
) -> web.Response:
    """The dialog of facebook.com; without `ticks` it is all or nothing."""
    persons = "".join(
        _choice("user", one.handle, f"{one.name} ({one.handle})", "radio") for one in people
    )
    wanted = "".join(
        _choice("permission", name, f"{texts[name]} <small>{name}</small>", "checkbox")
        if ticks
        else f"<li>{texts[name]} <small>{name}</small></li>"
        for name in permissions
    )
    shared = "".join(_shared(people, one) for one in people)
    body = (
        f"<p>{escape(app)} asks for access.</p>"
        '<form method="post"><input type="hidden" name="chose" value="1">'
        f"<fieldset><legend>Log in as</legend>{persons}</fieldset>"
        f"<fieldset><legend>Allow</legend>{wanted}</fieldset>"
        f"<fieldset><legend>Share these Pages and accounts</legend>{shared}</fieldset>"
        f"{BUTTONS}</form>"
    )
    return page("Log in with Facebook", body)


def _shared(people: People, person: Person) -> str:
    pages = people.pages_of(person)
    rows = "".join(_choice("page", one.id, escape(one.name), "checkbox") for one in pages)
    rows += "".join(
        _choice("account", one.id, f"@{escape(one.username)}", "checkbox")
        for one in people.accounts_of(person)
        if one.is_professional
    )
    return f"<details><summary>{escape(person.name)}</summary>{rows}</details>"


def instagram_consent(
    app: str, people: People, permissions: Iterable[str], texts: Mapping[str, str]
) -> web.Response:
    """The dialog of instagram.com: one account, and a tick for each permission."""
    accounts = "".join(
        _choice("user", one.username, f"@{escape(one.username)}", "radio")
        for one in people.accounts.values()
    )
    wanted = "".join(
        _choice("permission", name, f"{texts[name]} <small>{name}</small>", "checkbox")
        for name in permissions
    )
    body = (
        f"<p>{escape(app)} asks for access.</p>"
        '<form method="post"><input type="hidden" name="chose" value="1">'
        f"<fieldset><legend>Log in as</legend>{accounts}</fieldset>"
        f"<fieldset><legend>Allow</legend>{wanted}</fieldset>{BUTTONS}</form>"
    )
    return page("Log in with Instagram", body)


def _choice(name: str, value: str, label: str, kind: str) -> str:
    checked = " checked" if kind == "checkbox" else " required"
    return (
        f'<label><input type="{kind}" name="{name}" value="{escape(value)}"{checked}> '
        f"{label}</label>"
    )


def refusal_page(title: str, reason: str) -> web.Response:
    """Meta's own error page; the app's callback is not called."""
    return page(title, f'<p role="alert">{escape(reason)}</p>')
