"""The kernels of one run, each the process of one notebook."""

from __future__ import annotations

import multiprocessing as mp
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import EntryPoint
from pathlib import Path
from threading import Lock
from typing import Any, cast

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import (
    KernelProvisionerBase,
    KernelProvisionerFactory,
    LocalProvisioner,
)
from jupyter_core.utils import run_sync

from helpers import sandbox, store, temporary
from helpers.pipeline import parameters
from helpers.pipeline.environment import ENCRYPTION, KERNEL_SPECS, of_kernels

_ARGUMENTS = [
    # A kernel told to end logs the interruption as an error; a cell's errors come otherwise.
    "--IPKernelApp.log_level=CRITICAL",
    "--HistoryManager.enabled=False",  # nobody will ask what was typed
]
_LONGEST_SOCKET = 90  # bytes that the path of a Unix socket may have everywhere, and a little less


class Kernel:
    """A kernel of our own environment, launched; it takes `place` over before its first cell."""

    def __init__(self, place: store.Place, environment: dict[str, str]) -> None:
        self._folder = tempfile.TemporaryDirectory(dir=temporary.for_sockets())
        self.manager = _manager(self._folder.name)
        first = f"__import__('helpers.store').store.take({str(place.root)!r}, {place.run!r})"
        run_sync(self.manager.start_kernel)(
            extra_arguments=[*_ARGUMENTS, f"--IPKernelApp.exec_lines={first}"],
            env=environment,
            cwd=str(parameters.NOTEBOOKS),
        )

    @property
    def _provisioner(self) -> KernelProvisionerBase:
        launched = self.manager.provisioner
        assert launched is not None, "start_kernel makes it"
        return launched

    def kill(self) -> None:
        """Ends the process without waiting for its end."""
        run_sync(self._provisioner.kill)()

    def leave(self) -> None:
        """Closes the connections that papermill has opened to it, and ends the process."""
        # In this order: a client that hears its kernel no more waits a second before it closes.
        while self.manager.clients:
            self.manager.clients.pop().stop_channels()
        self.kill()

    def end(self) -> None:
        """Waits for the end of the process, and tidies up after it."""
        self.leave()
        run_sync(self._provisioner.wait)()
        run_sync(self.manager.cleanup_resources)()
        self._folder.cleanup()


class Kernels:
    """The kernels of one run, one for each notebook; the next is launched while others work."""

    def __init__(self, place: store.Place) -> None:
        self._place = place
        self._settings = tempfile.TemporaryDirectory(dir=temporary.home())
        self._environment = of_kernels(Path(self._settings.name))
        self._ahead: list[Kernel] = []
        self._taken: list[Kernel] = []
        self._taking = Lock()

    @contextmanager
    def one(self, soon: int = 0) -> Iterator[Kernel]:
        """A kernel whose process ends with the block. `soon` says how many more will be wanted."""
        with self._taking:
            self._launch_ahead(1)
            kernel = self._ahead.pop(0)
            self._taken.append(kernel)
            self._launch_ahead(soon)
        try:
            yield kernel
        finally:
            kernel.leave()

    def _launch_ahead(self, count: int) -> None:
        while len(self._ahead) < count:
            self._ahead.append(Kernel(self._place, self._environment))

    def kill(self) -> None:
        """Ends the processes of all kernels; who waits for one hears that it is dead."""
        for kernel in self._taken:
            kernel.kill()

    def end(self) -> None:
        """Ends all kernels, and tidies up after them."""
        for kernel in (*self._taken, *self._ahead):
            kernel.end()
        self._settings.cleanup()


class _Manager(AsyncKernelManager):
    """Remembers its clients: papermill leaves those of a kernel it did not start open."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.clients: list[AsyncKernelClient] = []

    def client(self, **settings: Any) -> AsyncKernelClient:  # type: ignore[override]
        self.clients.append(super().client(**settings))
        return self.clients[-1]


def _manager(folder: str) -> _Manager:
    manager = _Manager(
        kernel_name="python3",
        connection_file=f"{folder}/kernel.json",
        kernel_spec_manager=KernelSpecManager(kernel_dirs=[str(KERNEL_SPECS)]),
        transport=_transport(folder),
        transport_encryption=ENCRYPTION,
    )
    if sandbox.can_fork():
        make_known()
        spec = manager.kernel_spec
        assert spec is not None, "python3 lies in KERNEL_SPECS"
        spec.metadata["kernel_provisioner"] = {"provisioner_name": NAME}
    return manager


def _transport(folder: str) -> str:
    """Sockets that are files never clash, as ports do; Windows has none."""
    there = sys.platform != "win32" and len(os.fsencode(folder)) < _LONGEST_SOCKET
    return "ipc" if there else "tcp"


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
    try:
        launch_new_instance()
    except OSError as error:
        if not temporary.is_full(error):
            raise
        os._exit(os.EX_IOERR)  # the run says what happened
