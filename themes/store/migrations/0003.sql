-- From schema 2 to 3: how passages were placed is kept; until now it was what the run had assigned.
CREATE TABLE placements (
    chunk_id VARCHAR NOT NULL,
    text_hash VARCHAR NOT NULL,
    theme_id VARCHAR,
    score DOUBLE,
    how VARCHAR NOT NULL,
    run_id BIGINT NOT NULL
);
INSERT INTO placements
SELECT c.chunk_id, c.text_hash, d.theme_id, d.score,
       CASE WHEN d.reason = 'in the cluster' THEN 'core' WHEN d.reason IS NULL THEN 'none' ELSE 'near' END, r.run_id
FROM chunks c
CROSS JOIN run r
LEFT JOIN chunk_themes d ON d.chunk_id = c.chunk_id AND d.kind = 'discovered' AND d.assigned
WHERE c.kind = 'content' AND NOT c.is_short;
