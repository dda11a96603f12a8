-- version_id of the current version of each case.
select version_id from asb_case
 where landlord = %(landlord)s and case_id = any(%(case_ids)s) and last_batch is null
