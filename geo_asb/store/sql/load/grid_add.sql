-- The id of the grid, new or as it was; null rows cannot happen.
with added as (
    insert into grid (landlord, homes_of, across_m, content, basis, origin_east_m, origin_north_m)
    values (%(landlord)s, %(homes_of)s, %(across_m)s, %(content)s, %(basis)s,
            %(origin_east_m)s, %(origin_north_m)s)
    on conflict (landlord, homes_of, across_m, content) do nothing
    returning id
)
select id, true as is_new from added
union all
select id, false from grid
 where landlord = %(landlord)s and homes_of = %(homes_of)s and across_m = %(across_m)s
   and content = %(content)s
limit 1
