"""One record at a time: from a file to a case that has a place."""
