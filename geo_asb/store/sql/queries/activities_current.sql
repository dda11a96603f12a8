-- A landlord's current activities: id, kind, area, estate and place as the file words them, x and y
-- (EPSG:27700, null where no point is known), first and last day, whether done at a home.
select activity_id, kind, area, estate, place, st_x(point) as x_m, st_y(point) as y_m,
       starts_on, last_on, at_home
  from activity
 where landlord = %(landlord)s and last_batch is null
 order by starts_on, activity_id
