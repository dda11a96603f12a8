-- kind, places, top_places, cases, share, by_chance, chance_low, chance_high: what share of all
-- cases the twentieth of places with most hold.
select kind, places, top_places, cases, share, by_chance, chance_low, chance_high
  from run_concentration
 where month_run = %(month_run)s and type_group = ''
 order by array_position(array['home', 'block', 'cell'], kind)
