-- Row count: staged areas equal to what is stored, taken out of the staging table.
delete from staged_area s
 using area a
 where a.landlord = %(landlord)s and a.kind = %(kind)s and a.boundary_year = %(boundary_year)s
   and a.code = s.code and a.last_batch is null and a.content = s.content
