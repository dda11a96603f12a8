-- Row count: rows added, new or changed; a row's own number, where there is one, comes last and by
-- itself.
insert into {table} select * from staged_version
