"""How a plan hands out work: by unit headings, by lines that name the doers, by sentences, by tables."""
