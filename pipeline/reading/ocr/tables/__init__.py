"""Tables on pictures of pages: the grid from its rules, the cells from sheets that are read in few calls."""
