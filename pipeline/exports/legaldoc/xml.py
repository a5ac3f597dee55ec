"""Elements of the namespace of Akoma Ntoso."""

from __future__ import annotations

import re
from typing import Any, Final

from lxml import etree

NAMESPACE: Final = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Element = Any
"""An element of lxml, which has no types."""


def element(parent: Element | None, tag: str, text: str = "", /, **attributes: str) -> Element:
    """A new element of the namespace, below a parent where there is one."""
    name = f"{{{NAMESPACE}}}{tag}"
    known = {key: plain(value) for key, value in attributes.items()}
    if parent is None:
        made = etree.Element(name, known, nsmap={None: NAMESPACE})
    else:
        made = etree.SubElement(parent, name, known)
    if text:
        made.text = plain(text)
    return made


def element_name(made: Element) -> str:
    """The name of an element without its namespace."""
    return str(etree.QName(made).localname)


def plain(text: str) -> str:
    """A text without the characters that XML 1.0 cannot hold, such as the form feed between pages."""
    return _NO_XML.sub("\ufffd", text)
