//! What is known of the application that reads a client's mail (M8), and what goes with the client.

use store::{AppScope, ImportApp, Store};

use crate::{importing::Desk, importing_files::number, tenant::at};

#[test]
fn m8_what_is_known_of_the_application_is_kept_without_a_secret_and_forgotten_when_it_is_removed() {
    let desk = Desk::new(&[]);
    let app = ImportApp {
        app_id: Some("11111111-2222-3333-4444-555555555555".to_owned()),
        object_id: Some("o".to_owned()),
        service_principal_id: None,
        thumbprint: "AB12".to_owned(),
        not_after: at(1_000),
        ours: true,
        scope: Some(AppScope::Group),
        made_at: at(1),
        deleted_at: None,
    };
    assert_eq!(desk.store.import_app(desk.client).unwrap(), None);
    desk.store.set_import_app(desk.client, Some(&app)).unwrap();
    let changed = ImportApp { service_principal_id: Some("s".to_owned()), ours: false, ..app.clone() };
    let begun = ImportApp { app_id: None, object_id: None, scope: Some(AppScope::Everywhere), ..app.clone() };
    let deleted = ImportApp { scope: None, deleted_at: Some(at(2)), ..app };
    for app in [changed, begun, deleted] {
        desk.store.set_import_app(desk.client, Some(&app)).unwrap();
        assert_eq!(desk.store.import_app(desk.client).unwrap(), Some(app));
    }
    desk.store.set_import_app(desk.client, None).unwrap();
    assert_eq!(desk.store.import_app(desk.client).unwrap(), None);
}

#[test]
fn a_client_that_is_removed_takes_its_imports_along() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenantry.db");
    let desk = Desk::of(Store::open(&path, at(0)).unwrap().store, &["Inbox"]);
    desk.list("Inbox", &[1, 2], &[], true);
    desk.store.remove_client(desk.client).unwrap();
    for table in ["import_job", "import_mailbox", "import_folder", "import_message", "import_item", "import_tally"] {
        assert_eq!(number(&path, &format!("SELECT count(*) FROM {table}")), 0, "{table}");
    }
}
