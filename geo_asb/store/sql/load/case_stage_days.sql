-- The first opened day of the staged cases, and the last day they were opened or closed on.
select min(opened_on) as first_on, max(greatest(opened_on, closed_on)) as last_on from staged_case
