-- id, kind, exported_on, first and last day covered, rows rejected: batches of a landlord that
-- changed something a figure of cases can rest on, oldest first. The base map is scenery, and what
-- stands beside the cases changes no count of them.
select id, kind, exported_on, lower(covers) as covers_start, upper(covers) as covers_end,
       rows_rejected
  from batch
 where landlord = %(landlord)s and rows_stored + rows_withdrawn > 0
   and kind not like 'base map%%'
   and kind not like '%% contacts'
   and kind not like '%% incidents'
   and kind not in ('cameras', 'activities', 'actions', 'blocks', 'inspections', 'enforcement',
                    'lookup', 'deprivation')
 order by id
