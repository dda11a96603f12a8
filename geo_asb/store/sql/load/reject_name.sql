-- Row count: rejects of a batch's row that now name the case they stand for.
update reject set case_id = %(case_id)s where batch = %(batch)s and row_number = %(row)s
