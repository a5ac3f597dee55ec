"""Findings where people read them: spreadsheet, SARIF, JUnit, comments in the documents themselves."""
