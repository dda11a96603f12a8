-- Row count: areas added, new or changed. MultiPolygon, EPSG:27700.
insert into area (landlord, kind, boundary_year, code, name, shape, content, first_batch)
select %(landlord)s, %(kind)s, %(boundary_year)s, s.code, s.name, s.shape, s.content, %(batch)s
  from staged_area s
 where not exists (select from area a
                    where a.landlord = %(landlord)s and a.kind = %(kind)s
                      and a.boundary_year = %(boundary_year)s and a.code = s.code
                      and a.last_batch is null)
