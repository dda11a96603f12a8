-- Row count: stored cases that this export changes; the old rows are closed.
update asb_case c
   set last_batch = %(batch)s
  from staged_case s
 where c.landlord = %(landlord)s and c.case_id = s.case_id and c.last_batch is null
