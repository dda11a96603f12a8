-- Row count: 1, the answer added. Point in EPSG:27700.
insert into geocode_correction (landlord, place, uprn, point, role, first_batch)
values (%(landlord)s, %(place)s, %(uprn)s,
        st_setsrid(st_makepoint(%(easting_m)s::double precision, %(northing_m)s::double precision),
                   27700),
        %(role)s, %(batch)s)
