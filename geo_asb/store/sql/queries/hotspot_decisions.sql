-- verdict, reason, cells added and taken, who, when and for which month: every decision on a
-- hotspot, oldest first.
select verdict, reason, cells_added, cells_taken, decided_by, decided_at, month
  from hotspot_decision
 where landlord = %(landlord)s and key = %(key)s
 order by id
