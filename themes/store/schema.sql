-- The tables of one run file (runs/NNNN.duckdb), schema version 7.
-- A change here needs a new number and a script in migrations/.
-- Columns and their order are those of themes/records.py; a test holds the two together.
-- No foreign keys and no secondary indexes: they would block later ALTERs, and a run file is written once.
-- Dates are ISO text (2013-02-05), quarters are text (2012Q4); columns said to hold JSON are text with a JSON value.
-- A BIGINT that may be null is read as Int64 by pandas, one that may not as int64.

-- Who wrote this file, and in which shape; a reader refuses a version newer than its own.
CREATE TABLE meta (
    schema_version BIGINT NOT NULL,
    written_by VARCHAR NOT NULL              -- program and version: callthemes 0.1.0
);

-- Every file that a refresh looked at, read or not.
CREATE TABLE sources (
    source_id VARCHAR NOT NULL,
    path VARCHAR NOT NULL,                   -- as given
    sha256 VARCHAR,                          -- of the file's bytes; null where they could not be read
    layout VARCHAR,                          -- vendor layout; "manifest" for a list; null where none was recognised
    status VARCHAR NOT NULL,                 -- read, refused or duplicate
    reason VARCHAR,                          -- why it was refused, or what it duplicates
    text VARCHAR,                            -- after decoding, extraction and character repair: what offsets refer to
    duplicate_of VARCHAR                     -- path of the source that holds the same bytes or the same call
);

-- One row an earnings call.
CREATE TABLE calls (
    call_id VARCHAR NOT NULL,                -- calx-2012q4; given once, never recomputed
    company_id VARCHAR NOT NULL,             -- ticker in lower case, else a slug of the name
    company VARCHAR,
    ticker VARCHAR,
    event VARCHAR NOT NULL,                  -- earnings, conference or other
    fiscal_quarter VARCHAR,                  -- the company's label
    calendar_quarter VARCHAR,                -- in which the reported period ends
    call_date VARCHAR,
    title VARCHAR,
    source VARCHAR NOT NULL,                 -- path as given
    n_turns BIGINT NOT NULL,
    n_words BIGINT NOT NULL,
    inferred VARCHAR NOT NULL,               -- JSON object: field -> how it was inferred
    warnings VARCHAR NOT NULL,               -- JSON list of sentences
    basis VARCHAR NOT NULL,                  -- JSON object: field -> code of what it was inferred from
    doubts VARCHAR NOT NULL,                 -- JSON list, an object a warning: field (or null), is_missing, lines if any
    as_read VARCHAR                          -- JSON object: the cells that neighbouring calls changed, as they were
);

-- What one person says until another speaks.
CREATE TABLE turns (
    call_id VARCHAR NOT NULL,
    turn_index BIGINT NOT NULL,              -- 0-based within the call
    section VARCHAR NOT NULL,                -- prepared_remarks or q_and_a
    speaker VARCHAR NOT NULL,
    role VARCHAR NOT NULL,                   -- executive, analyst, operator or unknown
    title VARCHAR,
    firm VARCHAR,
    start_char BIGINT NOT NULL,              -- half-open offsets into sources.text
    end_char BIGINT NOT NULL,
    line BIGINT NOT NULL,                    -- 1-based line of sources.text
    page BIGINT,                             -- null where the source has no pages
    text VARCHAR NOT NULL                    -- page furniture removed, paragraphs split by a blank line
);

-- Passages: what themes are assigned to.
CREATE TABLE chunks (
    chunk_id VARCHAR NOT NULL,               -- call : turn : part, calx-2012q4:0012:01
    call_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    turn_index BIGINT NOT NULL,
    exchange_index BIGINT NOT NULL,          -- 0 in prepared remarks, then counted by question
    section VARCHAR NOT NULL,
    speaker VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,                   -- content, boilerplate or procedural
    is_short BOOLEAN NOT NULL,               -- too short to be placed by its meaning
    start_char BIGINT NOT NULL,
    end_char BIGINT NOT NULL,
    line BIGINT NOT NULL,
    n_words BIGINT NOT NULL,
    text VARCHAR NOT NULL,
    text_hash VARCHAR NOT NULL,              -- key into vectors.duckdb
    subject VARCHAR,                         -- likeliest id of data/subjects.toml; null but for content passages
    subject_probability DOUBLE               -- 0-1; both null where the encoder comes with no heads
);

-- Tracked and discovered themes; ids are never reused.
CREATE TABLE themes (
    theme_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,                   -- tracked or discovered
    label VARCHAR NOT NULL,
    broader VARCHAR,                         -- label of the broad group a discovered theme belongs to, if any
    description VARCHAR,
    terms VARCHAR NOT NULL,                  -- JSON list of words, weightiest first
    stability DOUBLE,                        -- 0 to 1; null for tracked themes
    status VARCHAR NOT NULL,                 -- active, tentative or retired
    first_run BIGINT NOT NULL,
    last_run BIGINT NOT NULL,
    label_terms VARCHAR,                     -- JSON list of phrases that a discovered theme was first named for
    tracked_twin VARCHAR,                    -- tracked theme that half of a discovered one's passages are about
    tracked_share DOUBLE                     -- 0.5 to 1: share of its passages that are
);

