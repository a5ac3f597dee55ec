"""The dataset as Parquet, written by DuckDB: one file per table, typed, texts unchanged."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, ClassVar, Final

from pydantic_core import to_json

from dataset.columns import columns_of
from dataset.exports.base import Exporter, Language, replacement
from dataset.exports.values import corrected_values
from dataset.records import RECORD_TYPES, Record
from dataset.store import Store

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_TYPES: Final[dict[type, str]] = {str: "VARCHAR", int: "BIGINT", float: "DOUBLE", bool: "BOOLEAN"}


class ParquetExporter(Exporter):
    """One Parquet file per table."""

    name = "parquet"
    folder = "dataset"
    always = True
    order = 20
    summary: ClassVar[dict[Language, str]] = {"vi": "mỗi bảng một tệp Parquet", "en": "one Parquet file per table"}

    def write(self, store: Store, folder: Path) -> list[Path]:
        """Write every table, empty ones too."""
        import duckdb  # noqa: PLC0415  heavy

        folder.mkdir(parents=True, exist_ok=True)
        try:
            # one thread: the same rows in the same order give the same bytes
            with (
                TemporaryDirectory(prefix=".parquet-", dir=folder) as scratch,
                duckdb.connect(config={"threads": 1, "temp_directory": scratch}) as connection,
            ):
                rows = Path(scratch) / "rows.ndjson"
                return [_write_table(store, record, folder, rows, connection) for record in RECORD_TYPES.values()]
        except duckdb.Error as error:
            raise OSError(str(error).splitlines()[0]) from error


def _write_table(
    store: Store, record: type[Record], folder: Path, scratch: Path, connection: DuckDBPyConnection
) -> Path:
    types = {column.name: _TYPES[column.kind] for column in columns_of(record)}
    with scratch.open("wb") as file:
        for values in corrected_values(store, record):
            file.write(to_json(dict(zip(types, values, strict=True)), inf_nan_mode="null") + b"\n")
    path = folder / f"{record.table}.parquet"
    columns = ", ".join(f'"{name}" {kind}' for name, kind in types.items())
    connection.execute(f'CREATE OR REPLACE TABLE "{record.table}" ({columns})')
    if scratch.stat().st_size:
        shape = ", ".join(f"'{name}': '{kind}'" for name, kind in types.items())
        connection.execute(
            f"INSERT INTO \"{record.table}\" SELECT * FROM read_json(?, format = 'newline_delimited', "  # noqa: S608  names of our own models
            f"columns = {{{shape}}}, maximum_object_size = 1000000000)",
            [str(scratch)],
        )
    with replacement(path) as temporary:
        connection.execute(f"COPY \"{record.table}\" TO '{_quoted(temporary)}' (FORMAT parquet, COMPRESSION zstd)")
    connection.execute(f'DROP TABLE "{record.table}"')
    return path


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
