"""The kernels of one run, each the process of one notebook."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty
from threading import Lock

from helpers.apart import can_fork
from helpers.pipeline import parameters
from helpers.pipeline.environment import ENCRYPTION, without_url_grammar

with without_url_grammar():
    from jupyter_client.asynchronous import AsyncKernelClient
    from jupyter_client.manager import AsyncKernelManager
    from jupyter_core.utils import run_sync

_ARGUMENTS = [
    # A kernel told to end logs the interruption as an error; a cell's errors come otherwise.
    "--IPKernelApp.log_level=CRITICAL",
    "--HistoryManager.enabled=False",  # nobody will ask what was typed
]
_LONGEST_SOCKET = 90  # bytes that the path of a Unix socket may have everywhere, and a little less


class Kernel:
    """A kernel of our own environment, launched."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="final-accounts-")
        self.manager = _manager(self._folder.name)
        run_sync(self.manager.start_kernel)(
            extra_arguments=_ARGUMENTS, cwd=str(parameters.NOTEBOOKS))

    def kill(self) -> None:
        """Ends the process without waiting for its end."""
        run_sync(self.manager.provisioner.kill)()

    def leave(self) -> None:
        """Closes the connections that papermill has opened to it, and ends the process."""
        # In this order: a client that hears its kernel no more waits a second before it closes.
        while self.manager.clients:
            self.manager.clients.pop().stop_channels()
        self.kill()

    def end(self) -> None:
        """Waits for the end of the process, and tidies up after it."""
        self.leave()
        run_sync(self.manager.provisioner.wait)()
        run_sync(self.manager.cleanup_resources)()
        self._folder.cleanup()


class Kernels:
    """The kernels of one run, one for each notebook; the next is launched while others work."""

    def __init__(self) -> None:
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
            self._ahead.append(Kernel())

    def kill(self) -> None:
        """Ends the processes of all kernels; who waits for one hears that it is dead."""
        for kernel in self._taken:
            kernel.kill()

    def end(self) -> None:
        """Ends all kernels, and tidies up after them."""
        for kernel in (*self._taken, *self._ahead):
            kernel.end()


class _Client(AsyncKernelClient):
    """A kernel's client that is ready when the kernel is.

    jupyter_client waits for a fifth of a second of silence besides. What a kernel has said before
    it is asked something is of no interest here.
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Returns once the kernel answers and its outputs arrive. Raises RuntimeError."""
        until = None if timeout is None else time.monotonic() + timeout
        while True:
            self.kernel_info()
            try:
                await self.get_shell_msg(timeout=1)
                await self.get_iopub_msg(timeout=1)
                return
            except Empty:
                if not await self.is_alive():
                    raise RuntimeError("the kernel died before it was ready") from None
            if until and time.monotonic() > until:
                raise RuntimeError(f"the kernel did not answer within {timeout:.0f} seconds")


class _Manager(AsyncKernelManager):
    """Remembers its clients: papermill leaves those of a kernel it did not start open."""

    def __init__(self, **settings):
        super().__init__(client_factory=_Client, **settings)
        self.clients: list[AsyncKernelClient] = []

    def client(self, **settings):
        self.clients.append(super().client(**settings))
        return self.clients[-1]


def _manager(folder: str) -> _Manager:
    manager = _Manager(
        kernel_name="python3", connection_file=f"{folder}/kernel.json",
        transport=_transport(folder), transport_encryption=ENCRYPTION,
    )
    if can_fork():
        from helpers.pipeline import forked

        forked.make_known()
        manager.kernel_spec.metadata["kernel_provisioner"] = {"provisioner_name": forked.NAME}
    return manager


def _transport(folder: str) -> str:
    """Sockets that are files never clash, as ports do; Windows has none."""
    there = sys.platform != "win32" and len(os.fsencode(folder)) < _LONGEST_SOCKET
    return "ipc" if there else "tcp"
