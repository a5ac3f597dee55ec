"""The HTTP interface beside the review pages: other programs read the dataset, hand in documents, hear of results."""
