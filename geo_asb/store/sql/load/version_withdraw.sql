-- Row count: stored rows of things that a complete file does not hold; they are closed.
update {table}
   set last_batch = %(batch)s
 where landlord = %(landlord)s and last_batch is null
   and (made_on, file_order) < (%(made_on)s, %(file_order)s)
   and exists (select from batch where id = %(batch)s and complete)
