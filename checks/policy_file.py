"""The table ``[findings]`` of ``kehoach.toml``: its shape, and the policy that it makes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from checks.baseline import Baseline
from checks.engine import all_rules
from checks.policy import Part, Policy
from checks.selection import Selection, unknown_prefixes
from checks.suppressions import Suppression, Words
from dataset.records import Severity


def known_prefix(prefix: str) -> str:
    """A prefix of the code of a rule, in upper case.

    Raises:
        PydanticCustomError: No rule begins so.
    """
    code = prefix.strip().upper()
    if not code or unknown_prefixes([code], [rule.code for rule in all_rules()]):
        raise PydanticCustomError("unknown_rule", "no rule begins with {code}", {"code": prefix})
    return code


Prefix = Annotated[str, AfterValidator(known_prefix)]


class Rules(BaseModel):
    """Which rules count and how loud they are."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    select: tuple[Prefix, ...] | None = None
    ignore: tuple[Prefix, ...] = ()
    severity: dict[Prefix, Severity] = Field(default_factory=dict)

    @property
    def selection(self) -> Selection:
        """Which rules count."""
        return Selection(self.select, self.ignore)


class Where(Rules):
    """The same for the documents of an issuer, of a folder, or of an issuer in a folder."""

    issuer: Words | None = None
    folder: Words | None = None

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if self.issuer is None and self.folder is None:
            raise PydanticCustomError("nowhere", "issuer or folder")
        return self


class CheckedSuppression(Suppression):
    """A suppression whose rule there is."""

    @model_validator(mode="after")
    def _known_rule(self) -> Self:
        if self.rule is not None and self.rule not in {rule.code for rule in all_rules()}:
            raise PydanticCustomError("unknown_code", "no rule {code}", {"code": self.rule})
        return self


class FindingsTable(Rules):
    """The whole table."""

    preview: bool = False
    baseline: Words | None = None
    where: tuple[Where, ...] = ()
    suppress: tuple[CheckedSuppression, ...] = ()


def parse_table(values: Mapping[str, Any]) -> FindingsTable:
    """The table from what the parser of TOML gave.

    Raises:
        ValidationError: Something does not fit; ``loc`` of its errors is the path within the table.
    """
    return FindingsTable.model_validate(values)


def policy_of(table: FindingsTable, command: Selection, baseline: Baseline, home: Path | None) -> Policy:
    """The policy of a table and a command line; patterns go from the folder ``home``."""
    parts = [Part(table.selection, table.severity)]
    parts += [Part(entry.selection, entry.severity, entry.issuer, entry.folder) for entry in table.where]
    return Policy(command, tuple(parts), tuple(table.suppress), baseline, home, table.preview)
