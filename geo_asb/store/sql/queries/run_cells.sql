-- position, cases, expected and verdict of the cells of a run that hold cases or stand out.
select position, cases, expected, verdict from run_cell where run = %(run)s order by position
