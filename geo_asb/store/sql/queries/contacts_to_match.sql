-- version_id, day, types, address, postcode, uprn, role, home and block of a landlord's current
-- contacts.
select c.version_id, c.received_at::date as received_on, c.type_codes,
       c.given_address, c.given_postcode, c.given_uprn, c.role, l.home_uprn, l.block_uprn
  from contact c
  left join contact_location l using (version_id)
 where c.landlord = %(landlord)s and c.last_batch is null
 order by c.version_id
