-- Row count: locations of a landlord's current cases taken out, to be worked out again.
delete from location l
 using asb_case c
 where c.version_id = l.version_id and c.landlord = %(landlord)s and c.last_batch is null
