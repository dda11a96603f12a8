-- name, ward, cases, expected, starts_on, last_on, reach_m, recurrence_runs: gatherings that are new
-- and beyond chance, the most striking first; no point.
select name, ward, cases, expected, starts_on, last_on, reach_m, recurrence_runs
  from space_time_alarm
 where month_run = %(month_run)s
 order by number
