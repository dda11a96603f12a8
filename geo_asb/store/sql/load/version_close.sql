-- Row count: stored rows of things that this file changes; they are closed.
update {table}
   set last_batch = %(batch)s
 where landlord = %(landlord)s and last_batch is null
   and ({thing}) in (select {thing} from staged_version)
