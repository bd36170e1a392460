"""SCIM 2.0 (RFC 7643, RFC 7644): an employer's directory says who has left, and their account closes at once."""
