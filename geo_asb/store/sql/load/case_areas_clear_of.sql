-- Row count: area codes of some case versions taken out.
delete from case_area where version_id = any(%(versions)s)
