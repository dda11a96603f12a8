-- version_id, x, y (EPSG:27700), radius of a landlord's current homes not yet in an area of this kind.
select h.version_id, st_x(h.point) as x_m, st_y(h.point) as y_m, 0 as radius_m
  from home h
 where h.landlord = %(landlord)s and h.last_batch is null and h.kind in ('house', 'flat')
   and not exists (select from home_area a
                    where a.version_id = h.version_id and a.kind = %(kind)s
                      and a.boundary_year = %(boundary_year)s)
 order by h.version_id
