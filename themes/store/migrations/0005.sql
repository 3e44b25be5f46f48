-- From schema 4 to 5: where passages lie on the map is kept; earlier runs have no map.
CREATE TABLE IF NOT EXISTS positions (
    chunk_id VARCHAR NOT NULL,
    x DOUBLE NOT NULL,
    y DOUBLE NOT NULL
);
