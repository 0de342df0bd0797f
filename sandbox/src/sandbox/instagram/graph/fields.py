"""Reads `fields`: nested braces, and arguments such as `.limit(2)`."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from sandbox.instagram.graph.answers import GraphRefused, invalid

NAME = re.compile(r"\w+")
ARGUMENT = re.compile(r"\.(\w+)\(([^()]*)\)")


@dataclass(frozen=True)
class Field:
    """One wanted field, with its arguments and the fields wanted below it."""

    name: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    children: tuple["Field", ...] = ()


class Absent:
    """A field that a node has, but not this time."""


ABSENT = Absent()
View = Mapping[str, Callable[[Field], object]]


def parse_fields(text: str) -> tuple[Field, ...]:
    """The fields in their order; raises GraphRefused where the text is malformed."""
    fields, end = _read_list(re.sub(r"\s", "", text), 0)
    if end != len(re.sub(r"\s", "", text)):
        raise _malformed()
    return fields


def _read_list(text: str, at: int) -> tuple[tuple[Field, ...], int]:
    found = []
    while at < len(text) and text[at] != "}":
        one, at = _read_field(text, at)
        found.append(one)
        if at < len(text) and text[at] == ",":
            at += 1
    return tuple(found), at


def _read_field(text: str, at: int) -> tuple[Field, int]:
    name = NAME.match(text, at)
    if name is None:
        raise _malformed()
    at, arguments = name.end(), {}
    children: tuple[Field, ...] = ()
    while argument := ARGUMENT.match(text, at):
        arguments[argument[1]], at = argument[2], argument.end()
    if at < len(text) and text[at] == "{":
        children, at = _read_list(text, at + 1)
        if at >= len(text) or text[at] != "}":
            raise _malformed()
        at += 1
    return Field(name[0], arguments, children), at


def _malformed() -> GraphRefused:
    return GraphRefused(2500, 'Syntax error "Expected name." in the field list.')


def uses_alias(fields: Iterable[Field]) -> bool:
    """Whether a field asks to be called otherwise with `.as(name)`."""
    return any("as" in one.arguments or uses_alias(one.children) for one in fields)


def select(node: str, view: View, fields: Iterable[Field]) -> dict[str, object]:
    """The wanted fields of a node, and always its id; one unknown field fails the whole call."""
    wanted = list(fields)
    chosen = {}
    for one in wanted:
        if one.name not in view:
            raise invalid(f"Tried accessing nonexisting field ({one.name}) on node type ({node})")
        value = view[one.name](one)
        if value is not ABSENT:
            chosen[one.arguments.get("as", one.name)] = value
    if "id" in view and "id" not in chosen:
        chosen["id"] = view["id"](Field("id"))
    return chosen


def always(value: object) -> Callable[[Field], object]:
    """A field whose value does not depend on what is asked below it."""
    return lambda _: value


def nested(node: str, view: View, default: tuple[str, ...] = ("id",)) -> Callable[[Field], object]:
    """A field that is a node of its own."""
    fallback = tuple(Field(name) for name in default)
    return lambda one: select(node, view, one.children or fallback)
