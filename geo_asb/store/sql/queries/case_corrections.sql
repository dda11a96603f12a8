-- case_id, field, value: current corrections of single cases of a landlord.
select case_id, field, value from case_correction
 where landlord = %(landlord)s and last_batch is null
