"""Make the files of this folder of a truth with quotes: ``python -m corpus.real FOLDER NAME… [--scan NAME…]``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.evaluate.real_truth import FOLDER, distilled
from corpus.truth import read_truth


def main() -> int:
    """Write ``NAME.json`` for every ``FOLDER/NAME.json`` that is named."""
    parser = argparse.ArgumentParser(prog="python -m corpus.real", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="+")
    parser.add_argument("--scan", nargs="*", default=(), help="those of the names that are read by OCR")
    parser.add_argument("--out", type=Path, default=FOLDER)
    arguments = parser.parse_args()
    for name in arguments.names:
        values = distilled(read_truth(arguments.folder / f"{name}.json"), scan=name in arguments.scan)
        data = values.model_dump(exclude_defaults=True)
        data["document"] = values.document.model_dump(exclude_unset=True)  # a field that is given and empty is compared
        text = "{\n" + ",\n".join(_parts(data)) + "\n}\n"
        (arguments.out / f"{name}.json").write_text(text, encoding="utf-8")
    return 0


def _parts(data: dict[str, Any]) -> Iterator[str]:
    """One row a line, so that a change of one is a change of one line."""
    for name, value in data.items():
        if isinstance(value, (list, tuple)):
            yield f" {_json(name)}: [\n" + ",\n".join(f"  {_json(row)}" for row in value) + "\n ]"
        elif name == "units":
            yield f" {_json(name)}: {{\n" + ",\n".join(f"  {_json(k)}: {_json(v)}" for k, v in value.items()) + "\n }"
        else:
            yield f" {_json(name)}: {_json(value)}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    sys.exit(main())
