-- Row count: rejects of a batch that now name the case they stand for.
update reject r set case_id = n.case_id
  from unnest(%(rows)s::integer[], %(case_ids)s::uuid[]) as n (row_number, case_id)
 where r.batch = %(batch)s and r.row_number = n.row_number
