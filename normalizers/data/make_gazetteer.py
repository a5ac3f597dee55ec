"""Make ``gazetteer.tsv``: the administrative units of Viet Nam, in force and former, as one dated snapshot.

Source: the data of vietnamadminunits 1.0.4 (MIT licence, Copyright (c) 2025 Tran Ngoc Minh Hieu). Run it in an
environment of its own that has that package; nothing of it is needed at run time::

    python -m venv /tmp/gazetteer && /tmp/gazetteer/bin/pip install vietnamadminunits==1.0.4
    /tmp/gazetteer/bin/python normalizers/data/make_gazetteer.py > normalizers/data/gazetteer.tsv
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections import defaultdict
from importlib.metadata import version
from importlib.resources import as_file, files
from pathlib import Path

SINCE = "2025-07-01"  # two-level administration: Law 72/2025/QH15, Resolution 202/2025/QH15
UNTIL = "2025-06-30"
CHANGES = Path(__file__).with_name("gazetteer_changes.tsv")
HEADER = """\
# Administrative units of Viet Nam. Made by make_gazetteer.py from vietnamadminunits {version} (MIT licence,
# Copyright (c) 2025 Tran Ngoc Minh Hieu) and gazetteer_changes.tsv; see README.md. Do not edit.
code\tlevel\tname\tparent\tvalid_from\tvalid_to\tsuccessors"""

Row = tuple[str, str, str, str, str, str, str]


def main() -> None:
    """Write the table to standard output and what could not be matched to standard error."""
    with as_file(files("vietnamadminunits") / "data") as data:
        base = sqlite3.connect(data / "dataset.db")
        converter = json.loads((data / "converter_2025.json").read_text(encoding="utf-8"))
    rows = [*new_units(base), *old_units(base, converter)]
    rows = apply_changes(rows)
    sys.stdout.write(HEADER.format(version=version("vietnamadminunits")) + "\n")
    for row in sorted(rows, key=lambda row: (len(row[0]), row[0], row[5] != "", row[4])):
        sys.stdout.write("\t".join(row).rstrip("\t") + "\n")


def new_units(base: sqlite3.Connection) -> list[Row]:
    """Provinces and communes since 1 July 2025."""
    provinces = base.execute("select distinct provinceCode, province, provinceShort from admin_units").fetchall()
    communes = base.execute("select wardCode, wardType, wardShort, provinceCode, ward from admin_units").fetchall()
    return [
        *((code, level(full, short), short, "", SINCE, "", "") for code, full, short in provinces),
        *((code, kind.lower(), bare(full, kind), parent, SINCE, "", "") for code, kind, _, parent, full in communes),
    ]


def old_units(base: sqlite3.Connection, converter: dict[str, dict[str, dict[str, list[object]]]]) -> list[Row]:
    """Provinces, districts and communes until 30 June 2025, with the units that they became parts of."""
    province_after = {old: new for new, olds in converter["DICT_PROVINCE"].items() for old in olds}
    new_codes = dict(base.execute("select distinct provinceKey, provinceCode from admin_units").fetchall())
    after = commune_successors(base, converter)
    rows: dict[tuple[str, str], Row] = {}
    missing = []
    for p_key, p_code, p_full, p_short, d_code, d_kind, d_full, d_key, w_code, w_kind, w_full, w_key in base.execute(
        "select provinceKey, provinceCode, province, provinceShort, districtCode, districtType, district, districtKey,"
        " wardCode, wardType, ward, wardKey from admin_units_legacy"
    ):
        new_province = new_codes[province_after[p_key]]
        rows["p", p_code] = (p_code, level(p_full, p_short), p_short, "", "", UNTIL, new_province)
        rows["d", d_code] = (d_code, d_kind.lower(), bare(d_full, d_kind), p_code, "", UNTIL, "")
        # five island districts had no communes
        if w_code and w_kind:
            successors = after.get(f"{p_key}_{d_key}_{w_key}", [])
            if not successors:
                missing.append(f"{w_full}, {d_full}, {p_full}")
            rows["w", w_code] = (w_code, w_kind.lower(), bare(w_full, w_kind), d_code, "", UNTIL, ",".join(successors))
    sys.stderr.write(f"{len(missing)} former communes without a successor: {'; '.join(missing[:20])}\n")
    return list(rows.values())


def commune_successors(
    base: sqlite3.Connection, converter: dict[str, dict[str, dict[str, list[object]]]]
) -> dict[str, list[str]]:
    """Key of a former commune → codes of the communes that hold its land now."""
    codes = {
        (p_key, w_key): code
        for p_key, w_key, code in base.execute("select provinceKey, wardKey, wardCode from admin_units")
    }
    after: dict[str, set[str]] = defaultdict(set)
    for p_key, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for w_key, olds in wards.items():
            for old in olds:
                after[str(old)].add(codes[p_key, w_key])
    for p_key, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, parts in divided.items():
            after[old] |= {codes[p_key, part["newWardKey"]] for part in parts if isinstance(part, dict)}
    return {old: sorted(found) for old, found in after.items()}


def apply_changes(rows: list[Row]) -> list[Row]:
    """Add the rows of the changes, and end those that they replace."""
    lines = CHANGES.read_text(encoding="utf-8").splitlines()
    changes = [line.split("\t") for line in lines if line and not line.startswith(("#", "code\t"))]
    ends = {code: since for code, _, _, since, until, _ in changes if not until}
    result: list[Row] = []
    for code, kind, name, parent, start, end, successors in rows:
        if code in ends and not end:
            result.append((code, kind, name, parent, start, ends[code], code))
        else:
            result.append((code, kind, name, parent, start, end, successors))
    result += [(code, kind, name, "", since, until, after) for code, kind, name, since, until, after in changes]
    return result


def level(full: str, short: str) -> str:
    """The level word before a short name, in small letters: ``Tỉnh Sơn La`` → ``tỉnh``."""
    return full.removesuffix(short).strip().lower()


def bare(full: str, kind: str) -> str:
    """The name without its level word; the apostrophes of highland names as the typewriter has them."""
    return full.removeprefix(kind).strip().replace("’", "'")


if __name__ == "__main__":
    main()
