-- Row count: locations of some case versions taken out, to be worked out again.
delete from location where version_id = any(%(versions)s)
