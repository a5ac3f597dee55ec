"""What a plan says: outline, document fields, citations, targets, tasks, deadlines, tables, units, places."""
