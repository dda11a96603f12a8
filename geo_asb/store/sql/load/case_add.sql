-- Row count: cases added, new or changed.
insert into asb_case (landlord, case_id, source, reference, opened_on, closed_on, severity,
                      category, status, channel, reporter_kind, tenure_scope, team, hate_flag,
                      youth_related, restricted, given_address, given_postcode, given_uprn,
                      role, exported_on, export_order, row_number, content, first_batch)
select %(landlord)s, case_id, %(source)s, reference, opened_on, closed_on, severity, category,
       status, channel, reporter_kind, tenure_scope, team, hate_flag, youth_related, restricted,
       given_address, given_postcode, given_uprn, role, %(exported_on)s, %(export_order)s,
       row_number, content, %(batch)s
  from staged_case
