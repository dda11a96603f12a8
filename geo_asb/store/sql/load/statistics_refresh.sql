-- Nothing comes back. A bulk load outdates the planner's counts: without this it scans in loops.
analyze home, home_area, area, asb_case, location, case_area, police_report, police_area
