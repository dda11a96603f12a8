-- part, type_group, refused, caveats: each question of a monthly run.
select part, type_group, refused, caveats
  from month_part
 where month_run = %(month_run)s
 order by part, type_group
