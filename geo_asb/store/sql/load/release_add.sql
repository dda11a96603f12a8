-- The new release's id and number; nothing where the newest release already holds this data.
insert into release (landlord, number, data_to, data_version, method_version)
select %(landlord)s, coalesce(max(number), 0) + 1, %(data_to)s, %(data_version)s,
       %(method_version)s
  from release where landlord = %(landlord)s
having coalesce((array_agg(data_version || method_version::bytea order by number desc))[1], '')
       <> %(data_version)s || %(method_version)s::bytea
returning id, number
