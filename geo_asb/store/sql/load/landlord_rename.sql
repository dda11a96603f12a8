-- Row count: the landlord whose name was set.
insert into landlord (code, name) values (%(code)s, %(name)s)
on conflict (code) do update set name = excluded.name