-- Which passage speaks of which theme: several tracked themes a passage, at most one discovered.
CREATE TABLE chunk_themes (
    chunk_id VARCHAR NOT NULL,
    theme_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,                   -- tracked or discovered
    score DOUBLE,                            -- 0 to 1
    assigned BOOLEAN NOT NULL,               -- whether the score counts as yes
    reason VARCHAR,                          -- why, for a person
    origin VARCHAR NOT NULL,                 -- matcher, reader, person (tracked), core, near, later, born, or merged
    merged_from VARCHAR,                     -- the theme whose passage it was before people merged themes
    matcher_score DOUBLE,                    -- 0 to 1: the matcher's own, where a person or a second reader decided
    cues VARCHAR,                            -- JSON list of the cues that the reason names
    strong_cue BOOLEAN,                      -- whether the passage says a strong cue; null for discovered themes
    meaning DOUBLE                           -- nearness in meaning, sd above the study's background; null likewise
);

-- A row for every theme x call x speaker group, zeros included; a call that did not take place has no row.
CREATE TABLE prevalence (
    theme_id VARCHAR NOT NULL,
    company_id VARCHAR NOT NULL,
    call_id VARCHAR NOT NULL,
    calendar_quarter VARCHAR,
    fiscal_quarter VARCHAR,
    speaker_group VARCHAR NOT NULL,          -- all, management_prepared, management_answers, analyst_questions
    n_words_theme BIGINT NOT NULL,
    n_words BIGINT NOT NULL,                 -- words of the group in the call: the denominator
    share DOUBLE,                            -- 0 to 1; null where the group said nothing
    share_low DOUBLE,
    share_high DOUBLE,
    n_chunks BIGINT NOT NULL,                -- passages of the theme
    n_words_strong BIGINT,                   -- words of passages with a strong cue; null for discovered themes
    n_words_meaning BIGINT                   -- words of passages that meaning alone takes for the theme; null likewise
);

-- What a narrative does over time, over all companies or in one.
CREATE TABLE trends (
    theme_id VARCHAR NOT NULL,
    scope VARCHAR NOT NULL,                  -- ALL or a company_id
    status VARCHAR NOT NULL,                 -- what is said of it over time; docs/trends.md defines each
    since_quarter VARCHAR,
    peak_quarter VARCHAR,
    last_quarter VARCHAR,
    change_per_year DOUBLE,
    change_low DOUBLE,
    change_high DOUBLE,
    p_value DOUBLE,
    q_value DOUBLE,                          -- p corrected over its family
    n_calls BIGINT NOT NULL,
    n_companies BIGINT NOT NULL,
    reason VARCHAR,                          -- one sentence
    horizon VARCHAR,                         -- year or two_years
    share_before DOUBLE,                     -- composition-adjusted shares in the two windows that the status compares
    share_after DOUBLE,
    n_passages BIGINT,                       -- of about 100 words, on the theme, in both windows
    carriers DOUBLE,                         -- effective number of companies of the change
    flip_p DOUBLE,                           -- exact sign-flip p over companies; null below six
    year_change DOUBLE,                      -- last four quarters less the four before, in share, with its interval
    year_low DOUBLE,
    year_high DOUBLE,
    two_years_change DOUBLE,                 -- last eight quarters less the eight before
    two_years_low DOUBLE,
    two_years_high DOUBLE,
    wording VARCHAR                          -- agrees or disagrees
);

-- Neighbouring calls of a company, and the same quarter a year before.
CREATE TABLE contrasts (
    theme_id VARCHAR NOT NULL,
    company_id VARCHAR NOT NULL,
    call_id_from VARCHAR NOT NULL,
    call_id_to VARCHAR NOT NULL,
    share_from DOUBLE,
    share_to DOUBLE,
    difference DOUBLE,                       -- share_to - share_from, with its interval
    low DOUBLE,
    high DOUBLE,
    p_value DOUBLE
);

-- Who spoke of a theme first.
CREATE TABLE diffusion (
    theme_id VARCHAR NOT NULL,
    company_id VARCHAR NOT NULL,
    first_call_date VARCHAR,
    first_quarter VARCHAR,
    rank BIGINT,                             -- 1 is first; null where the date is unknown
    lag_days BIGINT,                         -- days after the first company; null where a date is unknown
    p_value DOUBLE
);

-- What became of discovered themes since the run before.
CREATE TABLE lineage (
    event VARCHAR NOT NULL,                  -- born, continued, split, merged, retired or revived
    theme_id VARCHAR NOT NULL,
    parents VARCHAR NOT NULL,                -- JSON list of theme ids
    similarity DOUBLE,
    ambiguity DOUBLE
);

-- Which discovered theme each passage of substance has, before people's decisions; what later passages are compared with.
CREATE TABLE placements (
    chunk_id VARCHAR NOT NULL,
    text_hash VARCHAR NOT NULL,              -- a corrected transcript's unchanged passages keep their theme
    theme_id VARCHAR,                        -- null: none; retired themes keep the passages they last had
    score DOUBLE,                            -- 0 to 1; null where none
    how VARCHAR NOT NULL,                    -- core, near (by the fit); later, born (since); or none
    run_id BIGINT NOT NULL                   -- in which it was placed: the run of the fit, or a later one
);

-- Where passages lie on the map of passages: at most 5,000, drawn by the hash of their ids; near in meaning, near on it.
CREATE TABLE positions (
    chunk_id VARCHAR NOT NULL,
    x DOUBLE NOT NULL,                       -- 0 to 1
    y DOUBLE NOT NULL                        -- 0 to 1, downwards; kept between two fits of discovery
);

-- One row: how this run was made.
CREATE TABLE run (
    run_id BIGINT NOT NULL,                  -- the number in the file's name
    started_at VARCHAR,
    finished_at VARCHAR,
    settings VARCHAR,                        -- JSON object
    versions VARCHAR,                        -- JSON object: package -> version
    seed BIGINT,
    catalog_sha256 VARCHAR,
    n_calls BIGINT,
    n_chunks BIGINT,
    n_new_calls BIGINT,
    decisions VARCHAR                        -- JSON list of people's decisions about themes, in the order made
);
