-- One row for each current case of a landlord, restricted ones marked: what is known of it, where
-- it was put and how (x and y in EPSG:27700), ward of the given year, types, file and row.
select c.version_id, c.opened_on, c.source, c.restricted, coalesce(l.rung, 'none') as rung,
       coalesce(l.reason, '') as reason, l.probability, l.home_uprn, l.block_uprn,
       st_x(l.point) as easting_m, st_y(l.point) as northing_m, coalesce(l.role, c.role) as role,
       coalesce(w.code, '') as ward,
       (select array_agg(t.code order by t.position) from case_type t
         where t.version_id = c.version_id) as types,
       c.severity, c.channel, c.reporter_kind, c.tenure_scope, c.team,
       c.closed_on is not null as closed,
       exists (select from incident i where i.version_id = c.version_id) as has_day,
       exists (select from incident i where i.version_id = c.version_id and i.has_time)
           as has_time,
       c.given_address, c.given_postcode, c.given_uprn, b.file_name, c.row_number
  from asb_case c
  left join location l using (version_id)
  left join case_area w on w.version_id = c.version_id and w.kind = 'ward'
                       and w.boundary_year = %(ward_year)s
  join batch b on b.id = c.export_order
 where c.landlord = %(landlord)s and c.last_batch is null
 order by c.version_id
