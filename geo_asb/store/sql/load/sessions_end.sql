-- Row count: sessions of a user that ended.
delete from session where user_name = %(name)s
