"""From words on a page to paragraphs and tables in reading order; the same for digital pages and for scans."""
