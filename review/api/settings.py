"""What the HTTP interface allows; the table ``[http]`` of ``kehoach.toml``. No web library is imported here."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import AfterValidator, ConfigDict, Field

MEGABYTE = 1_000_000
INBOX = "inbox"
"""The folder of an output folder into which documents go that are handed in over HTTP."""
_Most = Annotated[int, Field(ge=1)]


def _network(text: str) -> str:
    ipaddress.ip_network(text)
    return text


@dataclass(frozen=True)
class HttpSettings:
    """What the interface allows; megabytes are 10⁶ bytes.

    Attributes:
        upload_megabytes: The largest document that can be handed in.
        waiting_at_most: Documents of one token that may wait to be read.
        requests_per_minute: Requests of one token.
        export_minutes: Time on the clock, and of the processor, in which an export has to be made.
        export_megabytes: The most that an export may write to the disk while it is made.
        exports_kept_hours: How long a result can be fetched.
        exports_kept_megabytes: All results together; beyond it the oldest go.
        exports_waiting: Exports of one reader or token that may wait or be under way.
        hook_networks: Internal networks to which results may be sent all the same, as ``10.1.0.0/16``; to these
            without TLS as well.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    upload_megabytes: _Most = 50
    waiting_at_most: _Most = 500
    requests_per_minute: _Most = 600
    export_minutes: _Most = 60
    export_megabytes: _Most = 4_000
    exports_kept_hours: _Most = 12
    exports_kept_megabytes: _Most = 4_000
    exports_waiting: _Most = 10
    hook_networks: tuple[Annotated[str, AfterValidator(_network)], ...] = ()


HTTP = HttpSettings()
"""What is allowed where nothing is set."""
