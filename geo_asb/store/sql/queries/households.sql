-- code, homes and source of a landlord's LSOA household counts.
select code, homes, source from denominator
 where landlord = %(landlord)s and kind = 'lsoa'
 order by code
