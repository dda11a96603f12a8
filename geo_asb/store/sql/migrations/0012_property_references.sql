-- The landlord's own number of a home, as case systems give it in the place of a UPRN.

alter table home add column property_reference text not null default '';
