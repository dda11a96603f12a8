-- version_id, address, postcode, uprn and role of a landlord's current contacts without a location.
select c.version_id, c.given_address as address, c.given_postcode as postcode,
       c.given_uprn as uprn, c.role
  from contact c
 where c.landlord = %(landlord)s and c.last_batch is null
   and not exists (select from contact_location l where l.version_id = c.version_id)
 order by c.given_address, c.given_postcode, c.given_uprn, c.version_id
