"""One file for each kind of source: a path in, records and rejects out."""
