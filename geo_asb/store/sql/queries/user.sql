-- One enabled user: name, landlord, role, patch, its wards, password hash, failures, lock.
select u.name, u.landlord, u.role, u.patch, p.wards, u.password_hash, u.failures, u.locked_until
  from app_user u
  left join patch p on p.landlord = u.landlord and p.name = u.patch
 where u.name = %(name)s and not u.disabled
