//! M8: who may read mail, and that nothing is left of it.

use practice::{Class, Failure, Fault};

use super::stage::{Import, SOMEBODY};
use crate::{AppStep, EngineError, FaultSort, ImportError, ImportMailboxes};

/// Requests before the one that grants: two looks and two makings that register, and a look at whom and what to grant.
const BEFORE_GRANT: u32 = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m8_without_an_application_the_words_say_what_to_register_and_nothing_is_read() {
    let import = Import::without_app().await;
    let job = import.begin(ImportMailboxes::All).await;
    let error = import.run(job).await.unwrap_err();
    assert!(matches!(error.origin(), EngineError::Import(ImportError::NoAccess { .. })), "{error}");
    let fault = error.fault();
    assert_eq!((fault.code.as_str(), fault.sort), ("import-no-access", FaultSort::SignInNeeded));
    assert!(fault.hints.iter().any(|hint| hint.contains("import-app NAME --register")), "{:?}", fault.hints);
    let access = import.stage.engine.import_access(import.client).await.unwrap();
    assert!(!access.ready && access.app.is_none());
    assert_eq!(access.problem.unwrap().code, "import-no-access");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m8_an_application_without_the_permission_is_told_what_to_grant() {
    let import = Import::without_app().await;
    import.app(AppStep::Register { everywhere: false }).await.unwrap();
    let job = import.begin(ImportMailboxes::These(vec![SOMEBODY.to_owned()])).await;
    let error = import.run(job).await.unwrap_err();
    assert!(matches!(error.origin(), EngineError::Import(ImportError::NoPermission { .. })), "{error}");
    let hints = error.fault().hints.join(" ");
    assert!(hints.contains("Mail.Read") && hints.contains("Application Mail.Read"), "{hints}");
    let scope = import.stage.engine.import_scope(import.client, "archive@larkfield.example").await.unwrap();
    let app = import.stage.engine.import_access(import.client).await.unwrap().app.unwrap();
    assert!(scope.contains(&app.app_id) && scope.contains("New-ManagementRoleAssignment"), "{scope}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m8_after_its_removal_neither_tenant_nor_vault_knows_the_application() {
    let import = Import::ready().await;
    let access = import.stage.engine.import_access(import.client).await.unwrap();
    assert!(access.ready, "{access:?}");
    assert!(access.certificate.unwrap().pem.starts_with("-----BEGIN CERTIFICATE-----"));
    let again = import.app(AppStep::Register { everywhere: true }).await.unwrap_err();
    assert!(matches!(again, EngineError::Import(ImportError::AppThere { .. })), "{again}");

    import.app(AppStep::Remove).await.unwrap();
    let access = import.stage.engine.import_access(import.client).await.unwrap();
    assert!(access.app.is_none() && access.certificate.is_none(), "{access:?}");
    let left = import.stage.practice.registered_apps();
    assert!(left.is_empty(), "deleted items are emptied too: {left:?}");
    // It can be registered anew.
    import.app(AppStep::Register { everywhere: true }).await.unwrap();
    assert!(import.stage.engine.import_access(import.client).await.unwrap().ready);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m8_an_application_that_was_registered_by_hand_reads_and_stays_for_a_hand_to_delete() {
    let import = Import::without_app().await;
    let engine = &import.stage.engine;
    engine.import_certificate_file(import.client).await.unwrap();
    let key = signin::AppKey::read(&engine.0.vault, &crate::import::app_key(import.client)).await.unwrap().unwrap();
    let app = import.stage.practice.register_app("By hand", &key.der, &["Mail.Read"]).unwrap();
    engine.import_accept(import.client, &app.app_id).await.unwrap();
    assert!(engine.import_access(import.client).await.unwrap().ready);
    engine.forget_app(import.client).await.unwrap();
    assert_eq!(import.stage.practice.registered_apps().len(), 1);
    assert!(engine.import_access(import.client).await.unwrap().certificate.is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m8_an_application_that_is_not_in_the_tenant_is_refused_with_what_to_look_at() {
    let import = Import::without_app().await;
    let engine = &import.stage.engine;
    let id = "5c0f3c5e-2b1a-4f6d-9f0e-6a1f2b3c4d5e";
    let early = engine.import_accept(import.client, id).await.unwrap_err();
    assert!(matches!(early, EngineError::Import(ImportError::NoCertificate { .. })), "{early}");
    let first = engine.import_certificate_file(import.client).await.unwrap();
    assert_eq!(engine.import_certificate_file(import.client).await.unwrap(), first, "one key, however often asked");
    let typed = engine.import_accept(import.client, "my app").await.unwrap_err();
    assert!(matches!(typed, EngineError::Import(ImportError::BadAppId(_))), "{typed}");
    engine.import_accept(import.client, id).await.unwrap();
    let access = engine.import_access(import.client).await.unwrap();
    assert!(!access.ready);
    let problem = access.problem.unwrap();
    assert!(problem.code.contains("app"), "{problem:?}");
    engine.forget_app(import.client).await.unwrap();
    assert!(engine.import_access(import.client).await.unwrap().certificate.is_none());
}

/// Whoever signs in may register applications, and grant them nothing.
fn refuses_the_grant(import: &Import) {
    let (class, how) = (Class::Applications, Failure::Forbidden);
    let faults = vec![Fault { class, after: BEFORE_GRANT, how, times: None, retry_after: None }];
    import.stage.practice.configure(|settings| settings.faults = faults);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m8_an_application_whose_grant_is_refused_is_known_and_goes_on_or_out() {
    let import = Import::without_app().await;
    let engine = &import.stage.engine;
    refuses_the_grant(&import);
    let refused = import.app(AppStep::Register { everywhere: true }).await.unwrap_err();
    assert!(refused.to_string().contains("AppRoleAssignment.ReadWrite.All"), "{refused}");
    let app = engine.import_access(import.client).await.unwrap().app.expect("it is in the tenant, and known here");
    assert_eq!(engine.client(import.client).await.unwrap().mail_app.as_ref(), Some(&app));
    import.stage.practice.configure(|settings| settings.faults.clear());

    import.app(AppStep::Register { everywhere: true }).await.unwrap();
    let access = engine.import_access(import.client).await.unwrap();
    assert_eq!((access.ready, access.app.map(|app| app.app_id)), (true, Some(app.app_id)), "the same goes on");
    assert_eq!(import.stage.practice.registered_apps().len(), 1);
    import.app(AppStep::Remove).await.unwrap();

    refuses_the_grant(&import);
    import.app(AppStep::Register { everywhere: true }).await.unwrap_err();
    import.stage.practice.configure(|settings| settings.faults.clear());
    import.app(AppStep::Remove).await.unwrap();
    let left = import.stage.practice.registered_apps();
    assert!(left.is_empty(), "{left:?}");
    assert_eq!(engine.client(import.client).await.unwrap().mail_app, None);
}
