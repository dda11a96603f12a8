-- Row count: the user whose failures were forgotten.
update app_user set failures = 0, locked_until = null where name = %(name)s
