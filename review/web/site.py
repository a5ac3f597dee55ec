"""What a server of the review pages is made of, and what every page of it needs."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Final

from checks.page import Language
from checks.rule import Archive
from dataset.lookup import Lookup
from review.api.interface import Interface
from review.desk import Desk
from review.originals import NoOriginals, Originals
from review.rechecking import Rechecks, Rules
from review.web.people import People
from review.web.sessions import Sessions, Tries

LOCAL: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})
_MOST_NOTICES: Final = 1000


@dataclass(frozen=True)
class Access:
    """Who may come in, and how.

    Without ``people`` only whoever has the link with ``entry`` comes in, as ``reviewer``. ``hosts`` are the names under
    which the pages may be asked for; ``secure`` says that they come through TLS.
    """

    people: People | None = None
    reviewer: str = ""
    entry: str = field(default_factory=lambda: token_urlsafe(24))
    hosts: frozenset[str] = LOCAL
    secure: bool = False


@dataclass(frozen=True)
class Notice:
    """What is told once, on the page after a decision."""

    text: str
    kind: str = "good"
    key: str = ""
    """The subject that was decided on, if it can be undone."""


@dataclass
class Site:
    """The parts of one server."""

    desk: Desk
    archive: Archive
    access: Access
    originals: Originals = field(default_factory=NoOriginals)
    language: Language = "vi"
    rules: Rules | None = None
    sessions: Sessions = field(default_factory=Sessions)
    tries: Tries = field(default_factory=Tries)
    interface: Interface | None = None
    """What serves other programs; one that takes no documents if none is given."""

    def __post_init__(self) -> None:
        self.lookup = Lookup(self.desk.ledger.engine)
        self.programs = self.interface or Interface(self.desk.ledger.engine, language=self.language)
        self.rechecks = Rechecks(self.desk.ledger.engine, self.rules)
        self._notices: OrderedDict[str, list[Notice]] = OrderedDict()

    def tell(self, session: str, notice: Notice) -> None:
        """Keep something to be told on the next page of a session."""
        self._notices.setdefault(session, []).append(notice)
        while len(self._notices) > _MOST_NOTICES:
            self._notices.popitem(last=False)

    def told(self, session: str) -> list[Notice]:
        """What is to be told, once."""
        return self._notices.pop(session, [])
