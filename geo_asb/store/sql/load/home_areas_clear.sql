-- Row count: area codes of a landlord's current homes taken out for one kind and boundary year.
delete from home_area a
 using home h
 where h.version_id = a.version_id and h.landlord = %(landlord)s and h.last_batch is null
   and a.kind = %(kind)s and a.boundary_year = %(boundary_year)s
