-- How many staged reports are stored from the other kind of file: a CSV names a force, the API not.
select count(*)
  from staged_police s
 where exists (select 1
                 from police_report r
                where r.landlord = %(landlord)s and r.last_batch is null
                  and r.month = s.month and r.place = s.place
                  and (r.force = '') <> (s.force = '')
                  and st_x(r.point) is not distinct from s.easting_m
                  and st_y(r.point) is not distinct from s.northing_m)
