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
)
select name, coalesce(hash, '') from hashes order by name
