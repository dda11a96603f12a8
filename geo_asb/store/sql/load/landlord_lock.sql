-- True where no other load of this landlord runs; held until the transaction ends.
select pg_try_advisory_xact_lock(hashtext('geo_asb load'), hashtext(%(landlord)s))
