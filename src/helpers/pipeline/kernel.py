"""The kernels of one run, each the process of one notebook."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerBase
from jupyter_core.utils import run_sync

from helpers import sandbox, store
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
        self._folder = tempfile.TemporaryDirectory(prefix="final-accounts-")
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
        self._settings = tempfile.TemporaryDirectory(prefix="final-accounts-")
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
        from helpers.pipeline import forked

        forked.make_known()
        spec = manager.kernel_spec
        assert spec is not None, "python3 lies in KERNEL_SPECS"
        spec.metadata["kernel_provisioner"] = {"provisioner_name": forked.NAME}
    return manager


def _transport(folder: str) -> str:
    """Sockets that are files never clash, as ports do; Windows has none."""
    there = sys.platform != "win32" and len(os.fsencode(folder)) < _LONGEST_SOCKET
    return "ipc" if there else "tcp"
