-- The new run's id.
insert into run (landlord, grid, layer, month, window_months, type_group, method_version,
                 data_version, cases, tested, left_out, dispersion, placed_share, caveats)
values (%(landlord)s, %(grid)s, %(layer)s, %(month)s, %(window_months)s, %(type_group)s,
        %(method_version)s, %(data_version)s, %(cases)s, %(tested)s, %(left_out)s, %(dispersion)s,
        %(placed_share)s, %(caveats)s)
returning id
