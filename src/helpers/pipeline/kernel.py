"""The surroundings of our Jupyter programs: our own kernel, no word in the user's folders."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from helpers import store
from helpers.apart import can_fork
from helpers.pipeline import parameters

if TYPE_CHECKING:
    from jupyter_client.manager import AsyncKernelManager

RUNNING = "FINAL_ACCOUNTS_RUN"  # set in the kernels that the pipeline starts
ENCRYPTION = "auto"  # between us and a kernel; without it every kernel warns of eavesdroppers
_ARGUMENTS = [
    # A kernel told to end logs the interruption as an error; a cell's errors come otherwise.
    "--IPKernelApp.log_level=CRITICAL",
    "--HistoryManager.enabled=False",  # nobody will ask what was typed
]
_LONGEST_SOCKET = 90  # bytes that the path of a Unix socket may have everywhere, and a little less
_PREFIX = Path(sys.prefix)
_INLINE = "module://matplotlib_inline.backend_inline"


@contextmanager
def kernel_environment() -> Iterator[None]:
    """Kernels started inside come from this environment and leave nothing in the user's HOME.

    A read-only HOME, a foreign one, or a `python3` kernel that the user has installed
    elsewhere must not change a run.
    """
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="final-accounts-") as folder:
        private = {name: str(Path(folder) / name.lower()) for name in _private_names()}
        # The kernel's working folder is another one, so a relative home must not be passed on.
        home = {"FINAL_ACCOUNTS_HOME": str(store.project_root().resolve())}
        staged = {RUNNING: "1", store.STAGED: f"{os.getpid()}-{time.time_ns()}"}
        os.environ.update({**_shared(), **private, **home, **staged, "MPLBACKEND": _INLINE})
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)


class Kernel:
    """A kernel of our own environment, launched."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="final-accounts-")
        self.manager = _manager(self._folder.name)
        _run_sync(self.manager.start_kernel)(
            extra_arguments=_ARGUMENTS, cwd=str(parameters.NOTEBOOKS))

    def end(self) -> None:
        """Ends the process, and the connections that papermill has opened to it."""
        for client in self.manager.clients:
            client.stop_channels()
        _run_sync(self.manager.shutdown_kernel)(now=True)
        self._folder.cleanup()


class Kernels:
    """The kernels of one run, one for each notebook; the next is launched while one works."""

    def __init__(self) -> None:
        self._ahead: Kernel | None = None

    def launch_ahead(self) -> None:
        self._ahead = self._ahead or Kernel()

    @contextmanager
    def one(self, more: bool) -> Iterator[Kernel]:
        """A kernel that ends with the block. `more` says that another will be wanted."""
        self.launch_ahead()
        kernel, self._ahead = self._ahead, None
        try:
            if more:
                self.launch_ahead()
            yield kernel
        finally:
            kernel.end()

    def end(self) -> None:
        if self._ahead:
            self._ahead.end()


def _manager(folder: str) -> AsyncKernelManager:
    with without_url_grammar():
        from jupyter_client.manager import AsyncKernelManager

    class Manager(AsyncKernelManager):
        """Remembers its clients: papermill leaves those of a kernel it did not start open."""

        def client(self, **kwargs):
            self.clients.append(super().client(**kwargs))
            return self.clients[-1]

    Manager.clients = []
    manager = Manager(
        kernel_name="python3", connection_file=f"{folder}/kernel.json",
        transport=_transport(folder), transport_encryption=ENCRYPTION,
    )
    if can_fork():
        from helpers.pipeline import forked

        forked.make_known()
        manager.kernel_spec.metadata["kernel_provisioner"] = {"provisioner_name": forked.NAME}
    return manager


def _run_sync(coroutine):
    from jupyter_core.utils import run_sync

    return run_sync(coroutine)


def _transport(folder: str) -> str:
    """Sockets that are files never clash, as ports do; Windows has none."""
    there = sys.platform != "win32" and len(os.fsencode(folder)) < _LONGEST_SOCKET
    return "ipc" if there else "tcp"


@contextmanager
def without_url_grammar() -> Iterator[None]:
    """Jupyter's packages can be imported inside without the two seconds that jsonschema spends
    on a grammar of web addresses: no notebook is checked for those."""
    name = "rfc3987_syntax"
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]


def lab_environment() -> dict[str, str]:
    """The environment for JupyterLab: the user's own settings, where they can be kept."""
    folders = {name: str(_PREFIX / "var" / name.lower()) for name in _private_names()}
    return {**os.environ, **_shared(), **({} if _home_is_writable() else folders)}


def _private_names() -> tuple[str, ...]:
    return ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")


def _shared() -> dict[str, str]:
    fonts = {}
    if "MPLCONFIGDIR" not in os.environ and os.access(_PREFIX, os.W_OK):
        # Kept between runs: matplotlib takes seconds to list the fonts of a machine.
        fonts["MPLCONFIGDIR"] = str(_PREFIX / "var" / "matplotlib")
    return {
        **fonts,
        "JUPYTER_PATH": str(_PREFIX / "share" / "jupyter"),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # debugpy warns about frozen modules
        "PYTHONUTF8": "1",
    }


def _home_is_writable() -> bool:
    try:
        return os.access(Path.home(), os.W_OK)
    except RuntimeError:  # no home at all
        return False
