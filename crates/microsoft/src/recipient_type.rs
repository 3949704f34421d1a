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
