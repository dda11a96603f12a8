-- place, uprn, x, y (EPSG:27700), role: a landlord's current answers to place texts.
select place, uprn, st_x(point) as easting_m, st_y(point) as northing_m, role
  from geocode_correction
 where landlord = %(landlord)s and last_batch is null
