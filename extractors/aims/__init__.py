"""Quantified aims in running text: the number, its bound and unit, when it is due, and what it measures."""
