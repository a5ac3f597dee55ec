"""Files that break or attack programs which read them, made anew each time; none of them is kept in the tree."""
