-- Row count: stored homes that this file changes; the old rows are closed.
update home h
   set last_batch = %(batch)s
  from staged_home s
 where h.landlord = %(landlord)s and h.uprn = s.uprn and h.last_batch is null
