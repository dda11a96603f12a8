-- Row count: cases of a landlord's current contacts taken out, to be worked out again.
delete from contact_case m
 using contact c
 where c.version_id = m.version_id and c.landlord = %(landlord)s and c.last_batch is null
