//! M8: who may read mail, and that nothing is left of it.

use jiff::SignedDuration;
use practice::{Class, Consent, Failure, Fault, Person};
use store::{AppScope, ImportApp};
use tokio_util::sync::CancellationToken;

use super::stage::{Import, SOMEBODY};
use crate::tests::stage::ADMIN;
use crate::{AppStep, EngineError, FaultSort, ImportError, ImportLeft, ImportMailboxes};

/// Requests before the one that grants: two looks and two makings that register, and a look at whom and what to grant.
const BEFORE_GRANT: u32 = 6;
/// Requests before the one that takes a grant back: two looks at what is registered, and one at whom and what to take.
const BEFORE_REVOKE: u32 = 4;
/// Requests before the one that registers: a look whether it is there.
const BEFORE_MAKING: u32 = 1;

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
    assert!(!access.ready && access.app.is_none() && access.lacks_permission && !access.can_go_on, "{access:?}");
    assert_eq!(access.problem.unwrap().code, "import-no-access");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m8_an_application_for_a_group_is_told_what_to_grant_there_and_never_everything() {
    let import = Import::without_app().await;
    let engine = &import.stage.engine;
    import.app(AppStep::Register { everywhere: false }).await.unwrap();
    let access = engine.import_access(import.client).await.unwrap();
    assert_eq!(access.problem.unwrap().code, "import-not-granted");
    let everything = import.app(AppStep::Register { everywhere: true }).await.unwrap_err();
    assert!(matches!(everything, EngineError::Import(ImportError::AppThere { .. })), "{everything}");
    let job = import.begin(ImportMailboxes::These(vec![SOMEBODY.to_owned()])).await;
    let error = import.run(job).await.unwrap_err();
    assert!(matches!(error.origin(), EngineError::Import(ImportError::NotGranted { .. })), "{error}");
    let hints = error.fault().hints.join(" ");
    assert!(hints.contains("Application Mail.Read") && hints.contains("--scope GROUP"), "{hints}");
    let scope = engine.import_scope(import.client, "archive@larkfield.example").await.unwrap();
    let id = access.app.unwrap().app_id.unwrap();
    assert!(scope.contains(&id) && scope.contains("New-ManagementRoleAssignment"), "{scope}");
    import.stage.practice.scope_app(&id, None).unwrap();
    assert!(engine.import_access(import.client).await.unwrap().ready);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m8_an_application_for_a_group_keeps_nothing_of_an_earlier_try_for_everything() {
    let import = Import::ready().await;
    let (engine, practice) = (&import.stage.engine, &import.stage.practice);
    // As for some minutes after the grant, until it is in the tokens.
    let refused =
        Fault { class: Class::MailFolders, after: 0, how: Failure::Forbidden, times: None, retry_after: None };
    practice.configure(|settings| settings.faults = vec![refused]);
    import.app(AppStep::Register { everywhere: false }).await.unwrap();
    practice.configure(|settings| settings.faults.clear());
    let access = engine.import_access(import.client).await.unwrap();
    assert!(!access.ready, "what it was granted for everything would count beside the group: {access:?}");
    assert_eq!(access.problem.unwrap().code, "import-not-granted");
    assert_eq!(practice.registered_apps().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m8_an_application_is_said_to_be_for_a_group_once_what_it_had_for_everything_is_taken_back() {
    let import = Import::ready().await;
    let (engine, practice) = (&import.stage.engine, &import.stage.practice);
    let fault = |class, after| Fault { class, after, how: Failure::Forbidden, times: None, retry_after: None };
    let refuses = vec![fault(Class::MailFolders, 0), fault(Class::Applications, BEFORE_REVOKE)];
    practice.configure(|settings| settings.faults = refuses);
    let refused = import.app(AppStep::Register { everywhere: false }).await.unwrap_err();
    assert!(refused.to_string().contains("AppRoleAssignment.ReadWrite.All"), "{refused}");
    let access = engine.import_access(import.client).await.unwrap();
    assert_eq!(access.app.unwrap().scope, Some(AppScope::Everywhere), "Entra grants it everything still");
    assert!(access.can_go_on, "who may take it back does");

    practice.configure(|settings| settings.faults = vec![fault(Class::MailFolders, 0)]);
    import.app(AppStep::Register { everywhere: false }).await.unwrap();
    practice.configure(|settings| settings.faults.clear());
    let access = engine.import_access(import.client).await.unwrap();
    assert_eq!((access.ready, access.app.unwrap().scope), (false, Some(AppScope::Group)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m8_an_application_that_was_begun_for_a_group_is_gone_on_with_for_that_group_alone() {
    let import = Import::without_app().await;
    let engine = &import.stage.engine;
    at_making(&import, Failure::Truncated);
    import.app(AppStep::Register { everywhere: false }).await.unwrap_err();
    import.stage.practice.configure(|settings| settings.faults.clear());
    let access = engine.import_access(import.client).await.unwrap();
    assert!(access.can_go_on, "{access:?}");
    let hints = access.problem.unwrap().hints.join(" ");
    assert!(hints.contains("import-app NAME --register --scoped"), "{hints}");
    let everything = import.app(AppStep::Register { everywhere: true }).await.unwrap_err();
    assert!(matches!(everything, EngineError::Import(ImportError::Unfinished { scoped: true, .. })), "{everything}");

    import.app(AppStep::Register { everywhere: false }).await.unwrap();
    let other = "5c0f3c5e-2b1a-4f6d-9f0e-6a1f2b3c4d5e";
    import.known(|app| ImportApp { app_id: Some(other.to_owned()), ..app }).await;
    assert!(engine.import_access(import.client).await.unwrap().can_go_on, "it is no longer in the tenant");
    let everything = import.app(AppStep::Register { everywhere: true }).await.unwrap_err();
    assert!(matches!(everything, EngineError::Import(ImportError::AppThere { .. })), "{everything}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m8_what_a_removal_leaves_in_the_tenant_is_known_before_it_with_the_lines_that_take_it_out() {
    let import = Import::without_app().await;
    let engine = &import.stage.engine;
    assert_eq!(engine.import_unscope(import.client).await.unwrap(), ImportLeft::default());
    at_making(&import, Failure::Truncated);
    import.app(AppStep::Register { everywhere: false }).await.unwrap_err();
    import.stage.practice.configure(|settings| settings.faults.clear());
    let left = engine.import_unscope(import.client).await.unwrap();
    assert!(left.exchange.is_none() && left.consent.is_some(), "an administrator consented, whatever became of it");

    import.app(AppStep::Register { everywhere: false }).await.unwrap();
    let left = engine.import_unscope(import.client).await.unwrap();
    let id = engine.client(import.client).await.unwrap().mail_app.unwrap().app_id.unwrap();
    assert!(left.by_exchange && left.exchange.unwrap().contains(&id));
    let (consent, tenant) = (left.consent.unwrap(), import.stage.practice.tenant_id().to_string());
    for part in [tenant.as_str(), import.stage.practice.cloud().client_id.as_str(), "'Application.ReadWrite.All'"] {
        assert!(consent.contains(part), "{part}: {consent}");
    }
    import.known(|app| ImportApp { scope: Some(AppScope::Everywhere), ..app }).await;
    assert!(!engine.import_unscope(import.client).await.unwrap().by_exchange, "Entra grants it everything");
    import.known(|app| ImportApp { ours: false, scope: None, ..app }).await;
    let left = engine.import_unscope(import.client).await.unwrap();
    assert!(left.by_exchange && left.consent.is_none(), "nobody signed in from here for what a hand made");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m8_only_a_mailbox_that_was_read_shows_that_mail_can_be_read() {
    let import = Import::ready().await;
    let (engine, practice) = (&import.stage.engine, &import.stage.practice);
    let mut mailboxes = practice.mailboxes();
    mailboxes.sort();
    let (first, _) = mailboxes.remove(0);
    practice.remove_user(&first).unwrap();
    let access = engine.import_access(import.client).await.unwrap();
    assert!(access.ready && !access.scoped, "another one is read: {access:?}");
    for (mailbox, _) in mailboxes {
        practice.remove_user(&mailbox).unwrap();
    }
    let access = engine.import_access(import.client).await.unwrap();
    assert!(!access.ready, "{access:?}");
    assert_eq!(access.problem.unwrap().code, "import-not-tried");
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

impl Import {
    /// Whether permission is lacking, and whether registering goes on with the application that is there: just then its
    /// sign-in begins.
    async fn stands(&self) -> (bool, bool) {
        let engine = &self.stage.engine;
        let access = engine.import_access(self.client).await.unwrap();
        let begins = engine.import_app_sign_in(self.client, AppStep::Register { everywhere: true }).await.is_ok();
        assert_eq!(begins, access.can_go_on, "{access:?}");
        (access.lacks_permission, access.can_go_on)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m8_what_is_told_of_going_on_with_a_registration_is_what_its_sign_in_does() {
    let import = Import::without_app().await;
    import.app(AppStep::Register { everywhere: false }).await.unwrap();
    assert_eq!(import.stands().await, (false, false), "Exchange is to grant it a group's mailboxes");
    import.app(AppStep::Remove).await.unwrap();

    refuses_the_grant(&import);
    import.app(AppStep::Register { everywhere: true }).await.unwrap_err();
    import.stage.practice.configure(|settings| settings.faults.clear());
    assert_eq!(import.stands().await, (true, true), "it was registered and granted nothing");
    import.app(AppStep::Register { everywhere: true }).await.unwrap();
    assert_eq!(import.stands().await, (false, false), "it reads");

    let other = "5c0f3c5e-2b1a-4f6d-9f0e-6a1f2b3c4d5e";
    import.known(|app| ImportApp { app_id: Some(other.to_owned()), ..app }).await;
    assert_eq!(import.stands().await, (true, true), "it is no longer in the tenant");
    import.known(|app| ImportApp { ours: false, ..app }).await;
    assert_eq!(import.stands().await, (true, false), "a person registered it");
    import.known(|app| ImportApp { ours: true, app_id: None, ..app }).await;
    assert_eq!(import.stands().await, (true, true), "its answer was never seen");
    import.known(|app| ImportApp { thumbprint: "00".to_owned(), ..app }).await;
    assert_eq!(import.stands().await, (true, false), "its certificate is another one");
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

/// Refuses or loses one request that registers.
fn at_making(import: &Import, how: Failure) {
    let one = Fault { class: Class::Applications, after: BEFORE_MAKING, how, times: Some(1), retry_after: None };
    import.stage.practice.configure(|settings| settings.faults = vec![one]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m8_an_application_whose_registration_was_never_answered_is_known_and_goes_on_or_out() {
    let import = Import::without_app().await;
    let engine = &import.stage.engine;
    for goes_on in [true, false] {
        at_making(&import, Failure::Truncated);
        import.app(AppStep::Register { everywhere: true }).await.unwrap_err();
        assert_eq!(import.stage.practice.registered_apps().len(), 1, "it was made, and the answer got lost");
        let known = engine.client(import.client).await.unwrap().mail_app.expect("who removes the client is told of it");
        assert_eq!((known.app_id, known.scope), (None, Some(AppScope::Everywhere)));
        let access = engine.import_access(import.client).await.unwrap();
        assert_eq!(access.problem.unwrap().code, "import-app-unfinished");
        import.stage.practice.configure(|settings| settings.faults.clear());
        if goes_on {
            import.app(AppStep::Register { everywhere: true }).await.unwrap();
            assert!(engine.import_access(import.client).await.unwrap().ready);
            assert_eq!(import.stage.practice.registered_apps().len(), 1);
        }
        import.app(AppStep::Remove).await.unwrap();
        let left = import.stage.practice.registered_apps();
        assert!(left.is_empty(), "{left:?}");
        assert_eq!(engine.client(import.client).await.unwrap().mail_app, None);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m8_a_registration_that_was_refused_leaves_nothing_to_remove() {
    let import = Import::without_app().await;
    at_making(&import, Failure::Forbidden);
    import.app(AppStep::Register { everywhere: true }).await.unwrap_err();
    assert_eq!(import.stage.engine.client(import.client).await.unwrap().mail_app, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m8_what_an_administrator_has_accepted_is_done_although_a_person_gave_up_meanwhile() {
    let import = Import::without_app().await;
    let engine = &import.stage.engine;
    let waiting = engine.import_app_sign_in(import.client, AppStep::Register { everywhere: true }).await.unwrap();
    let (address, cancel) = (waiting.address(), CancellationToken::new());
    let admin = Person { account: ADMIN.to_owned(), consent: Consent::Accept };
    // Somebody else's turn: nothing is registered before the page is there, and the person gave up.
    let turn = engine.0.imports.apps.lock().await;
    let gives_up = async {
        practice::play(address.expose(), &admin).await.unwrap();
        cancel.cancel();
        drop(turn);
    };
    let (done, ()) = tokio::join!(engine.import_app_step(waiting, cancel.clone()), gives_up);
    done.unwrap();
    let app = engine.client(import.client).await.unwrap().mail_app.expect("it is in the tenant, and known here");
    assert_eq!(import.stage.practice.registered_apps()[0].app_id, app.app_id.unwrap());
}

impl Import {
    async fn known(&self, change: impl FnOnce(ImportApp) -> ImportApp) {
        let (engine, client) = (&self.stage.engine, self.client);
        let app = engine.client(client).await.unwrap().mail_app.unwrap();
        let changed = change(app);
        engine.stored(move |store| store.set_import_app(client, Some(&changed))).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m8_every_application_that_carries_the_mark_is_removed() {
    let import = Import::ready().await;
    let other = |_| Some("5c0f3c5e-2b1a-4f6d-9f0e-6a1f2b3c4d5e".to_owned());
    import
        .known(|app| ImportApp {
            object_id: app.object_id.and_then(other),
            service_principal_id: app.service_principal_id.and_then(other),
            ..app
        })
        .await;
    import.app(AppStep::Remove).await.unwrap();
    let left = import.stage.practice.registered_apps();
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m8_what_was_deleted_and_not_found_among_the_deleted_is_not_called_gone_before_it_had_time_to_appear() {
    let import = Import::ready().await;
    let engine = &import.stage.engine;
    let app = engine.client(import.client).await.unwrap().mail_app.unwrap();
    import.app(AppStep::Remove).await.unwrap();
    let (client, now) = (import.client, engine.now());
    engine
        .stored(move |store| store.set_import_app(client, Some(&ImportApp { deleted_at: Some(now), ..app })))
        .await
        .unwrap();
    for _ in 0..2 {
        let early = import.app(AppStep::Remove).await.unwrap_err();
        assert!(matches!(early, EngineError::Import(ImportError::Restorable { .. })), "{early}");
    }
    import.known(|app| ImportApp { deleted_at: Some(now - SignedDuration::from_hours(2)), ..app }).await;
    import.app(AppStep::Remove).await.unwrap();
    assert_eq!(engine.client(import.client).await.unwrap().mail_app, None);
}
