-- batch, file_name, kind, row, column, reason, state and dismissed_for of every reject of a
-- landlord, or of one batch. A reject that names its case is closed once a newer file says
-- something readable of it, declares not to count it, or rejects it again; one that names none,
-- once a file of its name and kind comes again that surely stands for the same rows: the same
-- content, an export of the same day, a complete one of the same days, or a file without a day.
-- What a steward dismissed stays dismissed for the same fault of that case.
select b.id as batch, b.file_name, b.kind, r.row_number, r.column_name, r.reason,
       case
           when r.dismissed_for is not null or exists (
               select from reject d
                where d.case_id = r.case_id and d.column_name = r.column_name
                  and d.reason = r.reason and d.dismissed_for is not null
           ) then 'dismissed'
           when r.case_id is not null and (exists (
               select from asb_case c  -- twice, as current and closed rows have an index each
                where c.landlord = b.landlord and c.case_id = r.case_id and c.last_batch is null
                  and (c.exported_on, c.export_order)
                      > (coalesce(b.exported_on, c.exported_on), b.first_load)
           ) or exists (
               select from asb_case c
                where c.landlord = b.landlord and c.case_id = r.case_id
                  and c.last_batch is not null
                  and (c.exported_on, c.export_order)
                      > (coalesce(b.exported_on, c.exported_on), b.first_load)
           ) or exists (
               select from case_set_aside s join batch l on l.id = s.batch
                where s.case_id = r.case_id
                  and (coalesce(l.exported_on, b.exported_on, '-infinity'), l.first_load)
                      > (coalesce(b.exported_on, l.exported_on, '-infinity'), b.first_load)
           ) or exists (
               select from reject later join batch l on l.id = later.batch
                where later.case_id = r.case_id
                  and (coalesce(l.exported_on, b.exported_on, '-infinity'), l.first_load, l.id)
                      > (coalesce(b.exported_on, l.exported_on, '-infinity'), b.first_load, b.id)
           )) then 'closed'
           when r.case_id is null and exists (
               select from batch l
                where l.landlord = b.landlord and l.kind = b.kind
                  and l.file_name = b.file_name and l.id > b.id
                  and (l.file_sha256 = b.file_sha256 or l.exported_on = b.exported_on
                       or (coalesce(l.covers @> b.covers, b.covers is null)
                           and case when b.exported_on is null then l.exported_on is null
                                    else l.complete and l.exported_on > b.exported_on end))
           ) then 'closed'
           else 'open'
       end as state,
       r.dismissed_for
  from reject r join batch b on b.id = r.batch
 where b.landlord = %(landlord)s and b.id = coalesce(%(batch)s, b.id)
 order by b.id, r.row_number, r.id
