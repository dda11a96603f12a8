-- A landlord's current directory of postcodes; easting and northing in metres, EPSG:27700.
select postcode, st_x(point) as easting_m, st_y(point) as northing_m
  from postcode
 where landlord = %(landlord)s and last_batch is null
