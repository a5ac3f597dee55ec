"""Time expressions that bound a task or a report: where they stand, and whether they do."""
