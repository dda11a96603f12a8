-- Row count: 1, the correction added.
insert into case_correction (landlord, case_id, field, value, first_batch)
values (%(landlord)s, %(case_id)s, %(field)s, %(value)s, %(batch)s)
