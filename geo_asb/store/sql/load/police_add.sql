-- Row count: police reports added. Points in EPSG:27700.
insert into police_report (landlord, month, force, place, lsoa_code, crime_type, point,
                           occurrence, content, first_batch)
select %(landlord)s, s.month, s.force, s.place, s.lsoa_code, s.crime_type,
       st_setsrid(st_makepoint(s.easting_m, s.northing_m), 27700), s.occurrence, s.content,
       %(batch)s
  from staged_police s
on conflict (landlord, content) where last_batch is null do nothing
