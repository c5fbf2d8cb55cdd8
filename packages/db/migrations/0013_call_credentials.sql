-- How often a key or a connection called lately stands beside it on its page.
create index mcp_calls_credential on mcp_calls (credential_id, at);
