-- name and hash of what each table of runs says, whatever the order or number of runs: no ids, no
-- times of running, no data versions.
with head as (
    select id, landlord || layer || month as key from month_run
), hashes (name, hash) as (
    select 'run', md5(string_agg(concat_ws('|', r.landlord, layer, g.across_m, g.origin_east_m,
                                           encode(g.content, 'hex'), month, window_months,
                                           type_group, method_version, cases, tested, left_out,
                                           dispersion, placed_share, caveats), ','
                                 order by r.landlord, layer, g.across_m, g.origin_east_m, month,
                                          window_months, type_group))
      from run r join grid g on g.id = r.grid
    union all
    select 'run_cell', md5(string_agg(concat_ws('|', r.landlord, r.layer, g.across_m,
                                                g.origin_east_m, r.month, r.window_months,
                                                r.type_group, position, c.cases, expected, score,
                                                p, adjusted_p, verdict), ','
                                      order by r.landlord, r.layer, g.across_m, g.origin_east_m,
                                               r.month, r.window_months, r.type_group, position))
      from run_cell c join run r on r.id = c.run join grid g on g.id = r.grid
    union all
    select 'month_part', md5(string_agg(concat_ws('|', key, part, type_group, method_version,
                                                  counted, left_out, refused, caveats), ','
                                        order by key, part, type_group))
      from month_part join head on head.id = month_run
    union all
    select 'run_stability', md5(string_agg(concat_ws('|', key, type_group, across_m, origin_east_m,
                                                     origin_north_m, hot_cells, staying), ','
                                           order by key, type_group, across_m, origin_east_m))
      from run_stability join head on head.id = month_run
    union all
    select 'hotspot', md5(string_agg(concat_ws('|', head.key, h.type_group, h.key, name, ward,
                                               state, strong, likely, cases, expected, homes,
                                               addresses, now, before), ','
                                     order by head.key, h.type_group, h.key))
      from hotspot h join head on head.id = month_run
    union all
    select 'hotspot_cell', md5(string_agg(concat_ws('|', head.key, h.type_group, h.key, position,
                                                    cell_id), ','
                                          order by head.key, h.type_group, h.key, position))
      from hotspot_cell h join head on head.id = month_run
    union all
    select 'repeat_place', md5(string_agg(concat_ws('|', head.key, kind, place, name, ward, homes, storeys, cases,
                                      most_in_window, first_on, last_on, median_gap_days, verdict), ','
                          order by head.key, kind, place))
      from repeat_place p join head on head.id = p.month_run
    union all
    select 'near_repeat_band', md5(string_agg(concat_ws('|', head.key, type_group, space_band, day_band, observed,
                                      expected, sd, ratio, p.p), ','
                          order by head.key, type_group, space_band, day_band))
      from near_repeat_band p join head on head.id = p.month_run
    union all
    select 'case_cluster', md5(string_agg(concat_ws('|', head.key, number, name, ward, cases, places, first_on,
                                      last_on, x_m, y_m, reach_m), ','
                          order by head.key, number))
      from case_cluster p join head on head.id = p.month_run
    union all
    select 'space_time_alarm', md5(string_agg(concat_ws('|', head.key, number, name, ward, x_m, y_m, reach_m, starts_on,
                                      last_on, cases, expected, p.p, recurrence_runs), ','
                          order by head.key, number))
      from space_time_alarm p join head on head.id = p.month_run
    union all
    select 'run_concentration', md5(string_agg(concat_ws('|', head.key, type_group, kind, places, cases, share, by_chance,
                                      chance_low, chance_high, p.p, gini), ','
                          order by head.key, type_group, kind))
      from run_concentration p join head on head.id = p.month_run
    union all
    select 'back_test', md5(string_agg(concat_ws('|', head.key, forecast, percent, cells, area_share, cases, hit_rate,
                                      pai, pei, rri), ','
                          order by head.key, forecast, percent))
      from back_test p join head on head.id = p.month_run
    union all
    select 'area_rate', md5(string_agg(concat_ws('|', head.key, kind, homes_of, code, cases, homes, storeys, rate, low,
                                      high, shrunk, rank, rank_low, rank_high, verdict), ','
                          order by head.key, kind, homes_of, code))
      from area_rate p join head on head.id = p.month_run
    union all
    select 'week_times', md5(string_agg(concat_ws('|', head.key, type_group, ward, cases, unknown,
                                                  unknown_share, refused), ','
                                        order by head.key, type_group, ward))
      from week_times join head on head.id = month_run
    union all
    select 'week_band', md5(string_agg(concat_ws('|', head.key, type_group, ward, weekday,
                                                 from_hour, weight), ','
                                       order by head.key, type_group, ward, weekday, from_hour))
      from week_band join head on head.id = month_run
    union all
    select 'hotspot_hours', md5(string_agg(concat_ws('|', head.key, type_group, h.key, by_day,
                                                     by_night, unknown, landlord_share, h.p,
                                                     adjusted_p, verdict), ','
                                           order by head.key, type_group, h.key))
      from hotspot_hours h join head on head.id = month_run
    union all
    select 'case_cluster_case', md5(string_agg(concat_ws('|', head.key, number, case_id), ','
                                    order by head.key, number, case_id))
      from case_cluster_case p join head on head.id = p.month_run join asb_case using (version_id)
)
select name, coalesce(hash, '') from hashes order by name
