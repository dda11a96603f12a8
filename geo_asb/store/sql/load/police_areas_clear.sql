-- Row count: area codes of a landlord's police reports taken out for one kind and boundary year.
delete from police_area a
 using police_report r
 where r.report_id = a.report_id and r.landlord = %(landlord)s
   and a.kind = %(kind)s and a.boundary_year = %(boundary_year)s
