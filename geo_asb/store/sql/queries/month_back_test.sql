-- forecast, percent, cases, hit_rate, pai: what last month's map held of this month's cases.
select forecast, percent, cases, hit_rate, pai
  from back_test
 where month_run = %(month_run)s
 order by percent,
          array_position(array['hot cells', 'a year''s cases', 'last month''s counts', 'kernel surface'],
                         forecast)
