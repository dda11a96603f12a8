-- The new release's id and number; nothing where the newest release already holds this data.
with newest as (
    select number, data_version, method_version from release
     where landlord = %(landlord)s order by number desc limit 1
)
insert into release (landlord, number, data_to, data_version, method_version)
select %(landlord)s, coalesce((select number from newest), 0) + 1, %(data_to)s,
       %(data_version)s, %(method_version)s
 where not exists (select from newest
                    where data_version = %(data_version)s
                      and method_version = %(method_version)s)
returning id, number
