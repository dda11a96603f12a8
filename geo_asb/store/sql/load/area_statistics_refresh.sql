-- Nothing comes back. As statistics_refresh, for the area codes just stored.
analyze home_area, case_area, police_area
