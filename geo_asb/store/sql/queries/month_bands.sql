-- type_group, space_band, day_band, observed, expected, ratio, p: pairs of cases by how near and how
-- soon, nearest and soonest first.
select type_group, space_band, day_band, observed, expected, ratio, p
  from near_repeat_band
 where month_run = %(month_run)s
 order by type_group, low_m, space_band desc, low_days
