-- Row count: areas added, new or changed. MultiPolygon, EPSG:27700.
insert into area (landlord, kind, boundary_year, code, name, shape, content, first_batch)
select %(landlord)s, %(kind)s, %(boundary_year)s, code, name, shape, content, %(batch)s
  from staged_area
