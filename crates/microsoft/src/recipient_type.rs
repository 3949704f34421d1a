//! Exchange's `RecipientTypeDetails` in Tenantry's kinds (Microsoft Learn: "Get-Recipient", RecipientTypeDetails).

use model::{Kind, NotTaken};

/// The kind, or why an object of that type is no recipient.
pub(crate) fn kind(details: &str) -> Result<Kind, NotTaken> {
    Ok(match details {
        "UserMailbox" | "LinkedMailbox" | "LegacyMailbox" => Kind::User,
        // A team mailbox is a shared one with a site; a scheduling mailbox (Bookings) is read by several people.
        "SharedMailbox" | "TeamMailbox" | "SchedulingMailbox" => Kind::Shared,
        "RoomMailbox" | "LinkedRoomMailbox" => Kind::Room,
        "EquipmentMailbox" => Kind::Equipment,
        // A room list is a distribution list whose members are rooms.
        "MailUniversalDistributionGroup" | "MailNonUniversalGroup" | "RoomList" => Kind::DistributionList,
        "DynamicDistributionGroup" => Kind::DynamicDistributionList,
        "MailUniversalSecurityGroup" => Kind::MailEnabledSecurityGroup,
        "GroupMailbox" => Kind::Microsoft365Group,
        "MailContact" | "MailForestContact" => Kind::MailContact,
        // Remote mailboxes rest in the client's own Exchange: for this tenant they are addresses it passes mail on
        // for, as a mail user is.
        "MailUser"
        | "RemoteUserMailbox"
        | "RemoteSharedMailbox"
        | "RemoteRoomMailbox"
        | "RemoteEquipmentMailbox"
        | "RemoteTeamMailbox" => Kind::MailUser,
        "PublicFolder" => Kind::PublicFolder,
        "GuestMailUser" => return Err(NotTaken::Guest),
        // `PublicFolderMailbox` holds the folders; they are listed themselves when they receive mail.
        "DiscoveryMailbox"
        | "ArbitrationMailbox"
        | "MonitoringMailbox"
        | "SystemMailbox"
        | "SystemAttendantMailbox"
        | "AuditLogMailbox"
        | "AuxAuditLogMailbox"
        | "SupervisoryReviewPolicyMailbox"
        | "PublicFolderMailbox"
        | "MicrosoftExchange" => return Err(NotTaken::SystemMailbox),
        "User" | "DisabledUser" | "LinkedUser" => return Err(NotTaken::NoMailbox),
        // A type that is newer than this table: Exchange lists it, so it may receive mail, and mail to somebody who
        // is left out would be rejected.
        unknown => {
            tracing::warn!(details = unknown, "an unknown type of recipient is taken for a user");
            Kind::User
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m5_exchange_tells_every_kind_of_recipient() {
        let rows = [
            ("UserMailbox", Kind::User),
            ("SharedMailbox", Kind::Shared),
            ("RoomMailbox", Kind::Room),
            ("EquipmentMailbox", Kind::Equipment),
            ("MailUniversalDistributionGroup", Kind::DistributionList),
            ("RoomList", Kind::DistributionList),
            ("DynamicDistributionGroup", Kind::DynamicDistributionList),
            ("MailUniversalSecurityGroup", Kind::MailEnabledSecurityGroup),
            ("GroupMailbox", Kind::Microsoft365Group),
            ("MailContact", Kind::MailContact),
            ("MailUser", Kind::MailUser),
            ("RemoteUserMailbox", Kind::MailUser),
            ("PublicFolder", Kind::PublicFolder),
        ];
        for (details, expected) in rows {
            assert_eq!(kind(details), Ok(expected), "{details}");
        }
        for expected in Kind::ALL {
            assert!(rows.iter().any(|(_, kind)| *kind == expected), "{expected} has no type");
        }
    }

    #[test]
    fn guests_and_exchanges_own_mailboxes_are_no_recipients() {
        assert_eq!(kind("GuestMailUser"), Err(NotTaken::Guest));
        assert_eq!(kind("DiscoveryMailbox"), Err(NotTaken::SystemMailbox));
        assert_eq!(kind("DisabledUser"), Err(NotTaken::NoMailbox));
    }

    #[test]
    fn a_type_nobody_knew_keeps_receiving_mail() {
        assert_eq!(kind("HologramMailbox"), Ok(Kind::User));
        assert_eq!(kind(""), Ok(Kind::User));
    }
}
