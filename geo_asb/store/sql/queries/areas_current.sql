-- code, name and shape (MultiPolygon, EPSG:27700) of a landlord's current areas of one kind and year.
select code, name, shape
  from area
 where landlord = %(landlord)s and kind = %(kind)s and boundary_year = %(boundary_year)s
   and last_batch is null
 order by code
