-- version_id, x, y (EPSG:27700), radius of a landlord's placed current contacts not yet in an area
-- of this kind; a contact placed on an estate as a whole is sure of that estate.
select c.version_id, st_x(l.point) as x_m, st_y(l.point) as y_m,
       case when l.rung = 'estate' and %(kind)s = 'estate' then 0 else coalesce(l.radius_m, 0) end
           as radius_m
  from contact c join contact_location l using (version_id)
 where c.landlord = %(landlord)s and c.last_batch is null and l.point is not null
   and not exists (select from contact_area a
                    where a.version_id = c.version_id and a.kind = %(kind)s
                      and a.boundary_year = %(boundary_year)s)
 order by c.version_id
