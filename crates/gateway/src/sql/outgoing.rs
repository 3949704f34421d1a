//! Passwords of outgoing users, as Dovecot verifies them (R8).

use model::{DomainName, Owner};
use secrecy::{ExposeSecret as _, SecretString};
use sha_crypt::{Algorithm, Params, PasswordHasher as _, ShaCrypt};

use super::{
    domains,
    seam::{Database, Fault, Value, one},
};
use crate::GatewayError;

/// Rounds of SHA-512: a session of a mail server costs some milliseconds, a guess as well.
const ROUNDS: u32 = 20_000;
/// crypt(5) takes no more than 16 characters of salt, which these bytes make.
const SALT: usize = 12;

/// Replaces the password of a domain's outgoing user.
pub(super) fn set_password(
    database: &mut dyn Database,
    account: i64,
    name: &DomainName,
    hash: &str,
) -> Result<(), Fault> {
    let refuse =
        |cause: &str| Err(Fault::Answer(GatewayError::Refused { object: name.to_string(), cause: cause.to_owned() }));
    let id = match domains::held_one(database, account, name.as_str())? {
        Some(domains::Held { owner: Owner::Us, id }) => id,
        Some(domains::Held { owner: Owner::Another(owner), .. }) => {
            let owner = format!("the account {owner}");
            return Err(Fault::Answer(GatewayError::Conflict { object: name.to_string(), owner }));
        }
        _ => return refuse("this client has no such domain in the gateway"),
    };
    let user = one(database, "SELECT outgoing_user FROM domain WHERE id = ?1", &[Value::Int(id)], |row| row.bool(0))?;
    if user != Some(true) {
        return refuse("the domain has no outgoing user");
    }
    database.run(
        "INSERT INTO outgoing_password (domain_id, hash) VALUES (?1, ?2)
         ON CONFLICT (domain_id) DO UPDATE SET hash = excluded.hash",
        &[Value::Int(id), Value::Text(hash)],
    )?;
    Ok(())
}

/// In the scheme SHA512-CRYPT, which every Dovecot has (Dovecot manual, *Password Schemes*). An empty password, or one
/// with characters that SASL PLAIN cannot carry (RFC 4616), is none.
pub(super) fn hash(password: &SecretString) -> Option<String> {
    let text = Some(password.expose_secret()).filter(|text| !text.is_empty() && !text.contains('\0'))?;
    let hasher = ShaCrypt::new(Algorithm::Sha512Crypt, Params::new(ROUNDS).ok()?);
    let hash = hasher.hash_password_with_salt(text.as_bytes(), &rand::random::<[u8; SALT]>()).ok()?;
    Some(format!("{{SHA512-CRYPT}}{}", hash.as_str()))
}

#[cfg(test)]
mod tests {
    use sha_crypt::{PasswordHash, PasswordVerifier as _};

    use super::*;

    #[test]
    fn r8_a_password_is_kept_as_a_salted_hash_that_verifies_it() {
        let (one, two) = (hash(&"right".into()).unwrap(), hash(&"right".into()).unwrap());
        assert_ne!(one, two);
        let (scheme, crypt) = one.split_once('}').unwrap();
        assert_eq!(scheme, "{SHA512-CRYPT");
        let fields: Vec<&str> = crypt.split('$').collect();
        assert_eq!((fields[1], fields[2], fields[3].len(), fields[4].len()), ("6", "rounds=20000", 16, 86));
        let kept: PasswordHash = crypt.parse().unwrap();
        assert!(ShaCrypt::SHA512.verify_password(b"right", &kept).is_ok());
        assert!(ShaCrypt::SHA512.verify_password(b"wrong", &kept).is_err());
    }

    #[test]
    fn an_empty_password_is_none() {
        assert_eq!(hash(&"".into()), None);
        assert_eq!(hash(&"a\0b".into()), None);
    }
}
