"""What the readers of plain text and Markdown share: decoding, markup, lines, tables, paragraphs."""
