"""One module for each form that a plan is rendered to: text, DOCX, PDF, scan."""
