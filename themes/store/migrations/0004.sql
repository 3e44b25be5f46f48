-- From schema 3 to 4: what was read back out of sentences has columns; they are filled from the sentences here.

ALTER TABLE sources ADD COLUMN duplicate_of VARCHAR;
UPDATE sources SET duplicate_of = regexp_extract(reason, '(?s)^the same (?:bytes|call) as (.*)$', 1)
WHERE regexp_matches(reason, '^the same (?:bytes|call) as ');

CREATE TEMP MACRO basis_of(how) AS CASE
    WHEN how = 'file name' THEN 'file_name'
    WHEN how = 'folder name' THEN 'folder_name'
    WHEN how = 'date named with the call in its opening' THEN 'opening'
    WHEN starts_with(how, 'quarter named without a year') THEN 'quarter_without_year'
    WHEN starts_with(how, 'period ended') THEN 'period_end'
    WHEN how = 'fiscal quarter and the company''s fiscal year' THEN 'fiscal_year'
    WHEN how = 'fiscal quarter' OR starts_with(how, 'fiscal quarter, no call date') THEN 'fiscal_quarter'
    WHEN how = 'manifest.csv' THEN 'manifest'
    WHEN how = 'calls.csv' THEN 'calls_csv'
    WHEN starts_with(how, 'the same call in ') THEN 'same_call'
    WHEN starts_with(how, 'neighbouring calls') THEN 'neighbours'
    ELSE 'call_date'
END;
CREATE TEMP MACRO doubts_of(warnings) AS to_json([
    json_object(
        'field', nullif(regexp_extract(warning, '^([a-z_]+): ', 1), ''),
        'is_missing', ends_with(warning, ': neither stated nor inferable')
    ) FOR warning IN warnings
]);
CREATE TEMP TABLE inferred_fields AS
SELECT call_id, field, json_extract_string(inferred, '$."' || field || '"') AS how
FROM (SELECT call_id, inferred, unnest(json_keys(inferred)) AS field FROM calls);
-- the same before neighbouring calls were heard, where something had been inferred then
CREATE TEMP TABLE inferred_as_read AS
SELECT call_id, field, how FROM (
    SELECT call_id, field, CASE
        WHEN field = 'fiscal_quarter' AND starts_with(how, 'neighbouring calls')
        THEN nullif(regexp_extract(how, '(?s); as read: \d{4}Q[1-4] \((.*)\)$', 1), '')
        WHEN field = 'calendar_quarter' AND starts_with(how, 'neighbouring calls')
        THEN 'fiscal quarter, no call date; right where the fiscal year is the calendar''s'
        ELSE how
    END AS how
    FROM inferred_fields
) WHERE how IS NOT NULL;
-- calls of which neighbouring calls changed something; label: the fiscal quarter as read
CREATE TEMP TABLE heard AS
SELECT call_id, is_labelled, is_placed, from_json(warnings, '["VARCHAR"]') AS warnings,
    CASE WHEN is_labelled THEN nullif(regexp_extract(inferred ->> 'fiscal_quarter', '; as read: (\d{4}Q[1-4])', 1), '')
        ELSE fiscal_quarter END AS label
FROM (
    SELECT *, coalesce(starts_with(inferred ->> 'fiscal_quarter', 'neighbouring calls'), false) AS is_labelled,
        coalesce(starts_with(inferred ->> 'calendar_quarter', 'neighbouring calls'), false) AS is_placed
    FROM calls
) WHERE is_labelled OR is_placed OR contains(warnings, 'neighbouring calls');

ALTER TABLE calls ADD COLUMN basis VARCHAR DEFAULT '{}';
ALTER TABLE calls ADD COLUMN doubts VARCHAR DEFAULT '[]';
ALTER TABLE calls ADD COLUMN as_read VARCHAR;
UPDATE calls SET basis = found.basis
FROM (SELECT call_id, json_group_object(field, basis_of(how)) AS basis FROM inferred_fields GROUP BY call_id) AS found
WHERE calls.call_id = found.call_id;
UPDATE calls SET doubts = doubts_of(from_json(warnings, '["VARCHAR"]'));
UPDATE calls SET as_read = json_object(
    'fiscal_quarter', was.label, 'calendar_quarter', CASE WHEN was.is_placed THEN was.label ELSE calendar_quarter END,
    'inferred', was.inferred, 'basis', was.basis, 'warnings', to_json(was.warnings), 'doubts', doubts_of(was.warnings)
)
FROM (
    SELECT heard.* EXCLUDE warnings,
        coalesce(found.inferred, '{}'::JSON) AS inferred, coalesce(found.basis, '{}'::JSON) AS basis,
        list_concat(
            [w FOR w IN warnings IF NOT contains(w, 'neighbouring calls')],
            CASE WHEN label IS NULL AND is_labelled THEN ['fiscal_quarter: neither stated nor inferable'] ELSE [] END
        ) AS warnings
    FROM heard
    LEFT JOIN (
        SELECT call_id, json_group_object(field, how) AS inferred, json_group_object(field, basis_of(how)) AS basis
        FROM inferred_as_read GROUP BY call_id
    ) AS found ON found.call_id = heard.call_id
) AS was
WHERE calls.call_id = was.call_id;
ALTER TABLE calls ALTER COLUMN basis SET NOT NULL;
ALTER TABLE calls ALTER COLUMN doubts SET NOT NULL;
DROP TABLE inferred_fields;
DROP TABLE inferred_as_read;
DROP TABLE heard;
DROP MACRO basis_of;
DROP MACRO doubts_of;

