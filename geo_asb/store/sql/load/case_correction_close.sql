-- Row count: 1 where a current correction of this fact is closed.
update case_correction set last_batch = %(batch)s
 where landlord = %(landlord)s and case_id = %(case_id)s and field = %(field)s
   and last_batch is null
