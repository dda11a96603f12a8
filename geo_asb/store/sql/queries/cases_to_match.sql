-- case_id, days opened and closed, whether restricted, types, address, postcode, uprn, role, home and block of a
-- landlord's current cases that were open on some day from the first to the last.
select c.case_id, c.opened_on, c.closed_on, c.restricted,
       (select array_agg(t.code order by t.position) from case_type t
         where t.version_id = c.version_id) as type_codes,
       c.given_address, c.given_postcode, c.given_uprn, c.role, l.home_uprn, l.block_uprn
  from asb_case c
  left join location l using (version_id)
 where c.landlord = %(landlord)s and c.last_batch is null and c.opened_on <= %(last_on)s
   and (c.closed_on is null or c.closed_on >= %(first_on)s)
