-- One row for each current contact of a landlord: day, source, who reported, rung, ward of the given
-- year, whether a case was found and why, and whether it, or a case that fits, is restricted.
select c.received_at::date as received_on, c.source, c.reporter_kind,
       coalesce(l.rung, 'none') as rung, coalesce(w.code, '') as ward,
       m.case_id is not null as has_case, coalesce(m.why, '') as why,
       c.restricted or coalesce(m.restricted, false) as restricted
  from contact c
  left join contact_location l using (version_id)
  left join contact_area w on w.version_id = c.version_id and w.kind = 'ward'
                          and w.boundary_year = %(ward_year)s
  left join contact_case m on m.version_id = c.version_id
 where c.landlord = %(landlord)s and c.last_batch is null
 order by c.version_id
