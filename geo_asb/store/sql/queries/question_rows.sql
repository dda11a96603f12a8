-- batch, file_name, row and reason of a landlord's current cases that give a place which could not
-- be found. Restricted cases are never mapped, so their places are no question.
select b.id as batch, b.file_name, b.kind, c.row_number, l.reason
  from asb_case c
  join location l using (version_id)
  join batch b on b.id = c.export_order
 where c.landlord = %(landlord)s and c.last_batch is null and not c.restricted
   and l.rung = 'none' and c.given_address || c.given_postcode || c.given_uprn <> ''
   and b.id = coalesce(%(batch)s, b.id)
 order by b.id, c.row_number
