"""Reading pictures of pages: cleaning, engines, ruled tables, seals."""
