-- The new monthly run's id.
insert into month_run (landlord, layer, grid, month, method_version, data_version)
values (%(landlord)s, %(layer)s, %(grid)s, %(month)s, %(method_version)s, %(data_version)s)
returning id
