-- Row count: the patch that was set.
insert into patch (landlord, name, ward_year, wards)
values (%(landlord)s, %(name)s, %(ward_year)s, %(wards)s)
on conflict (landlord, name) do update
   set ward_year = excluded.ward_year, wards = excluded.wards
