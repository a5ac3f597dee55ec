"""Where things stand in a plan: the head, the ladder of sections, the foot, the annexes."""

from extractors.outline.build import build_outline
from extractors.outline.model import Node, NodeKind, Outline

__all__ = ["Node", "NodeKind", "Outline", "build_outline"]
