-- Name, landlord, role and patch of every user.
select name, landlord, role, patch from app_user order by name
