"""The configuration we write is the one supervisord reads."""

import configparser
from pathlib import Path

import pytest
from postlog_stack.errors import StackError
from postlog_stack.layout import Layout
from postlog_stack.program import Program
from postlog_stack.supervisor import render
from supervisor.datatypes import dict_of_key_value_pairs


def rendered(**environment: str) -> configparser.RawConfigParser:
    program = Program("one", ("/bin/echo", "50%", "a b"), lambda: None, environment)
    parser = configparser.RawConfigParser(interpolation=None)
    parser.read_string(render(Layout(Path("/state")), [program]))
    return parser


@pytest.mark.parametrize(
    "text", ["plain", "a=b,c", "50%", "it's", 'say "so" once', "http://x/?a=1;2"]
)
def test_a_setting_arrives_as_it_was_given(text: str) -> None:
    section = rendered(NAME=text)["program:one"]

    read = dict_of_key_value_pairs(section["environment"] % {})

    assert read == {"NAME": text}


@pytest.mark.parametrize("text", ["both ' and \" x", 'at the end"', "'at the start", "two\nlines"])
def test_a_setting_that_cannot_be_written_is_refused(text: str) -> None:
    with pytest.raises(StackError):
        rendered(NAME=text)


def test_a_program_that_ends_is_started_again_for_ever() -> None:
    section = rendered()["program:one"]

    assert (section["autorestart"], section["startsecs"]) == ("true", "0")


def test_arguments_stay_apart() -> None:
    assert rendered()["program:one"]["command"] % {} == "/bin/echo 50% 'a b'"
