"""The table of the rules across documents: what was planted is counted, and nothing fires on the clean batches."""

from __future__ import annotations

from corpus.batches import batch_names, batch_slips
from corpus.evaluate.batch_report import precision_across, tallies_of_batches


def test_every_slip_across_documents_is_counted_and_every_finding_stands_on_one() -> None:
    tallies = tallies_of_batches()
    planted = {found.rule for name in batch_names() for slip in batch_slips(name) for found in slip.findings}
    assert planted & tallies.keys()
    assert sum(tally.wanted for tally in tallies.values()) >= len(tallies)
    assert all(tally.right == tally.found and tally.recalled == tally.wanted for tally in tallies.values())
    assert len(list(precision_across())) == len(tallies) + 4
