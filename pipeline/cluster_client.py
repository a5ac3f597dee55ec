"""The way to a Dask scheduler: a client of one that answers and has workers."""

from __future__ import annotations

import logging
import time
from typing import Any, Final

from pipeline.errors import KehoachError, UsageError
from pipeline.messages import say

Client = Any
Future = Any
"""Those of ``distributed``, an extra that is only imported where a cluster is used."""

EXTRA: Final = "cluster"
FIRST_SECONDS: float = 10.0
"""For how long a scheduler is waited for at the beginning."""


class ClusterError(KehoachError):
    """The cluster cannot be reached, or does not have what it takes."""

    stage = "read"


def connected(address: str, patience: float | None = None) -> Client:
    """A client of a scheduler that has workers.

    Raises:
        UsageError: The extra is not installed, or the address is none.
        ClusterError: Nobody answers, or there is no worker.
    """
    try:
        from distributed import Client  # noqa: PLC0415  an extra
    except ImportError as error:
        raise UsageError(say("extra.missing", name="--cluster"), say("extra.install", extra=EXTRA)) from error
    until = time.monotonic() + (FIRST_SECONDS if patience is None else patience)
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    while True:
        try:
            client = Client(address, timeout=5, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, TimeoutError) as error:
            if time.monotonic() > until:
                raise ClusterError(say("cluster.nobody"), say("cluster.start"), address) from error
        except ValueError as error:
            raise UsageError(say("cluster.address"), say("cli.see_help"), address) from error
        else:
            if threads(client):
                return client
            client.close(timeout=5)  # type: ignore[no-untyped-call]
            if time.monotonic() > until:
                raise ClusterError(say("cluster.no_worker"), say("cluster.start"), address)
        time.sleep(0.5)


def threads(client: Client) -> dict[str, int]:
    """How many threads each worker has; nothing where the scheduler does not answer."""
    try:
        found: dict[str, int] = client.nthreads()
    except (
        Exception
    ):  # a scheduler that does not answer has no workers for us; who asks waits, up to a limit that tells
        return {}
    return found
