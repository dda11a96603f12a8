-- One row for each incident of known time of a landlord's mappable cases: position of the case in
-- case_columns, begin and end (local time as recorded; the end may be null).
with position as (
    select version_id, row_number() over (order by opened_on, version_id) - 1 as at
      from mappable_case
     where landlord = %(landlord)s
)
select distinct p.at, i.began_at, i.ended_at
  from position p
  join case_incident i using (version_id)
 where i.has_time
 order by p.at, i.began_at, i.ended_at
