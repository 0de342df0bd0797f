"""Which permissions an installation asks a platform for: the setting `<PLATFORM>_SCOPES`."""

from collections.abc import Collection


def asked_scopes(setting: str, text: str, known: Collection[str], required: str) -> tuple[str, ...]:
    """Read the comma-separated list, in the order of `known`.

    Raises `ValueError` for a scope that nothing here needs, and where the required one is left out.
    """
    named = {item.strip() for item in text.split(",") if item.strip()}
    unknown = sorted(named - set(known))
    if unknown:
        raise ValueError(f"{setting}: {', '.join(unknown)} is none of {', '.join(known)}")
    if required not in named:
        raise ValueError(f"{setting} must name {required}")
    return tuple(scope for scope in known if scope in named)
