-- id, kind, exported_on, first and last day covered, rows rejected: batches of a landlord that
-- stored something, oldest first.
select id, kind, exported_on, lower(covers) as covers_start, upper(covers) as covers_end,
       rows_rejected
  from batch
 where landlord = %(landlord)s and rows_stored > 0
 order by id
