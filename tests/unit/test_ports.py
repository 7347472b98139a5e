"""Ports in use are found before anything starts."""

import socket
from collections.abc import Iterator

import pytest
from serving import free_port

from hub.ports import problem, taken
from hub.settings import Environment

VARIABLES = ("PORT", "RASA_PORT", "ACTIONS_PORT", "REDIS_PORT")


@pytest.fixture
def used_port() -> Iterator[int]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


@pytest.fixture
def machine(no_variables: None) -> Environment:
    return Environment(**{name.lower(): free_port() for name in VARIABLES})


def test_a_port_is_taken_while_something_listens_on_it(used_port: int) -> None:
    assert taken("127.0.0.1", used_port) is True
    assert taken("127.0.0.1", free_port()) is False


def test_a_free_port_of_an_ipv6_address_is_free() -> None:
    assert taken("::1", free_port()) is False


def test_looking_at_a_port_does_not_take_it(used_port: int) -> None:
    port = free_port()
    assert [taken("127.0.0.1", port) for _ in range(3)] == [False, False, False]


def test_a_port_that_was_just_closed_is_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client:
            accepted, _ = listening.accept()
            accepted.close()
            client.recv(1)
    assert taken("127.0.0.1", port) is False


def test_free_ports_are_no_problem(machine: Environment) -> None:
    assert problem(machine) is None


@pytest.mark.parametrize("variable", VARIABLES)
def test_a_port_in_use_is_named_with_the_variable_that_changes_it(
    machine: Environment, used_port: int, variable: str
) -> None:
    setattr(machine, variable.lower(), used_port)
    assert problem(machine) == (
        f"Port {used_port} is in use: stop what uses it, or choose another one with {variable}=<number> make run."
    )


def test_the_first_of_two_ports_in_use_is_named(machine: Environment, used_port: int) -> None:
    machine.rasa_port = machine.redis_port = used_port
    assert str(problem(machine)).endswith(" with RASA_PORT=<number> make run.")
