-- Row count: rows added, new or changed.
insert into {table} select * from staged_version
