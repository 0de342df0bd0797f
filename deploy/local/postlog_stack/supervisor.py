"""supervisord: the configuration we write for it and the little we ask it."""

import contextlib
import os
import shlex
import subprocess
import time
import xmlrpc.client
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from supervisor.xmlrpc import SupervisorTransport

from . import leftovers
from .errors import StackError
from .layout import CHECKOUT, VENV_BIN, Layout
from .program import Program

# http://supervisord.org/configuration.html
HEAD = """\
[supervisord]
nodaemon=true
logfile={log}
pidfile={state}/supervisord.pid
childlogdir={logs}
{user}
[unix_http_server]
file={socket}
chmod=0600

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
"""
# With startsecs=0 a program that ends is started again every second for ever, never given up.
PROGRAM = """
[program:{name}]
command={command}
directory={directory}
environment={environment}
autostart=false
autorestart=true
startsecs=0
stopsignal={stop_signal}
stopwaitsecs=15
killasgroup=true
redirect_stderr=true
stdout_logfile={log}
stdout_logfile_maxbytes=50MB
stdout_logfile_backups=1
{user}
"""


@dataclass(frozen=True)
class Process:
    """What supervisord knows about one program."""

    name: str
    state: str
    pid: int
    started: int


def render(layout: Layout, programs: Iterable[Program]) -> str:
    """Write the configuration of supervisord."""
    head = HEAD.format(
        log=layout.log("supervisord"),
        state=layout.state,
        logs=layout.logs,
        socket=layout.supervisor_socket,
        user="user=root\n" if os.getuid() == 0 else "",
    )
    return head + "".join(_section(layout, program) for program in programs)


def _section(layout: Layout, program: Program) -> str:
    return PROGRAM.format(
        name=program.name,
        command=_escaped(shlex.join(program.command)),
        directory=CHECKOUT if program.user is None else layout.state,
        environment=",".join(
            f"{name}={_quoted(text)}" for name, text in program.environment.items()
        ),
        stop_signal=program.stop_signal,
        log=layout.log(program.name),
        user=f"user={program.user}" if program.user else "",
    )


def _inherited() -> dict[str, str]:
    """Keep the caller's own settings out of the programs: they get theirs from the stack."""
    kept = ("HOME", "LANG", "PATH", "TZ", "SSL_CERT_FILE")
    return {name: os.environ[name] for name in kept if name in os.environ}


def _escaped(text: str) -> str:
    return text.replace("%", "%%")


def _quoted(text: str) -> str:
    """Quote a value the way supervisord reads it: no escape for a quote, outer ones stripped."""
    quote = "'" if '"' in text else '"'
    if quote in text or "\n" in text or text != text.strip("'\""):
        raise StackError("A setting may not hold both kinds of quotes, begin or end with one")
    return f"{quote}{_escaped(text)}{quote}"


class Supervisor:
    """One supervisord for one state directory."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    @property
    def _rpc(self) -> xmlrpc.client.ServerProxy:
        # A transport of supervisor's own is of no use after its first refused connection.
        transport = SupervisorTransport(None, None, f"unix://{self._layout.supervisor_socket}")
        proxy = xmlrpc.client.ServerProxy("http://localhost", transport=transport)
        return cast("xmlrpc.client.ServerProxy", proxy.supervisor)

    def answers(self) -> bool:
        """Tell whether it runs."""
        try:
            self._rpc.getPID()
        except (OSError, xmlrpc.client.Error):
            return False
        return True

    def clear(self) -> None:
        """End what a killed supervisord left running: nobody would start it again."""
        if not self.answers() and (swept := leftovers.sweep(self._layout.state)):
            print(f"ended {swept} processes that a former run left", flush=True)

    def start(self, programs: Iterable[Program]) -> None:
        """Start supervisord, or hand a running one the new configuration; starts no program."""
        text = render(self._layout, programs)
        self._layout.supervisor_config.touch(mode=0o600)
        self._layout.supervisor_config.write_text(text)
        if self.answers():
            self._reload()
        else:
            self._spawn()

    def processes(self) -> dict[str, Process]:
        """List what it knows, by name; nothing where it does not run."""
        try:
            found = cast("list[dict[str, str | int]]", self._rpc.getAllProcessInfo())
        except (OSError, xmlrpc.client.Error):
            return {}
        processes = [
            Process(str(one["name"]), str(one["statename"]), int(one["pid"]), int(one["start"]))
            for one in found
        ]
        return {process.name: process for process in processes}

    def start_program(self, name: str) -> None:
        """Start one program unless it runs already."""
        with contextlib.suppress(xmlrpc.client.Fault):
            self._rpc.startProcess(name, False)

    def stop_program(self, name: str) -> None:
        """Stop one program and wait until it is gone; it is not started again by itself."""
        with contextlib.suppress(xmlrpc.client.Fault):
            self._rpc.stopProcess(name, True)

    def kill_program(self, name: str) -> None:
        """SIGKILL; supervisord starts it again."""
        self._rpc.signalProcess(name, "SIGKILL")

    def shutdown(self, patience: float = 30) -> None:
        """Stop everything in one go, and whatever no supervisord answers for."""
        with contextlib.suppress(OSError, xmlrpc.client.Error):
            self._rpc.shutdown()
        deadline = time.monotonic() + patience
        while self.answers() and time.monotonic() < deadline:
            time.sleep(0.05)
        leftovers.sweep(self._layout.state)

    def _spawn(self) -> None:
        self._layout.supervisor_socket.unlink(missing_ok=True)
        environment = {**_inherited(), leftovers.MARK: str(self._layout.state)}
        output = self._layout.log("supervisord-output")
        with output.open("ab") as log:
            subprocess.Popen(
                [VENV_BIN / "supervisord", "-c", self._layout.supervisor_config],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + 20
        while not self.answers():
            if time.monotonic() > deadline:
                raise StackError(f"supervisord did not start; see {output}")
            time.sleep(0.05)

    def _reload(self) -> None:
        [[added, changed, removed]] = cast("list[list[list[str]]]", self._rpc.reloadConfig())
        for name in (*changed, *removed):
            self._rpc.stopProcessGroup(name, True)
            self._rpc.removeProcessGroup(name)
        for name in (*added, *changed):
            self._rpc.addProcessGroup(name)
