-- From schema 5 to 6: what words and meaning say apart, and what a trend rests on; earlier runs kept neither.
ALTER TABLE chunk_themes ADD COLUMN strong_cue BOOLEAN;
ALTER TABLE chunk_themes ADD COLUMN meaning DOUBLE;
ALTER TABLE prevalence ADD COLUMN n_words_strong BIGINT;
ALTER TABLE prevalence ADD COLUMN n_words_meaning BIGINT;
ALTER TABLE trends ADD COLUMN horizon VARCHAR;
ALTER TABLE trends ADD COLUMN share_before DOUBLE;
ALTER TABLE trends ADD COLUMN share_after DOUBLE;
ALTER TABLE trends ADD COLUMN n_passages BIGINT;
ALTER TABLE trends ADD COLUMN carriers DOUBLE;
ALTER TABLE trends ADD COLUMN flip_p DOUBLE;
ALTER TABLE trends ADD COLUMN year_change DOUBLE;
ALTER TABLE trends ADD COLUMN year_low DOUBLE;
ALTER TABLE trends ADD COLUMN year_high DOUBLE;
ALTER TABLE trends ADD COLUMN two_years_change DOUBLE;
ALTER TABLE trends ADD COLUMN two_years_low DOUBLE;
ALTER TABLE trends ADD COLUMN two_years_high DOUBLE;
ALTER TABLE trends ADD COLUMN wording VARCHAR;
