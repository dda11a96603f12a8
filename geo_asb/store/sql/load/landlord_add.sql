-- Nothing comes back. Makes sure that a landlord is known.
insert into landlord (code, name) values (%(code)s, %(name)s) on conflict (code) do nothing
