//! Tenant, gateway, sign-in and what it was granted.

use super::{SignInPart, Writing};
use crate::words::fill;
use crate::{Block, Cell, Column, Table, Tone, named};

impl Writing<'_> {
    pub(super) fn connection(&mut self) {
        let (words, pack) = (self.words, self.pack);
        self.heading(1, words.connection);
        let mut facts: Vec<(&str, String)> = Vec::new();
        if let Some(tenant) = &pack.tenant {
            facts.push((words.tenant_name, tenant.name.clone().unwrap_or_else(|| words.unknown.to_owned())));
            facts.push((words.tenant_id, tenant.id.clone()));
            let initial = tenant.initial_domain.clone().unwrap_or_else(|| words.unknown.to_owned());
            facts.push((words.initial_domain, initial));
        }
        facts.push((words.gateway, named::gateway(words, &pack.gateway)));
        facts.extend(pack.gateway_account.clone().map(|account| (words.gateway_account, account)));
        match &pack.sign_in {
            Some(sign_in) => {
                facts.push((words.connected_by, self.account(sign_in)));
                facts.push((words.connected_at, self.formats.time(sign_in.at)));
                facts.push((words.sign_in_ends, self.formats.day(sign_in.ends)));
            }
            None => facts.push((words.connected_by, words.not_connected.to_owned())),
        }
        facts.push((words.client_since, self.formats.day(pack.since)));
        let maybe = |at: Option<jiff::Timestamp>| at.map_or_else(|| words.never.to_owned(), |at| self.formats.time(at));
        facts.push((words.first_applied, maybe(pack.first_applied)));
        facts.push((words.last_sync, maybe(pack.last_sync)));
        self.blocks.push(Block::Facts(facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()));
        if let Some(sign_in) = &pack.sign_in {
            self.permissions(sign_in);
        }
    }

    fn account(&self, sign_in: &SignInPart) -> String {
        match &sign_in.guest_of {
            Some(home) => fill(self.words.guest, &[("account", &sign_in.account), ("home", home)]),
            None => sign_in.account.clone(),
        }
    }

    fn permissions(&mut self, sign_in: &SignInPart) {
        let words = self.words;
        self.heading(2, words.permissions);
        let at = self.formats.time(sign_in.at);
        self.text(fill(words.permissions_lead, &[("account", &sign_in.account), ("at", &at)]));
        let rows = sign_in.permissions.iter().map(|(name, granted, problem)| {
            let state = match (granted, problem) {
                (false, _) => Cell::state(Tone::Bad, words.missing),
                (true, Some(why)) => Cell::state(Tone::Look, format!("{}: {why}", words.unreadable)),
                (true, None) => Cell::state(Tone::Good, words.granted),
            };
            vec![name.as_str().into(), self.purpose(name).into(), state]
        });
        self.blocks.push(Block::Table(Table {
            summary: words.permissions.to_owned(),
            columns: vec![
                Column::text(words.permission, 2.4),
                Column::text(words.what_for, 5.0),
                Column::text(words.state, 2.0),
            ],
            rows: rows.collect(),
        }));
    }

    fn purpose(&self, permission: &str) -> &'static str {
        let words = self.words;
        match permission {
            "User.Read.All" => words.for_user,
            "Group.Read.All" => words.for_group,
            "OrgContact.Read.All" => words.for_contact,
            "Domain.Read.All" => words.for_domain,
            "Organization.Read.All" => words.for_organization,
            "offline_access" => words.for_offline,
            "Exchange.Manage" => words.for_exchange,
            _ => words.none,
        }
    }
}
