-- Row count: types of the cases just added, in the row's order.
insert into case_type (version_id, position, code, source_label)
select s.version_id, t.position, t.code, t.label
  from staged_case s,
       unnest(s.type_codes, s.source_labels) with ordinality as t (code, label, position)
