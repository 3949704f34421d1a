//! Days that pass: what changes in a company from one to the next, always the same for the same seed.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::change::{Changer, Sort};
use super::directory::Slot;
use super::truth::mail_domains;
use super::{Collection, Kind, Tenant};
use crate::world::{World, read, write};

/// What a day changed: directory ids, Exchange's own `Guid` for what only Exchange knows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    pub joined: Vec<String>,
    pub left: Vec<String>,
    pub renamed: Vec<String>,
    /// Mailboxes of users that became shared ones.
    pub converted: Vec<String>,
    /// Whose addresses moved: another primary, another domain, given or taken.
    pub aliases: Vec<String>,
}

impl World {
    /// Lets a day pass in the main tenant.
    pub(crate) fn next_day(&self) -> Day {
        self.change(|changer, share| {
            for sort in Sort::ALL {
                let times = if sort == Sort::Join { share + 1 } else { share };
                for turn in 0..times {
                    changer.play(sort, turn);
                }
            }
        })
    }

    /// A third of the users leaves.
    pub(crate) fn bad_day(&self) -> Day {
        self.change(|changer, _| changer.lose_a_third())
    }

    fn change(&self, play: impl FnOnce(&mut Changer<'_>, u32)) -> Day {
        let tenant: &Tenant = &self.tenants[0];
        let kept: BTreeSet<Uuid> = self.accounts.iter().map(|account| account.id).collect();
        let domains = mail_domains(&read(&tenant.domains));
        let mut directory = write(&tenant.directory);
        let share = if directory.is_generated() { (directory.len(Collection::Users) / 1000).max(3) } else { 1 };
        let seed = u64::from_be_bytes(tenant.id.as_bytes()[..8].try_into().unwrap_or_default());
        let mut changer = Changer::new(&mut directory, &kept, domains.into_iter().collect(), seed);
        play(&mut changer, share);
        changer.day
    }
}

impl Changer<'_> {
    fn lose_a_third(&mut self) {
        let users: Vec<(u32, Uuid)> = {
            let present = self.directory.present(Collection::Users, 0);
            let people = present.filter(|(_, entry)| entry.kind != Kind::DiscoveryMailbox);
            people.map(|(slot, entry)| (slot, entry.id)).collect()
        };
        let third = users.len() / 3;
        let leaving = users.into_iter().filter(|(_, id)| !self.kept.contains(id)).step_by(2).take(third);
        for (slot, id) in leaving.collect::<Vec<_>>() {
            self.directory.put(Collection::Users, Some(slot), Slot::Gone { id, removal: super::Removal::Changed });
            self.day.left.push(id.to_string());
        }
    }
}
