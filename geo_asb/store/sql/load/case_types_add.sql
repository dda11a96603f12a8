-- Row count: types of the cases just added, in the row's order.
insert into case_type (version_id, position, code, source_label)
select c.version_id, t.position, t.code, t.label
  from staged_case s
  join asb_case c on c.landlord = %(landlord)s and c.case_id = s.case_id and c.last_batch is null,
       unnest(s.type_codes, s.source_labels) with ordinality as t (code, label, position)
