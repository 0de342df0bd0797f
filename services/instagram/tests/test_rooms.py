"""The rooms share the processes without getting into each other's way."""

from typing import Any
from uuid import uuid4

from instagram.parts import Parts
from instagram.room import Room
from instagram.scheduler import lanes, timers


def test_a_command_has_one_agent_and_a_lane_its_own_name(rooms: tuple[Room, ...]) -> None:
    made = lanes(rooms)

    names = [lane.name for lane in made]
    commands = [command for lane in made for command in lane.commands]
    assert len(set(names)) == len(names)
    assert len(set(commands)) == len(commands)


def test_a_timer_is_known_by_its_name_alone(
    rooms: tuple[Room, ...], parts: Parts, settings: Any
) -> None:
    names = [timer.work.__name__ for timer in timers(parts, settings, rooms)]

    assert len(set(names)) == len(names)


def test_every_command_of_a_turn_has_an_agent(rooms: tuple[Room, ...], parts: Parts) -> None:
    made = {kind: turn for room in rooms for kind, turn in room.turns.items()}
    obeyed = {command for room in rooms for agent in room.agents for command in agent.commands}

    assert made.keys() <= parts.turns.keys()
    assert {type(turn(uuid4())) for turn in made.values()} <= obeyed
