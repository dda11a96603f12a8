-- Those of some case ids that belong to a current case of a landlord.
select case_id from asb_case
 where landlord = %(landlord)s and case_id = any(%(candidates)s) and last_batch is null
