-- Row count: rejects of a batch, or of some of its rows, that a steward sets aside.
update reject r
   set dismissed_for = %(reason)s, dismissed_at = now()
  from batch b
 where b.id = r.batch and b.landlord = %(landlord)s and b.id = %(batch)s
   and (%(rows)s::integer[] is null or r.row_number = any(%(rows)s::integer[]))
   and r.dismissed_for is null
