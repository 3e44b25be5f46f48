-- From schema 6 to 7: the subject of a passage; earlier runs kept none.
ALTER TABLE chunks ADD COLUMN subject VARCHAR;
ALTER TABLE chunks ADD COLUMN subject_probability DOUBLE;
