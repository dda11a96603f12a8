-- Nothing comes back. A place for a boundary file's areas, EPSG:27700.
create temp table staged_area (
    code text, name text, shape geometry(MultiPolygon, 27700), content bytea
) on commit drop
