"""The findings as JUnit XML, which every build server draws: a suite per document, a case per finding.

Errors and warnings are failures; what is for information only is a passed case with an output. A rule without a finding
is a passed case, a document that could not be read an error. The format has no standard; this keeps to what Jenkins,
GitLab and GitHub's readers agree on.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Final
from xml.etree import ElementTree as ET

from checks.engine import all_rules
from checks.page import Language
from dataset.exports.base import Exporter, replacing
from dataset.records import DocumentRecord, Finding
from dataset.store import Failure, Store
from pipeline.exports.base import rule_title
from pipeline.journal import retold
from pipeline.messages import language, say

_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, such as the form feed between pages."""


class JunitExporter(Exporter):
    """``junit.xml``."""

    name = "junit"
    folder = "findings"
    summary: ClassVar[dict[Language, str]] = {
        "vi": "phát hiện dạng JUnit XML, cho hệ thống tự động",
        "en": "the findings as JUnit XML, for build servers",
    }

    def write(self, store: Store, folder: Path) -> list[Path]:
        """Write the file."""
        path = folder / "junit.xml"
        root = junit_suites(list(store.documents()), list(store.rows(Finding)), [*map(retold, store.failures())])
        ET.indent(root)
        with replacing(path) as file:
            file.write('<?xml version="1.0" encoding="UTF-8"?>\n')
            file.write(ET.tostring(root, encoding="unicode"))
            file.write("\n")
        return [path]


def junit_suites(
    documents: Sequence[DocumentRecord], findings: Sequence[Finding], failures: Sequence[Failure]
) -> ET.Element:
    """The whole file as an element."""
    by_document: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_document[finding.doc_id].append(finding)
    root = ET.Element("testsuites", name="kehoach")
    for document in documents:
        _suite(root, document.source, _cases(document, by_document[document.doc_id]))
    for failure in failures:
        case = ET.Element("testcase", classname=_clean(failure.source), name=say("exports.read"), time="0")
        error = ET.SubElement(case, "error", type=_clean(failure.stage), message=_clean(failure.cause))
        error.text = _clean(f"{failure.cause} {failure.remedy}".strip())
        _suite(root, failure.source, [case])
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    return root


def _suite(root: ET.Element, source: str, cases: Sequence[ET.Element]) -> None:
    suite = ET.SubElement(root, "testsuite", name=_clean(source), tests=str(len(cases)), time="0")
    suite.set("failures", str(sum(case.find("failure") is not None for case in cases)))
    suite.set("errors", str(sum(case.find("error") is not None for case in cases)))
    suite.set("skipped", "0")
    suite.extend(cases)


def _cases(document: DocumentRecord, findings: Sequence[Finding]) -> list[ET.Element]:
    cases = [_case(document, finding) for finding in findings]
    found = {finding.rule for finding in findings}
    # a code may have a part for one document and a part for all
    for code in sorted({rule.code for rule in all_rules()} - found):
        name = f"{code} {rule_title(code, language())}"
        cases.append(ET.Element("testcase", classname=_clean(document.source), name=name, time="0"))
    return cases


def _case(document: DocumentRecord, finding: Finding) -> ET.Element:
    title = rule_title(finding.rule, language())
    # the identity keeps two findings of one rule on one page apart
    name = f"{finding.rule} {title} · {say('exports.page')} {finding.page} · {finding.finding_id}"
    case = ET.Element("testcase", classname=_clean(document.source), name=_clean(name), time="0")
    lines = [finding.message, f"{say('exports.quote')}: {finding.quote}"]
    for label in ("observed", "expected"):
        value = getattr(finding, label)
        if value:
            lines.append(f"{say(f'exports.{label}')}: {value}")
    text = _clean("\n".join(lines))
    if finding.severity == "info":
        ET.SubElement(case, "system-out").text = text
    else:
        ET.SubElement(case, "failure", type=finding.severity, message=_clean(finding.message)).text = text
    return case


def _clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
