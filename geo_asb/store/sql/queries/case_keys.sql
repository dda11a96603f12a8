-- One row for each mappable case of a landlord, in the order of case_columns: version, home, block
-- (UPRNs, null where not known), street of the home or block, whether the tenure is managed.
select m.version_id, m.home_uprn, m.block_uprn, coalesce(h.street, b.street, '') as street,
       m.tenure_scope = 'managed' as managed
  from mappable_case m
  left join home h on h.landlord = m.landlord and h.uprn = m.home_uprn and h.last_batch is null
  left join home b on b.landlord = m.landlord and b.uprn = m.block_uprn and b.last_batch is null
 where m.landlord = %(landlord)s
 order by m.opened_on, m.version_id
