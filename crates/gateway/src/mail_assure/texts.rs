//! What the panel's English texts mean: the one place where they are told apart, because it has no error numbers.

/// Why the panel did not do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Failure {
    /// Wrong user or password.
    Credentials,
    /// The API is closed to this computer's address.
    AddressBlocked,
    /// The account may not use the API.
    NoApiRight,
    /// The account is disabled.
    Inactive,
    /// The account's role does not allow this.
    Forbidden,
    /// Somebody else's domain.
    Another,
    /// Not this account's domain: somebody else's, or none at all.
    NotOurs,
    /// It is there already.
    Exists,
    /// There is no such domain or domain alias.
    Gone,
    /// There is no such user.
    NoUser,
    /// The account may have no more of these.
    Limit,
    /// Mail sent there would come back.
    Loop,
    /// No domain name.
    BadDomain,
    /// It does not understand the call.
    BadUsage,
    /// Its own software or database failed.
    Fault,
    /// A text that stands in no source.
    Other,
}

impl Failure {
    /// The account itself is not let in: nothing else would go better.
    pub(super) const fn is_denial(self) -> bool {
        matches!(self, Self::Credentials | Self::AddressBlocked | Self::NoApiRight | Self::Inactive)
    }
}

/// What has to stand in a text, all of it and in any case; the first line that fits counts.
///
/// Sources are the integrations that tell by the same words: the vendor's add-ons for cPanel (`ResellerAPI/Action.php`),
/// DirectAdmin (`lib/SpamExperts_API.php`), Plesk (`library/SpamFilter/Api.php`) and APS (`APIClient.php`), all under
/// github.com/SpamExperts, and Upmind's provider (github.com/upmind-automation/provision-provider-auto-login).
const TABLE: [(&[&str], Failure); 21] = [
    // cPanel: the database's own words.
    (&[": sqlstate"], Failure::Fault),
    // cPanel: where its web server sends on to.
    (&["fatalerror.php"], Failure::Fault),
    // cPanel
    (&["supplied credential is invalid"], Failure::Credentials),
    // cPanel: it names the caller's address.
    (&["no access to this api, current ip address"], Failure::AddressBlocked),
    // cPanel
    (&["you don't have permissions to access the api"], Failure::NoApiRight),
    // cPanel
    (&["has status 'inactive'"], Failure::Inactive),
    // cPanel, as it is spelled there.
    (&["you is not owner"], Failure::Another),
    // cPanel, which takes it for "it is somebody else's".
    (&["does not belong to the reseller"], Failure::NotOurs),
    // DirectAdmin, which takes it for "it is not there".
    (&["does not belong to the admin"], Failure::NotOurs),
    // APS
    (&["you are not allowed to manage the domain"], Failure::Another),
    // cPanel: licences or domains.
    (&["reached the allowed limit"], Failure::Limit),
    // cPanel
    (&["cannot be a destination"], Failure::Loop),
    // No source says "already" of what somebody else has; such a text is not to be taken for "it is so".
    (&["already", "another"], Failure::Other),
    // cPanel, DirectAdmin, Plesk: "Domain already exists.", "Alias already exists"; APS: "already" for users.
    (&["already"], Failure::Exists),
    // Plesk
    (&["present in the filtering software"], Failure::Exists),
    // cPanel, Upmind: asking for or removing a missing one.
    (&["no such domain"], Failure::Gone),
    // cPanel: a ticket for somebody unknown.
    (&["is not registered on"], Failure::NoUser),
    // Upmind
    (&["no valid user"], Failure::NoUser),
    // Upmind
    (&["domain name", "is incorrect"], Failure::BadDomain),
    // cPanel
    (&["incorrect usage of api"], Failure::BadUsage),
    // cPanel: not for this role.
    (&["no permissions"], Failure::Forbidden),
];

/// What a text means, if it stands in the table.
pub(super) fn meaning(text: &str) -> Option<Failure> {
    let text = text.to_lowercase();
    let fits = |words: &[&str]| words.iter().all(|word| text.contains(word));
    TABLE.iter().find(|(words, _)| fits(words)).map(|(_, failure)| *failure)
}
