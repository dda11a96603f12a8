-- Row count: area codes of a landlord's current contacts taken out for one kind and boundary year.
delete from contact_area a
 using contact c
 where c.version_id = a.version_id and c.landlord = %(landlord)s and c.last_batch is null
   and a.kind = %(kind)s and a.boundary_year = %(boundary_year)s
