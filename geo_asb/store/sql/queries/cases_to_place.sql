-- version_id, address, postcode, uprn and role of a landlord's current cases without a location.
-- What was corrected for a single case counts over its export; a corrected UPRN stands alone, as
-- the text it replaces may contradict it.
with corrected as (
    select case_id,
           max(value) filter (where field = 'address') as address,
           max(value) filter (where field = 'postcode') as postcode,
           max(value) filter (where field = 'uprn') as uprn,
           max(value) filter (where field = 'role') as role
      from case_correction
     where landlord = %(landlord)s and last_batch is null
     group by case_id
)
select c.version_id,
       coalesce(k.address, case when k.uprn is null then c.given_address else '' end) as address,
       coalesce(k.postcode, case when k.uprn is null then c.given_postcode else '' end)
           as postcode,
       coalesce(k.uprn, case when k.address is null then c.given_uprn else '' end) as uprn,
       coalesce(k.role, c.role) as role
  from asb_case c
  left join corrected k using (case_id)
 where c.landlord = %(landlord)s and c.last_batch is null
   and not exists (select from location l where l.version_id = c.version_id)
 order by c.given_address, c.given_postcode, c.given_uprn, c.version_id
