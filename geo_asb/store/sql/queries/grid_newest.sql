-- id, width in metres and basis of a landlord's newest grid over homes of one source; those with
-- another origin are for comparison alone.
select id, across_m, basis from grid
 where landlord = %(landlord)s and homes_of = %(homes_of)s and across_m = %(across_m)s
   and origin_east_m = 0 and origin_north_m = 0
 order by id desc limit 1
