"""The exports of findings, each read back as its user would read it."""
