"""One file for each page: layout, then short callbacks."""
