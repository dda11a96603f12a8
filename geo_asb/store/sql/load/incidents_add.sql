-- Row count: incidents of the cases just added.
insert into incident (version_id, position, began_at, ended_at, has_time)
select c.version_id, t.position, t.began_at, t.ended_at, t.has_time
  from staged_case s
  join asb_case c on c.landlord = %(landlord)s and c.case_id = s.case_id and c.last_batch is null,
       unnest(s.began_at, s.ended_at, s.has_time) with ordinality
           as t (began_at, ended_at, has_time, position)
