-- x and y (EPSG:27700), street, ward of the given year, estate and managed of each home.
select st_x(h.point) as x_m, st_y(h.point) as y_m, h.street, nullif(w.code, '') as ward, nullif(e.code, '') as estate,
       h.managed
  from home h
  left join home_area w on w.version_id = h.version_id and w.kind = 'ward'
                       and w.boundary_year = %(ward_year)s
  left join home_area e on e.version_id = h.version_id and e.kind = 'estate'
                       and e.boundary_year = 0
 where h.landlord = %(landlord)s and h.last_batch is null and h.kind in ('house', 'flat')
 order by h.uprn
