"""Who cites what, as a graph (GraphML): documents and acts as nodes, citations as edges.

A cited act that is itself one of the documents is one node with it: where number, symbol, type and year are the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar, Final

from lxml import etree

from checks.page import Language
from dataset.corrected import corrected_rows
from dataset.exports.base import Exporter, replacement
from dataset.records import Citation, DocumentRecord
from dataset.store import Store
from pipeline.exports.legaldoc.xml import plain

NAMESPACE: Final = "http://graphml.graphdrawing.org/xmlns"
_NODE: Final = ("label", "kind", "doc_type", "number", "symbol", "issued_on", "issuer", "title", "source")
_EDGE: Final = ("role", "mentions", "first_page", "quote")
_NUMBERS: Final = ("mentions", "first_page")
_ROLES: Final = ("implements", "basis", "mention")
"""The strongest first: an act that is a basis is not merely mentioned."""


class GraphmlExporter(Exporter):
    """``citations.graphml``."""

    name = "graphml"
    folder = "graph"
    summary: ClassVar[dict[Language, str]] = {
        "vi": "đồ thị viện dẫn (GraphML): văn bản nào dẫn văn bản nào",
        "en": "citation graph (GraphML): who cites what",
    }

    def write(self, store: Store, folder: Path) -> list[Path]:
        """Write the graph."""
        path = folder / "citations.graphml"
        root = citation_graph(list(corrected_rows(store, DocumentRecord)), corrected_rows(store, Citation))
        etree.indent(root)
        with replacement(path) as temporary:
            etree.ElementTree(root).write(str(temporary), encoding="UTF-8", xml_declaration=True)
        return [path]


def citation_graph(documents: list[DocumentRecord], citations: Iterator[Citation]) -> Any:
    """The graph as an element: nodes are documents by ``doc_id`` and acts by their key, an edge for each pair."""
    own: dict[tuple[str, ...], str] = {}
    twice: set[tuple[str, ...]] = set()
    for document in documents:
        if (key := _key(document)) is not None:
            twice |= {key} if key in own else set()
            own.setdefault(key, document.doc_id)
    acts: dict[str, Citation] = {}
    edges: dict[tuple[str, str], list[Citation]] = defaultdict(list)
    for citation in citations:
        key = _key(citation)
        # two documents of one number: nobody can tell which is meant
        aim = own[key] if key is not None and key in own and key not in twice else citation.act
        if aim == citation.doc_id:
            continue
        if aim == citation.act:
            best = acts.get(aim)
            acts[aim] = citation if best is None or _known(citation) > _known(best) else best
        edges[citation.doc_id, aim].append(citation)
    root = etree.Element(f"{{{NAMESPACE}}}graphml", nsmap={None: NAMESPACE})
    for domain, names in (("node", _NODE), ("edge", _EDGE)):
        for name in names:
            kind = "int" if name in _NUMBERS else "string"
            attributes = {"id": f"{domain}-{name}", "for": domain, "attr.name": name, "attr.type": kind}
            etree.SubElement(root, f"{{{NAMESPACE}}}key", attributes)
    graph = etree.SubElement(root, f"{{{NAMESPACE}}}graph", {"id": "citations", "edgedefault": "directed"})
    for document in documents:
        _element(graph, "node", {"id": document.doc_id}, {**document.model_dump(), "kind": "document",
                 "label": _label(document) or document.source})  # fmt: skip
    for name, citation in acts.items():
        values = {**citation.model_dump(), "kind": "act", "label": _label(citation) or name}
        _element(graph, "node", {"id": plain(name)}, values)
    for (source, aim), found in edges.items():
        _element(graph, "edge", {"source": source, "target": plain(aim)}, _edge(found))
    return root


def _edge(found: list[Citation]) -> dict[str, Any]:
    roles = Counter(citation.role for citation in found)
    return {
        "role": next(role for role in _ROLES if role in roles),
        "mentions": len(found),
        "first_page": found[0].page,
        "quote": " ".join(found[0].quote.split()),
    }


def _key(act: DocumentRecord | Citation) -> tuple[str, ...] | None:
    """What tells an act from every other, if all of it is known: type, number, symbol, year and, of a plan, its issuer.

    Every commune has a plan 12/KH-UBND: without the issuer they would be one.
    """
    year = (act.issued_on or "")[:4]
    if not (act.number and act.symbol and year and act.issuer):
        return None
    return act.doc_type or "", act.number.lstrip("0"), act.symbol.casefold(), year, act.issuer.casefold()


def _known(citation: Citation) -> int:
    return sum(value is not None for value in (citation.number, citation.issued_on, citation.issuer, citation.title))


def _label(act: DocumentRecord | Citation) -> str:
    return "/".join(filter(None, (act.number, act.symbol))) or act.title or ""


def _element(parent: Any, name: str, attributes: Mapping[str, str], values: Mapping[str, Any]) -> None:
    made = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", dict(attributes))
    for key in _NODE if name == "node" else _EDGE:
        if values.get(key) is not None:
            etree.SubElement(made, f"{{{NAMESPACE}}}data", {"key": f"{name}-{key}"}).text = plain(str(values[key]))
