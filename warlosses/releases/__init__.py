"""Releases: listed, fetched and checked on the user's side; made, signed and put out on ours.

`settings` says which host and which root of trust; `trusted` asks the host and believes only what
is signed; `cache` holds what was fetched; `here`, `downloading` and `verifying` are what users
call. `listing`, `difference`, `notes` and `version_rule` are pure. `publishing`, `signing`,
`ceremony` and `daily_path` are the maintainers' side.
"""
