-- report_id, x, y (EPSG:27700), radius of a landlord's police reports not yet in an area of this kind.
select r.report_id, st_x(r.point) as x_m, st_y(r.point) as y_m, 0 as radius_m
  from police_report r
 where r.landlord = %(landlord)s and r.last_batch is null and r.point is not null
   and not exists (select from police_area a
                    where a.report_id = r.report_id and a.kind = %(kind)s
                      and a.boundary_year = %(boundary_year)s)
 order by r.report_id
