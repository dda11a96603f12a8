-- Row count: 1, or 0 where the name is taken.
insert into app_user (name, landlord, role, patch, password_hash)
values (%(name)s, %(landlord)s, %(role)s, %(patch)s, %(password_hash)s)
on conflict (name) do nothing
