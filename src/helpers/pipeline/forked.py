"""Kernels that are forks of the warm process (`warming`) instead of programs started afresh.

Each notebook still has a process of its own, and none sees what another has done.
"""

from __future__ import annotations

import multiprocessing as mp
import os
import signal
import subprocess
import sys
from importlib.metadata import EntryPoint
from typing import Any, cast

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

from helpers import sandbox

NAME = "fork-of-a-warm-process"


def make_known() -> None:
    """Makes this module's way of starting kernels known to jupyter_client, under `NAME`."""
    entry = EntryPoint(NAME, f"{__name__}:ForkedKernel", KernelProvisionerFactory.GROUP_NAME)
    KernelProvisionerFactory.instance().provisioners[NAME] = entry


class ForkedKernel(LocalProvisioner):
    """A kernel that is forked, not started; all else is as jupyter_client has it."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        arguments = cmd[cmd.index("-m") + 2 :]
        process = _Process(arguments, dict(kwargs["env"]), str(kwargs.get("cwd") or "."))
        self.process = cast("subprocess.Popen[bytes]", process)
        self.pid = self.pgid = process.pid
        return self.connection_info


class _Process:
    """A forked kernel with the methods of subprocess.Popen that jupyter_client calls."""

    stdin = stdout = stderr = None

    def __init__(self, arguments: list[str], environment: dict[str, str], folder: str):
        context = mp.get_context("forkserver")
        self._process = context.Process(
            target=_be_kernel, args=(arguments, environment, folder), daemon=False
        )
        self._process.start()
        assert self._process.pid is not None, "start gives it"
        self.pid = self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self) -> int | None:
        self._process.join()
        return self._process.exitcode

    def send_signal(self, signum: int) -> None:
        os.kill(self.pid, signum)

    def kill(self) -> None:
        self._process.kill()

    def terminate(self) -> None:
        self._process.terminate()


def _be_kernel(arguments: list[str], environment: dict[str, str], folder: str) -> None:
    """Turns this fork into an IPython kernel, until it is told to end or the run is gone."""
    os.setsid()  # a group of its own, which the run can end with all it has started
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sandbox.keep_forks()  # as long as there is no thread here
    sandbox.end_with_parent()  # a killed run must not leave a kernel behind that goes on writing
    from ipykernel.kernelapp import launch_new_instance

    sys.argv = ["ipykernel_launcher", *arguments]
    launch_new_instance()
