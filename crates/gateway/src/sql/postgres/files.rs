//! What the files for mail nodes say of a PostgreSQL server.

use std::{io, path::Path};

use url::form_urlencoded::byte_serialize;

use super::{
    PostgresAddress,
    address::{Place, Tls},
    maps,
};
use crate::sql::files::{self, Files};

/// Where a node has the certificates that its system trusts (Debian's ca-certificates).
const SYSTEM_ROOTS: &str = "/etc/ssl/certs/ca-certificates.crt";
/// Where a node has the archive.
const ARCHIVE: &str = "/var/spool/tenantry-archive";

impl PostgresAddress {
    /// Writes what a mail node needs into a folder: `README`, `postfix/` and `dovecot/`, each file only when its content
    /// changes. No connection is made, and no password is in them.
    ///
    /// # Errors
    /// The first one met.
    pub fn write_files(&self, dir: &Path) -> io::Result<()> {
        let dir = std::path::absolute(dir)?;
        let file = |query: &str| {
            format!(
                "# Made by Tenantry.\nhosts = {}\ndbname = {}\nquery = {query}\n",
                self.for_postfix(),
                self.database()
            )
        };
        let readme = include_str!("../templates/README.postgres");
        let files = Files {
            maps_type: "pgsql",
            maps: maps::queries().map(|(name, query)| (name, file(&query))).collect(),
            archive: ARCHIVE.to_owned(),
            readme: readme.replace("@DIR@", &dir.display().to_string()).replace("@DATABASE@", &self.to_string()),
            connect: self.for_dovecot(),
            logins: "tenantry.outgoing_login",
            worker: "",
        };
        files::write(&dir, files)
    }

    /// A connection URI (PostgreSQL manual, *Connection Strings*).
    fn for_postfix(&self) -> String {
        let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20");
        let (host, mut parameters) = match self.place() {
            Place::Host(host) if host.contains(':') => (format!("[{host}]:{}", self.port()), Vec::new()),
            Place::Host(host) => (format!("{host}:{}", self.port()), Vec::new()),
            Place::Socket(folder) => {
                let folder = format!("host={}", encoded(&folder.display().to_string()));
                (String::new(), vec![folder, format!("port={}", self.port())])
            }
        };
        parameters
            .extend(self.verified("/etc/postfix", "/var/lib/postfix").map(|(name, value)| format!("{name}={value}")));
        format!("postgresql://postfix@{host}/{}?{}", encoded(self.database()), parameters.join("&"))
    }

    /// Words of the older form, because Dovecot looks for the host in them.
    fn for_dovecot(&self) -> String {
        let quoted = |text: &str| format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"));
        let host = match self.place() {
            Place::Host(host) => host.clone(),
            Place::Socket(folder) => folder.display().to_string(),
        };
        let verified: Vec<String> =
            self.verified("/etc/dovecot", "/etc/dovecot").map(|(name, value)| format!("{name}={value}")).collect();
        let (port, database) = (self.port(), quoted(self.database()));
        format!("host={host} port={port} dbname={database} user=dovecot {}", verified.join(" "))
    }

    /// How the server is known and the password found, by files in folders of the node. Postfix wants nothing in its
    /// configuration that is not root's.
    fn verified(&self, folder: &str, own: &str) -> impl Iterator<Item = (&'static str, String)> {
        let roots = match self.tls() {
            Tls::Off => None,
            Tls::Verified(None) => Some(SYSTEM_ROOTS.to_owned()),
            Tls::Verified(Some(_)) => Some(format!("{folder}/tenantry-ca.pem")),
        };
        let tls = roots.map(|roots| [("sslmode", "verify-full".to_owned()), ("sslrootcert", roots)]);
        tls.into_iter().flatten().chain([("passfile", format!("{own}/tenantry.pgpass"))])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(text: &str) -> [String; 2] {
        let address: PostgresAddress = text.parse().unwrap();
        [address.for_postfix(), address.for_dovecot()]
    }

    #[test]
    fn g2_a_node_reaches_the_server_by_tls_with_files_of_its_own_and_no_password_in_sight() {
        let [postfix, dovecot] = both("postgres://owner@db.example/mail?sslrootcert=/home/ann/ca.pem");
        assert_eq!(
            postfix,
            "postgresql://postfix@db.example:5432/mail?sslmode=verify-full&sslrootcert=/etc/postfix/tenantry-ca.pem\
             &passfile=/var/lib/postfix/tenantry.pgpass"
        );
        assert_eq!(
            dovecot,
            "host=db.example port=5432 dbname='mail' user=dovecot sslmode=verify-full \
             sslrootcert=/etc/dovecot/tenantry-ca.pem passfile=/etc/dovecot/tenantry.pgpass"
        );
        let [postfix, _] = both("postgres://db.example:5433/mail");
        assert!(postfix.contains(&format!("db.example:5433/mail?sslmode=verify-full&sslrootcert={SYSTEM_ROOTS}&")));
        let [postfix, dovecot] = both("postgres:///a%20b?host=/run/postgresql");
        let passfile = "passfile=/var/lib/postfix/tenantry.pgpass";
        assert_eq!(postfix, format!("postgresql://postfix@/a%20b?host=%2Frun%2Fpostgresql&port=5432&{passfile}"));
        assert!(dovecot.starts_with("host=/run/postgresql port=5432 dbname='a b' user=dovecot passfile="), "{dovecot}");
    }
}
