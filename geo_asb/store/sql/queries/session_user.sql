-- The user of a live session (idle at most 30 minutes, 10 hours in all), which stays alive.
with live as (
    update session
       set seen_at = now()
     where token_sha256 = %(token_sha256)s
       and seen_at > now() - interval '30 minutes'
       and created_at > now() - interval '10 hours'
    returning user_name
)
select u.name, u.landlord, u.role, u.patch, p.wards, u.password_hash, u.failures, u.locked_until
  from live
  join app_user u on u.name = live.user_name and not u.disabled
  left join patch p on p.landlord = u.landlord and p.name = u.patch
