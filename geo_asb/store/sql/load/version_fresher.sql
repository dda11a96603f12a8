-- Row count: stored rows that this file says again; they are now as fresh as it is.
update {table}
   set made_on = %(made_on)s, file_order = %(file_order)s
 where landlord = %(landlord)s and last_batch is null
   and ({thing}, content) in (select {thing}, content from staged_version)
