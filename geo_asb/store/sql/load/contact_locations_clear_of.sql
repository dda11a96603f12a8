-- Row count: locations of some contacts taken out, to be worked out again.
delete from contact_location where version_id = any(%(versions)s)
