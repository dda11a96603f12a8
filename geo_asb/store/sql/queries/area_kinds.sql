-- kind and boundary year of the areas a landlord has loaded.
select distinct kind, boundary_year from area
 where landlord = %(landlord)s and last_batch is null
 order by kind, boundary_year
