-- version_id, address and postcode of a landlord's current contacts.
select version_id, given_address, given_postcode
  from contact
 where landlord = %(landlord)s and last_batch is null
