"""The ground floor: the document model, the records of the dataset, the store and the exports."""
