-- Row count: the user added or changed.
insert into app_user (name, landlord, role, patch, password_hash)
values (%(name)s, %(landlord)s, %(role)s, %(patch)s, %(password_hash)s)
on conflict (name) do update
   set landlord = excluded.landlord, role = excluded.role, patch = excluded.patch,
       password_hash = excluded.password_hash, disabled = false, failures = 0,
       locked_until = null
