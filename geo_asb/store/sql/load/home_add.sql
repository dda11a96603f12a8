-- Row count: homes added, new or changed. Points in EPSG:27700.
insert into home (landlord, uprn, kind, subname, name, number, street, locality, town, postcode,
                  parent_uprn, estate, managed, storeys, tenure, point, content, first_batch)
select %(landlord)s, s.uprn, s.kind, s.subname, s.name, s.number, s.street, s.locality, s.town,
       s.postcode, s.parent_uprn, s.estate, s.managed, s.storeys, s.tenure,
       st_setsrid(st_makepoint(s.easting_m, s.northing_m), 27700), s.content, %(batch)s
  from staged_home s
 where not exists (select from home h
                    where h.landlord = %(landlord)s and h.uprn = s.uprn and h.last_batch is null)
