"""Values in one form: Unicode, numbers, dates, symbols, units, places; recovery of damaged text."""
