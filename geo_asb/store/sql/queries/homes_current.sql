-- A landlord's current gazetteer; easting and northing in metres, EPSG:27700.
select uprn, kind, subname, name, number, street, locality, town, postcode, parent_uprn, estate,
       st_x(point) as easting_m, st_y(point) as northing_m, managed, storeys, tenure,
       property_reference, scheme_kind
  from home
 where landlord = %(landlord)s and last_batch is null
 order by uprn
