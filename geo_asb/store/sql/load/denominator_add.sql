-- Row count: denominators new or changed.
insert into denominator (landlord, kind, code, homes, source, batch)
values (%(landlord)s, %(kind)s, %(code)s, %(homes)s, %(source)s, %(batch)s)
on conflict (landlord, kind, code) do update
   set homes = excluded.homes, source = excluded.source, batch = excluded.batch
 where (denominator.homes, denominator.source) is distinct from (excluded.homes, excluded.source)
