-- Boundary years of the wards a landlord has loaded, newest first.
select distinct boundary_year from area
 where landlord = %(landlord)s and kind = 'ward' and last_batch is null
 order by boundary_year desc
