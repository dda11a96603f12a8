-- Row count: locations of a landlord's current contacts taken out, to be worked out again.
delete from contact_location l
 using contact c
 where c.version_id = l.version_id and c.landlord = %(landlord)s and c.last_batch is null
