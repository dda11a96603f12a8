-- Row count: a figure kept so that it can be traced.
insert into figure (id, landlord, question, viewer_grant, scope, batches, method_version, value)
values (%(id)s, %(landlord)s, %(question)s, %(viewer_grant)s, %(scope)s, %(batches)s,
        %(method_version)s, %(value)s)
on conflict (id) do nothing
