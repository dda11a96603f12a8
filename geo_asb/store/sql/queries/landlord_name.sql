-- A landlord's name.
select name from landlord where code = %(code)s
