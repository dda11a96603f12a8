-- Row count: the session that ended.
delete from session where token_sha256 = %(token_sha256)s
