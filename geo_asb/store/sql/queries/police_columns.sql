-- One row for each police report of a landlord: month, x and y (EPSG:27700, null where the file
-- gives no point), ward of the given year, the street the file names.
select r.month, st_x(r.point) as x_m, st_y(r.point) as y_m, nullif(w.code, '') as ward, r.place
  from police_report r
  left join police_area w on w.report_id = r.report_id and w.kind = 'ward'
                         and w.boundary_year = %(ward_year)s
 where r.landlord = %(landlord)s and r.last_batch is null
 order by r.month, r.report_id
