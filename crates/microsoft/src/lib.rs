//! What does the tenant contain? Microsoft Graph and Exchange Online over HTTP.
