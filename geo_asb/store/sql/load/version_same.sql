-- Row count: staged rows of things that are stored just so, taken out of the staging table.
delete from staged_version
 where ({thing}, content) in (select {thing}, content from {table}
                               where landlord = %(landlord)s and last_batch is null)
