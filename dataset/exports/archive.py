"""The dataset for archives: Parquet in folders by year and level of the issuer, written by DuckDB.

``TABLE/year=2026/level=xã/part.parquet``: programs that know such folders (DuckDB, Spark, pandas) read only those that
a question is about, and see ``year`` and ``level`` as columns. A table whose rows belong to no document lies whole.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, ClassVar, Final
from urllib.parse import quote

from dataset.columns import columns_of, has_document
from dataset.corrected import corrected_rows
from dataset.exports.base import Exporter, Language, replacement
from dataset.records import RECORD_TYPES, DocumentRecord, Record
from dataset.store import Store

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_TYPES: Final[dict[type, str]] = {str: "VARCHAR", int: "BIGINT", float: "DOUBLE", bool: "BOOLEAN"}
_UNKNOWN: Final = "__HIVE_DEFAULT_PARTITION__"
"""How such folders are called where the value is not known; readers give null."""
_PART: Final = "part.parquet"

Partition = tuple[str, str]
"""Year and level, or what stands for an unknown one."""


class ArchiveExporter(Exporter):
    """Parquet files, partitioned by ``year`` (of issue) and ``level`` (of the issuer)."""

    name = "archive"
    folder = "archive"
    summary: ClassVar[dict[Language, str]] = {
        "vi": "Parquet chia theo năm ban hành và cấp của cơ quan ban hành, để lưu trữ",
        "en": "Parquet in folders by year of issue and level of the issuer, for archives",
    }

    def write(self, store: Store, folder: Path) -> list[Path]:
        """Write every table and remove the parts that are gone; a table without rows has no part."""
        import duckdb  # noqa: PLC0415  heavy

        folder.mkdir(parents=True, exist_ok=True)
        parts = {row.doc_id: _partition(row) for row in corrected_rows(store, DocumentRecord)}
        paths: list[Path] = []
        try:
            with (
                TemporaryDirectory(prefix=".archive-", dir=folder) as scratch,
                # one thread: the same rows in the same order give the same bytes
                duckdb.connect(config={"threads": 1, "temp_directory": scratch}) as connection,
            ):
                for record in RECORD_TYPES.values():
                    for rows, path in _spread(store, record, parts, Path(scratch), folder):
                        _write(record, rows, path, connection)
                        rows.unlink()
                        paths.append(path)
        except duckdb.Error as error:
            raise OSError(str(error).splitlines()[0]) from error
        _remove_others(folder, paths)
        return paths


def _partition(document: DocumentRecord) -> Partition:
    year = (document.issued_on or "")[:4]
    return year if year.isdigit() else _UNKNOWN, document.issuer_level or _UNKNOWN


def _spread(
    store: Store, record: type[Record], parts: dict[str, Partition], scratch: Path, folder: Path
) -> list[tuple[Path, Path]]:
    """The rows of a table as lines of JSON, a file for each part, with the path of the part."""
    found: dict[Partition | None, tuple[Path, Path]] = {}
    last: Partition | None = None
    file = None
    for row in corrected_rows(store, record):
        part = parts.get(getattr(row, "doc_id"), (_UNKNOWN, _UNKNOWN)) if has_document(record) else None  # noqa: B009
        if part not in found:
            where = folder / record.table
            if part is not None:
                where = where / f"year={part[0]}" / f"level={_folder(part[1])}"
            found[part] = (scratch / f"{len(found)}.ndjson", where / _PART)
        if file is None or part != last:
            if file is not None:
                file.close()
            # one file open at a time, however many parts there are
            file = found[part][0].open("a", encoding="utf-8")
        file.write(f"{row.model_dump_json()}\n")
        last = part
    if file is not None:
        file.close()
    return list(found.values())


def _folder(value: str) -> str:
    return value if value == _UNKNOWN else quote(value, safe=" ")


def _write(record: type[Record], rows: Path, path: Path, connection: DuckDBPyConnection) -> None:
    shape = ", ".join(f"'{column.name}': '{_TYPES[column.kind]}'" for column in columns_of(record))
    with replacement(path) as temporary:
        target = str(temporary).replace("'", "''")
        source = str(rows).replace("'", "''")
        connection.execute(
            f"COPY (SELECT * FROM read_json('{source}', format = 'newline_delimited', columns = {{{shape}}}, "  # noqa: S608  names of our own models
            f"maximum_object_size = 1000000000)) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
        )


def _remove_others(folder: Path, kept: list[Path]) -> None:
    """Remove parts of an earlier run, and the folders that are empty without them."""
    for path in set(folder.glob(f"*/**/{_PART}")) - set(kept):
        path.unlink()
    for table in RECORD_TYPES:
        if (folder / table).is_dir() and not any((folder / table).glob(f"**/{_PART}")):
            shutil.rmtree(folder / table)
