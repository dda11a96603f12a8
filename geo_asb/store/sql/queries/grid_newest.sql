-- id, width in metres and basis of a landlord's newest grid over homes of one source.
select id, across_m, basis from grid
 where landlord = %(landlord)s and homes_of = %(homes_of)s and across_m = %(across_m)s
 order by id desc limit 1
