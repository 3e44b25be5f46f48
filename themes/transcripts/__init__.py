"""Reading calls: bytes to text to :class:`themes.records.Call`, one module a vendor layout."""
