-- Row count: area codes of some contacts taken out.
delete from contact_area where version_id = any(%(versions)s)
