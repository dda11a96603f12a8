-- version_id, given address, postcode, uprn and role of a landlord's current cases without a location.
select c.version_id, c.given_address, c.given_postcode, c.given_uprn, c.role
  from asb_case c
 where c.landlord = %(landlord)s and c.last_batch is null
   and not exists (select from location l where l.version_id = c.version_id)
 order by c.version_id
