-- West, south, east and north (EPSG:27700, metres) of a landlord's mappable cases; null where none
-- has a point.
select st_xmin(all_points), st_ymin(all_points), st_xmax(all_points), st_ymax(all_points)
  from (select st_extent(point) as all_points
          from mappable_case where landlord = %(landlord)s) as extent