-- lists in the form that Python writes them in, since rows are kept from run to run
CREATE TEMP MACRO json_list(texts) AS '[' || array_to_string([to_json(t)::VARCHAR FOR t IN texts], ', ') || ']';
ALTER TABLE chunk_themes ADD COLUMN origin VARCHAR DEFAULT 'matcher';
ALTER TABLE chunk_themes ADD COLUMN merged_from VARCHAR;
ALTER TABLE chunk_themes ADD COLUMN matcher_score DOUBLE;
ALTER TABLE chunk_themes ADD COLUMN cues VARCHAR;
UPDATE chunk_themes SET origin = CASE
    WHEN starts_with(reason, 'merged by you: ') THEN 'merged'
    WHEN regexp_matches(reason, '^you said (yes|no) \(the matcher: [\d.]+\)$') THEN 'person'
    WHEN kind = 'tracked' THEN 'matcher'
    WHEN reason = 'in the cluster' THEN 'core'
    WHEN reason = 'most like the theme''s passages' THEN 'later'
    WHEN reason = 'like passages that fitted no theme' THEN 'born'
    ELSE 'near'
END;
UPDATE chunk_themes SET merged_from = regexp_extract(reason, '^merged by you: (.*)$', 1) WHERE origin = 'merged';
UPDATE chunk_themes SET matcher_score = regexp_extract(reason, '\(the matcher: ([\d.]+)\)$', 1)::DOUBLE
WHERE origin = 'person';
UPDATE chunk_themes
SET cues = json_list(regexp_extract_all(regexp_extract(reason, '^says (“[^”]+”(?:, “[^”]+”)*)', 1), '“([^”]+)”', 1))
WHERE origin = 'matcher' AND starts_with(reason, 'says “');
ALTER TABLE chunk_themes ALTER COLUMN origin SET NOT NULL;

ALTER TABLE themes ADD COLUMN label_terms VARCHAR;
ALTER TABLE themes ADD COLUMN tracked_twin VARCHAR;
ALTER TABLE themes ADD COLUMN tracked_share DOUBLE;
UPDATE themes SET label_terms = json_list(string_split_regex(regexp_replace(label, ' \(\d+\)$', ''), ', | and '))
WHERE kind = 'discovered';
DROP MACRO json_list;
-- as themes/topics/overlap.py finds it: the largest share of half or more, of equal ones the first by id
UPDATE themes SET tracked_twin = twin.tracked, tracked_share = twin.share
FROM (
    SELECT common.theme_id, tracked, n_both / n_own AS share
    FROM (
        SELECT own.theme_id, other.theme_id AS tracked, count(*) AS n_both
        FROM chunk_themes AS own
        JOIN chunk_themes AS other ON other.chunk_id = own.chunk_id AND other.kind = 'tracked' AND other.assigned
        WHERE own.kind = 'discovered' AND own.assigned
        GROUP BY ALL
    ) AS common
    JOIN (
        SELECT theme_id, count(*) AS n_own FROM chunk_themes WHERE kind = 'discovered' AND assigned GROUP BY theme_id
    ) AS sizes ON sizes.theme_id = common.theme_id
    WHERE 2 * n_both >= n_own
    QUALIFY row_number() OVER (PARTITION BY common.theme_id ORDER BY n_both DESC, tracked) = 1
) AS twin
WHERE themes.theme_id = twin.theme_id;

ALTER TABLE run ADD COLUMN decisions VARCHAR;
UPDATE run SET decisions = to_json([
    json_object(
        'action', regexp_extract(told, '^(\w+) ', 1),
        'theme_id', regexp_extract(told, '^\w+ (\S+)', 1),
        'value', CASE
            WHEN starts_with(told, 'rename ') THEN regexp_extract(told, '(?s) to “(.*)” \([^()]*\)$', 1)
            WHEN starts_with(told, 'merge ') THEN regexp_extract(told, ' into (\S+) \([^()]*\)$', 1)
            ELSE ''
        END,
        'decided_at', regexp_extract(told, '\(([^()]*)\)$', 1)
    ) FOR told IN coalesce(from_json(json_extract(settings, '$.decisions'), '["VARCHAR"]'), [])
]);
