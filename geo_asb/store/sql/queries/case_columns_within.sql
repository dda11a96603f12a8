-- One row for each mappable case of a landlord whose point lies in a box (EPSG:27700, metres), or a
-- hair outside: version id, and the columns of case_columns; in the order of version ids.
select m.version_id, m.opened_on, m.severity, m.role, m.reporter_kind,
       coalesce(m.rung, 'none') as rung, st_x(m.point) as x_m, st_y(m.point) as y_m,
       (select array_agg(t.code order by t.position) from case_type t
         where t.version_id = m.version_id) as type_codes,
       nullif(w.code, '') as ward, nullif(e.code, '') as estate, m.youth_related
  from mappable_case m
  left join case_area w on w.version_id = m.version_id and w.kind = 'ward'
                       and w.boundary_year = %(ward_year)s
  left join case_area e on e.version_id = m.version_id and e.kind = 'estate'
                       and e.boundary_year = 0
 where m.landlord = %(landlord)s
   and m.point && st_makeenvelope(%(west_m)s, %(south_m)s, %(east_m)s, %(north_m)s, 27700)
 order by m.version_id
