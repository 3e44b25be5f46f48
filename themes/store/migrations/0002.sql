-- From schema 1 to 2: discovered themes belong to broad groups.
ALTER TABLE themes ADD COLUMN broader VARCHAR;
