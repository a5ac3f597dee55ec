"""The real documents for which there is a truth, where their folder is at hand."""

from __future__ import annotations

import pytest

from corpus.evaluate.documents import GOLD, REAL_FOLDER, evaluate_real, real_folder
from corpus.evaluate.gate import losses, read_baseline
from corpus.evaluate.report import Evaluation


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.skipif(real_folder() is None, reason=f"{REAL_FOLDER} names no folder of real documents")
def test_no_figure_over_the_real_documents_has_fallen() -> None:
    folder = real_folder()
    assert folder is not None
    documents = tuple(evaluate_real(folder, workers=1, forms=(GOLD,)))
    assert [document.failure for document in documents if document.failure] == []
    assert list(losses(Evaluation(documents), read_baseline())) == []
