-- id, cases, tested, left_out and method version of the stored run for a window and type group.
select id, cases, tested, left_out, method_version, dispersion, data_version
  from run
 where landlord = %(landlord)s and layer = %(layer)s and grid = %(grid)s and month = %(month)s
   and window_months = %(window_months)s and type_group = %(type_group)s
