"""The findings as SARIF 2.1.0 (OASIS), which code hosts, editors and audit tools show.

A result points twice: at the document as it came (a PDF or DOCX has no characters that could be counted, so the page
and the offsets are properties of the region), and at the recovered text in ``text/DOC.txt``, where lines, columns and
offsets are exact. Lines and columns count from 1, characters are Unicode code points.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, Final
from urllib.parse import quote

from checks.engine import all_rules
from checks.page import Language, rule_page
from dataset.exports.base import Exporter, replacing
from dataset.records import DocumentRecord, EvidenceRecord, Extracted, Finding
from dataset.store import Store
from pipeline.exports.base import rule_help, rule_title
from pipeline.journal import retold
from pipeline.messages import LANGUAGES, language, say, text_in
from pipeline.version import release

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
RESULTS: Final = "RESULTS"
"""Name of the output folder in addresses."""
_LEVELS: Final = {"error": "error", "warning": "warning", "info": "note"}


class SarifExporter(Exporter):
    """``findings.sarif``: one run with its rules, documents and results."""

    name = "sarif"
    folder = "findings"
    summary: ClassVar[dict[Language, str]] = {
        "vi": "phát hiện dạng SARIF 2.1.0, cho trình soạn thảo và hệ thống kiểm tra",
        "en": "the findings as SARIF 2.1.0, for editors and audit tools",
    }

    def write(self, store: Store, folder: Path) -> list[Path]:
        """Write the file."""
        path = folder / "findings.sarif"
        with replacing(path) as file:
            json.dump(sarif_log(store, language()), file, ensure_ascii=False, indent=2)
            file.write("\n")
        return [path]


def sarif_log(store: Store, speaking: Language) -> dict[str, Any]:
    """The findings of a store as the object that SARIF calls a log."""
    documents = list(store.documents())
    findings = list(store.rows(Finding))
    codes = {rule.code: rule.severity for rule in all_rules()} | {row.rule: row.severity for row in findings}
    rules = {code: index for index, code in enumerate(sorted(codes))}
    maker = _Results(store, documents, rules)
    other = next(name for name in LANGUAGES if name != speaking)
    driver = _component(speaking) | {
        "version": release(),
        "rules": [_rule(code, speaking) | {"defaultConfiguration": {"level": _LEVELS[codes[code]]}} for code in rules],
    }
    translation = _component(other) | {
        "contents": ["localizedData"],
        "translationMetadata": {
            "name": "kehoach",
            "fullName": text_in(other, "exports.full_name"),
            "shortDescription": {"text": text_in(other, "exports.about")},
        },
        "rules": [_rule(code, other) for code in rules],
    }
    run = {
        "tool": {"driver": driver},
        "translations": [translation],
        "language": speaking,
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {RESULTS: {"description": {"text": say("exports.results")}}},
        "invocations": [_invocation(store)],
        "artifacts": [_artifact(document) for document in documents],
        "results": [maker.result(finding) for finding in findings],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _component(speaking: Language) -> dict[str, Any]:
    return {
        "name": "kehoach",
        "language": speaking,
        "fullName": text_in(speaking, "exports.full_name"),
        "shortDescription": {"text": text_in(speaking, "exports.about")},
    }


def _rule(code: str, speaking: Language) -> dict[str, Any]:
    title = rule_title(code, speaking)
    found = {"id": code, "shortDescription": {"text": title}, "fullDescription": {"text": title}}
    known = {rule.code: rule for rule in all_rules()}
    if code in known:
        found["name"] = known[code].name
        found["properties"] = {"stage": known[code].stage, "fix": rule_page(code).fix}
    page = rule_help(code, speaking)
    return found | ({"help": {"text": page.replace("**", ""), "markdown": page}} if page else {})


def _invocation(store: Store) -> dict[str, Any]:
    """What could not be read, as notifications: a document without results is not one without faults."""
    failures = [retold(failure) for failure in store.failures()]
    notifications = [
        {
            "level": "error",
            "message": {"text": f"{failure.cause} {failure.remedy}".strip()},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(failure.source)}}}],
        }
        for failure in failures
    ]
    return {"executionSuccessful": not failures, "toolExecutionNotifications": notifications}


def _artifact(document: DocumentRecord) -> dict[str, Any]:
    return {
        "location": {"uri": uri(document.source)},
        "mimeType": document.media_type,
        "hashes": {"sha-256": document.sha256},
        "properties": {"docId": document.doc_id},
    }


def uri(source: str) -> str:
    """The address of a source: relative as it was given, or of a file if it was absolute (RFC 3986, RFC 8089)."""
    path = quote(source)
    return f"file://{path}" if path.startswith("/") else path


class _Results:
    """Makes results of findings; the line starts of a few texts are kept, since findings come by document."""

    def __init__(self, store: Store, documents: list[DocumentRecord], rules: dict[str, int]) -> None:
        self._sources = {document.doc_id: (index, document) for index, document in enumerate(documents)}
        self._rules = rules
        self._evidence: dict[str, list[EvidenceRecord]] = defaultdict(list)
        for row in store.rows(EvidenceRecord):
            self._evidence[row.finding_id].append(row)
        self._lines = lru_cache(maxsize=8)(lambda doc_id: _line_starts(store.text(doc_id)))

    def result(self, finding: Finding) -> dict[str, Any]:
        """One finding."""
        facts = {"observed": finding.observed, "expected": finding.expected, "otherDocId": finding.other_doc_id}
        return {
            "ruleId": finding.rule,
            "ruleIndex": self._rules[finding.rule],
            "level": _LEVELS[finding.severity],
            "message": {"text": finding.message},
            "locations": [self._in_source(finding)],
            "relatedLocations": [
                location | {"id": number} for number, location in enumerate(self._related(finding), 1)
            ],
            "partialFingerprints": {"kehoachFinding/v1": finding.finding_id},
            "rank": round(100 * finding.confidence, 2),
            "properties": {name: value for name, value in facts.items() if value is not None},
        }

    def _related(self, finding: Finding) -> Iterator[dict[str, Any]]:
        yield self._in_text(finding, say("exports.in_text", page=finding.page, quote=finding.quote))
        for row in self._evidence[finding.finding_id]:
            yield self._in_source(row) | {"message": {"text": say("exports.compared", quote=row.quote)}}
            yield self._in_text(row, say("exports.in_text", page=row.page, quote=row.quote))

    def _in_source(self, row: Extracted) -> dict[str, Any]:
        index, document = self._sources[row.doc_id]
        region = {
            "snippet": {"text": row.quote},
            "properties": {"page": row.page, "charOffset": row.start, "charLength": row.end - row.start},
        }
        return {
            "physicalLocation": {
                "artifactLocation": {"uri": uri(document.source), "index": index},
                "region": region,
            }
        }

    def _in_text(self, row: Extracted, message: str) -> dict[str, Any]:
        lines = self._lines(row.doc_id)
        first, last = (bisect_right(lines, offset) for offset in (row.start, row.end))
        region = {
            "startLine": first,
            "startColumn": row.start - lines[first - 1] + 1,
            "endLine": last,
            "endColumn": row.end - lines[last - 1] + 1,
            "charOffset": row.start,
            "charLength": row.end - row.start,
            "snippet": {"text": row.quote},
        }
        where = {"uri": f"text/{row.doc_id}.txt", "uriBaseId": RESULTS}
        return {"message": {"text": message}, "physicalLocation": {"artifactLocation": where, "region": region}}


def _line_starts(text: str) -> list[int]:
    return [0, *(index + 1 for index, character in enumerate(text) if character == "\n")]
