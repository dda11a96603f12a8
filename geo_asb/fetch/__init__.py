"""Open data from the publishers' own services to files that `geo-asb load` reads."""
