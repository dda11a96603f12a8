-- Row count: one line in the log of who saw what.
insert into view_log (user_name, role, level, kind, question, scope, batches)
values (%(user_name)s, %(role)s, %(level)s, %(kind)s, %(question)s, %(scope)s, %(batches)s)
