"""geo_asb."""
