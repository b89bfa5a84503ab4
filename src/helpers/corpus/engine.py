"""One function over many things on Dask: never more at work than there are workers.

Dask blames every task that a dying worker holds, those that merely wait too, and gives them up
after some deaths (seen in distributed 2026.8, `Scheduler.remove_worker`). So no worker ever holds
more than one, a death here is told at once, and whoever asks may try again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import dask
from distributed import Client, KilledWorker, LocalCluster, WorkerPlugin, as_completed

from helpers import sandbox, temporary
from helpers.documents.limits import BadParameter

_CONFIG = {
    "distributed.worker.daemon": False,  # its readers are processes of their own
    "distributed.scheduler.allowed-failures": 0,
    "distributed.worker.http.routes": [],
    "distributed.admin.system-monitor.gil.enabled": False,
}
#: What Dask remembers of every task and second is for its own page, and grows with the run.
_WITHOUT_PAGE = {
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.admin.system-monitor.log-length": 60,
    "distributed.admin.low-level-log-length": 100,
    "distributed.admin.log-length": 100,
    "distributed.worker.profile.enabled": False,
    "distributed.scheduler.http.routes": [],
}
_DASHBOARD = "127.0.0.1:8787"
_WARM = "helpers.corpus.warm"


class Engine:
    """Workers of this machine, or of the cluster at `scheduler`; they end with the block.

    `dashboard` opens Dask's own page, on this machine alone. Raises BadParameter where there is
    no cluster at that address.
    """

    def __init__(self, workers: int, scheduler: str | None = None, dashboard: bool = False):
        self._workers, self._scheduler, self._dashboard = workers, scheduler, dashboard
        self._cluster: LocalCluster | None = None

    def __enter__(self) -> Engine:
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        self._config = dask.config.set(_CONFIG if self._dashboard else _CONFIG | _WITHOUT_PAGE)
        self._client = self._of_cluster() if self._scheduler else self._local()
        self._client.register_plugin(Warm())
        return self

    def _of_cluster(self) -> Client:
        try:
            return Client(self._scheduler, timeout=30)
        except (OSError, ValueError) as error:  # of Dask, and of what it makes of addresses
            raise BadParameter(
                f"SCHEDULER={self._scheduler}: no Dask scheduler answers there "
                f"({type(error).__name__}). Say the address that `dask scheduler` prints."
            ) from error

    def _local(self) -> Client:
        self._cluster = LocalCluster(
            n_workers=self._workers,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address=_DASHBOARD if self._dashboard else "127.0.0.1:0",
            scheduler_kwargs={"dashboard": self._dashboard},
            memory_limit=None,  # what needs memory are the readers, and they have limits
            local_directory=str(temporary.home() / "dask"),
            security=True,  # others on this machine are not let in
            silence_logs=logging.CRITICAL,
        )
        if self._dashboard:
            print(f"Dask's own page: {self._cluster.dashboard_link}", flush=True)
        return Client(self._cluster)

    def __exit__(self, *error: object) -> None:
        self._client.close()
        if self._cluster is not None:
            self._cluster.close()

    def answers(
        self, function: Callable[[Any], Any], things: Iterable[Any]
    ) -> Iterator[tuple[Any, Any]]:
        """Each thing with what ``function(thing)`` gave, as they come, or with the error in its
        place: GaveUp("killed") where its worker died."""
        waiting = iter(things)
        asked: dict[Any, Any] = {}
        done = as_completed()

        def ask(most: int) -> None:
            while len(asked) < most and (thing := next(waiting, None)) is not None:
                future = self._client.submit(function, thing, pure=False, retries=0)
                asked[future] = thing
                done.add(future)

        ask(self.count())
        for future in done:
            thing = asked.pop(future)
            ask(self.count())
            error = future.exception() if future.status == "error" else None
            if future.status == "error":
                killed = isinstance(error, KilledWorker)
                yield thing, sandbox.GaveUp("killed") if killed else error
            else:
                yield thing, future.result()
            future.release()

    def count(self) -> int:
        """How many may be at work: the workers there are, of a cluster at this moment."""
        if self._cluster is not None:
            return self._workers
        return max(1, len(self._client.scheduler_info(n_workers=-1)["workers"]))


class Warm(WorkerPlugin):
    """Has every worker, when it starts, begin to import what readers need, once, in a process
    that they are forked from."""

    name = "warm-readers"
    idempotent = True

    def setup(self, worker: Any) -> None:
        from helpers.pipeline.runs import warm_up

        warm_up(_WARM)
