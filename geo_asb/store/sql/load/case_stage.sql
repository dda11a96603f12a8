-- Nothing comes back. A place for an export's cases.
create temp table staged_case (
    case_id uuid, reference bytea, opened_on date, closed_on date, severity text, category text,
    status text, channel text, reporter_kind text, tenure_scope text, team text,
    hate_flag boolean, youth_related boolean, restricted boolean, given_address text,
    given_postcode text, given_uprn text, role text, row_number integer, content bytea,
    type_codes text[], source_labels text[], began_at timestamp[], ended_at timestamp[],
    has_time boolean[]
) on commit drop
