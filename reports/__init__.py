"""Tables to charts to one HTML file, and exports.  Never touches a store or a model."""
