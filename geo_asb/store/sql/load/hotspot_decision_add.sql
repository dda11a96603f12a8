-- Row count: 1, a person's decision on a hotspot, beside those made before.
insert into hotspot_decision (landlord, key, month, verdict, reason, cells_added, cells_taken,
                              decided_by, decided_at)
values (%(landlord)s, %(key)s, %(month)s, %(verdict)s, %(reason)s, %(cells_added)s, %(cells_taken)s,
        %(decided_by)s, %(decided_at)s)
