-- Row count: homes added, new or changed. Points in EPSG:27700.
insert into home (landlord, uprn, kind, subname, name, number, street, locality, town, postcode,
                  parent_uprn, estate, managed, storeys, tenure, property_reference, scheme_kind,
                  point, content, first_batch)
select %(landlord)s, uprn, kind, subname, name, number, street, locality, town, postcode,
       parent_uprn, estate, managed, storeys, tenure, property_reference, scheme_kind,
       st_setsrid(st_makepoint(easting_m, northing_m), 27700), content, %(batch)s
  from staged_home
