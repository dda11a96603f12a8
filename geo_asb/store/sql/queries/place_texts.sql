-- version_id, address and postcode of a landlord's current cases, single corrections applied.
select c.version_id, coalesce(a.value, c.given_address) as address,
       coalesce(p.value, c.given_postcode) as postcode
  from asb_case c
  left join case_correction a on a.landlord = c.landlord and a.case_id = c.case_id
                             and a.field = 'address' and a.last_batch is null
  left join case_correction p on p.landlord = c.landlord and p.case_id = c.case_id
                             and p.field = 'postcode' and p.last_batch is null
 where c.landlord = %(landlord)s and c.last_batch is null
