"""The other forms of the dataset: CSV, Parquet, data package, spreadsheet tables."""
