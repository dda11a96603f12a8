-- Nothing comes back. A place for a gazetteer file's rows, EPSG:27700, gone with the transaction.
create temp table staged_home (
    uprn text, kind text, subname text, name text, number text, street text, locality text,
    town text, postcode text, parent_uprn text, estate text, managed boolean, storeys integer,
    tenure text, easting_m double precision, northing_m double precision, property_reference text,
    scheme_kind text, content bytea
) on commit drop
