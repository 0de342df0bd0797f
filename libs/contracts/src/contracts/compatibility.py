"""Whether a changed model may stand beside the records and the readers of the old one."""

from collections.abc import Iterator

from pydantic import JsonValue

from contracts.personal import PERSONAL

Schema = dict[str, JsonValue]
# These keywords say nothing about what is valid.
NOTES = frozenset({"title", "description", "default", PERSONAL})


def breaks(old: Schema, new: Schema) -> Iterator[str]:
    """Tell each change that is more than an addition; such a change needs a new `.v2` type.

    Old readers get new records, and new readers get old ones: a field may only be added, and only
    as one that may be missing. An enumeration may gain values, since readers are deployed before
    writers (docs/decisions/0020-enumerations-may-grow.md).
    """
    before, after = _fields(old), _fields(new)
    for name, field in before.items():
        if name not in after:
            yield f"{name} is gone"
        elif field != after[name] and not _has_only_grown(field, after[name]):
            yield f"{name} means something else"
    for name in sorted(_required(old) ^ _required(new)):
        yield f"{name} {'must be given now' if name in _required(new) else 'may be missing now'}"


def _fields(schema: Schema) -> dict[str, JsonValue]:
    properties = schema.get("properties")
    return {name: _plain(field) for name, field in _items(properties) if name}


def _required(schema: Schema) -> set[str]:
    names = schema.get("required")
    return {str(name) for name in names} if isinstance(names, list) else set()


def _plain(field: JsonValue) -> JsonValue:
    return {name: value for name, value in _items(field) if name not in NOTES}


def _has_only_grown(old: JsonValue, new: JsonValue) -> bool:
    """Tell whether all that differs is values that an enumeration has gained."""
    before, after = dict(_items(old)), dict(_items(new))
    had, has = before.pop("enum", None), after.pop("enum", None)
    if not isinstance(had, list) or not isinstance(has, list):
        return False
    return before == after and all(value in has for value in had)


def _items(value: JsonValue) -> list[tuple[str, JsonValue]]:
    return list(value.items()) if isinstance(value, dict) else []
