-- Row count: stored areas whose name or shape this file changes; the old rows are closed.
update area a
   set last_batch = %(batch)s
  from staged_area s
 where a.landlord = %(landlord)s and a.kind = %(kind)s and a.boundary_year = %(boundary_year)s
   and a.code = s.code and a.last_batch is null
