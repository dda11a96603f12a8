-- position, addresses and shape (MultiPolygon, EPSG:27700) of a release's areas.
select position, addresses, shape from release_shape where release = %(release)s order by position
