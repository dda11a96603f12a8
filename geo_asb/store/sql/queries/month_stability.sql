-- type_group, across_m, hot_cells, staying: how many hot cells stay hot on another grid, the grid of
-- larger cells last.
select type_group, across_m, hot_cells, staying
  from run_stability
 where month_run = %(month_run)s
 order by type_group, across_m, origin_east_m, origin_north_m
