-- Nothing comes back. A place for police rows, EPSG:27700; no coordinates where none were given.
create temp table staged_police (
    month date, force text, place text, lsoa_code text, crime_type text,
    easting_m double precision, northing_m double precision, occurrence integer, content bytea
) on commit drop
