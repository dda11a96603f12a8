-- Row count: one new session.
insert into session (token_sha256, user_name) values (%(token_sha256)s, %(user_name)s)
