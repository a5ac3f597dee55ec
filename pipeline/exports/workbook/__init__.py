"""The sheets of the workbook that ``xlsx`` writes."""
