-- UPRN, street, storeys, homes and managed homes of each block or split house with a home.
select b.uprn, b.street, b.storeys, count(*)::integer as homes,
       (count(*) filter (where h.managed))::integer as managed_homes
  from home b
  join home h on h.landlord = b.landlord and h.parent_uprn = b.uprn and h.last_batch is null
             and h.kind in ('house', 'flat')
 where b.landlord = %(landlord)s and b.last_batch is null and b.kind = 'parent'
 group by b.uprn, b.street, b.storeys
 order by b.uprn
