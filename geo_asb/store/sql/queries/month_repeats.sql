-- kind, name, ward, homes, storeys, cases, first_on, last_on, verdict: places that keep coming back,
-- those that do so now first, most cases first; no UPRN, no point.
select kind, name, ward, homes, storeys, cases, first_on, last_on, verdict
  from repeat_place
 where month_run = %(month_run)s
 order by verdict <> 'repeats now', cases desc, last_on desc, kind, place
