"""What the reader of DOCX is made of: the package and its dangers, numbering, paragraphs, tables."""
