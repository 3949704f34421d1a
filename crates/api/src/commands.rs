//! The one list of commands: name, request, answer, and what it reads or makes stale.
//!
//! The shell, the TypeScript bindings and the drift test are all made from this list; what is not on it
//! cannot be called from the page.

/// Calls `$callback!` with every command: `name(Request) -> Answer, reads [Tags], stales [Tags];`
#[macro_export]
macro_rules! for_each_command {
    ($callback:ident) => {
        $callback! {
            app_state(()) -> AppView, reads [App], stales [];
            client_list(()) -> Cockpit, reads [Clients], stales [];
            client_get(ClientRef) -> ClientView, reads [Client], stales [];
            client_add(ClientAdd) -> ClientView, reads [], stales [Clients];
            client_change(ClientChange) -> ClientView, reads [], stales [Clients, Client];
            client_remove(ClientRef) -> (), reads [], stales [Clients];
            gateway_kinds(()) -> Vec<GatewayKindView>, reads [App], stales [];
            gateway_get(ClientRef) -> GatewayView, reads [Gateway], stales [];
            gateway_test(GatewayTry) -> GatewayTest, reads [], stales [];
            gateway_compare(GatewayTry) -> GatewayComparison, reads [], stales [];
            gateway_change(GatewayTry) -> GatewayView, reads [], stales [Gateway, Client, Clients, Plan, Mailboxes, Domains];
            gateway_outgoing_password(GatewayPassword) -> (), reads [], stales [];
            gateway_panel(ClientRef) -> (), reads [], stales [];
            gateway_files(ClientRef) -> FilesWritten, reads [], stales [];
            by_hand_list(ByHandQuery) -> ByHandWindow, reads [Gateway], stales [];
            by_hand_csv(ClientRef) -> FileWritten, reads [], stales [];
            by_hand_done(ByHandDone) -> ByHandWindow, reads [], stales [Gateway, Client, Clients];
            networks_refresh(ClientRef) -> GatewayView, reads [], stales [Gateway];
            permissions(()) -> Vec<PermissionView>, reads [App], stales [];
            registration_get(CloudRef) -> RegistrationView, reads [Registration], stales [];
            registration_set(RegistrationSet) -> RegistrationView, reads [], stales [Registration, App];
            tenant_discover(TenantQuery) -> TenantFound, reads [], stales [];
            tenant_typed(TenantQuery) -> (), reads [], stales [Client];
            sign_in_start(SignInStart) -> SignInView, reads [], stales [SignIn];
            approval_start(SignInStart) -> SignInView, reads [], stales [SignIn];
            device_sign_in_start(SignInStart) -> SignInView, reads [], stales [SignIn];
            sign_in_state(ClientRef) -> SignInView, reads [SignIn], stales [];
            sign_in_open_again(ClientRef) -> (), reads [], stales [];
            sign_in_cancel(ClientRef) -> (), reads [], stales [SignIn];
            sign_out(ClientRef) -> (), reads [], stales [Clients, Client, SignIn];
            fetch_start(ClientRef) -> (), reads [], stales [Clients, Client];
            domain_list(ClientRef) -> DomainList, reads [Domains], stales [];
            domain_choose(DomainChoose) -> DomainList, reads [], stales [Domains, Mailboxes, Client, Plan, Clients];
            mailbox_window(MailboxQuery) -> MailboxWindow, reads [Mailboxes], stales [];
            mailbox_choose(MailboxChoose) -> MailboxChosen, reads [], stales [Mailboxes, Client, Plan, Clients];
            mailbox_find(MailboxFind) -> MailboxFound, reads [], stales [];
            mailbox_csv(MailboxCsv) -> FileWritten, reads [], stales [];
            mailbox_import(MailboxImport) -> ImportReport, reads [], stales [Mailboxes, Client, Plan, Clients];
            choice_undo(ClientRef) -> MailboxChosen, reads [], stales [Mailboxes, Client, Plan, Clients];
            view_list(ClientRef) -> Vec<SavedView>, reads [Mailboxes], stales [];
            view_save(SavedViewSet) -> (), reads [], stales [Mailboxes];
            view_remove(SavedViewRef) -> (), reads [], stales [Mailboxes];
            mailbox_get(MailboxRef) -> MailboxDetail, reads [Mailboxes], stales [];
            mailbox_kind(MailboxKind) -> MailboxDetail, reads [], stales [Mailboxes, Domains, Client, Plan];
            not_taken(MailboxQuery) -> NotTakenWindow, reads [Mailboxes], stales [];
            options_get(ClientRef) -> OptionsScreen, reads [Options], stales [];
            options_set(OptionsSet) -> OptionsScreen, reads [], stales [Options, Mailboxes, Client, Plan, Clients];
            options_preview(OptionsSet) -> OptionsScreen, reads [], stales [];
            zone_list(()) -> Vec<ZoneView>, reads [App], stales [];
            plan_make(ClientRef) -> PlanView, reads [], stales [Plan, Client, Clients];
            plan_get(PlanRef) -> PlanView, reads [Plan], stales [];
            plan_rows(PlanQuery) -> PlanWindow, reads [Plan], stales [];
            plan_apply(PlanApply) -> RunView, reads [], stales [Plan, Run, Client, Clients, History];
            run_get(RunRef) -> RunView, reads [Run], stales [];
            run_pause(RunRef) -> RunView, reads [], stales [Run];
            run_resume(RunRef) -> RunView, reads [], stales [Run];
            run_cancel(RunRef) -> RunView, reads [], stales [Run];
            sync_now(ClientRef) -> (), reads [], stales [Clients, Client];
            sync_full(ClientRef) -> (), reads [], stales [Clients, Client];
            client_overview(ClientRef) -> ClientOverview, reads [Client, Plan, Mailboxes, Gateway, History], stales [];
            history(ClientRef) -> HistoryView, reads [History], stales [];
            plan_answer(PlanAnswer) -> PlanView, reads [], stales [Plan, Mailboxes, Domains, Client, Clients];
            exception_list(ExceptionQuery) -> ExceptionWindow, reads [Mailboxes, Domains], stales [];
            exception_set(ExceptionSet) -> (), reads [], stales [Mailboxes, Domains, Plan, Client];
            exception_remove(ExceptionRemove) -> (), reads [], stales [Mailboxes, Domains, Plan, Client];
            why(WhyQuery) -> WhyView, reads [Mailboxes, Domains, Plan], stales [];
            undo_make(UndoMake) -> PlanView, reads [], stales [Plan, Client, Clients];
            run_rows(RunRowsQuery) -> RunRows, reads [Run, History], stales [];
            run_retry(RunRef) -> RunView, reads [], stales [Plan, Run, Client, Clients, History];
            rehearse(Rehearse) -> PlanView, reads [], stales [Plan];
            snapshot_days(ClientRef) -> Vec<SnapshotDay>, reads [Client], stales [];
            plan_export(PlanRef) -> FileWritten, reads [], stales [];
            plan_import(PlanImport) -> PlanView, reads [], stales [Plan, Client, Clients];
            plan_csv(PlanRef) -> FileWritten, reads [], stales [];
            plan_pdf(PlanRef) -> FileWritten, reads [], stales [];
            handover_make(HandoverMake) -> HandoverFiles, reads [], stales [];
            bill_csv(PlanRef) -> FileWritten, reads [], stales [];
            second_start(SecondStart) -> SecondView, reads [], stales [SignIn];
            second_state(PlanRef) -> SecondView, reads [SignIn, Plan], stales [];
            second_open_again(PlanRef) -> (), reads [], stales [];
            second_cancel(PlanRef) -> (), reads [], stales [SignIn];
            cutover_get(ClientRef) -> CutoverView, reads [Cutover, Domains, Mailboxes], stales [];
            cutover_check(CutoverCheck) -> CutoverView, reads [], stales [Cutover, Domains];
            cutover_mark(CutoverMark) -> CutoverView, reads [], stales [Cutover];
            cutover_target(CutoverTarget) -> CutoverView, reads [], stales [Cutover];
            settings_apply(SettingsApply) -> SettingsApplied, reads [], stales [Mailboxes, Plan, Client];
            settings_get(()) -> SettingsView, reads [Settings], stales [];
            settings_set(SettingsSet) -> SettingsView, reads [], stales [Settings, Background];
            background_state(()) -> BackgroundView, reads [Background, Clients], stales [];
            pause_all(PauseAll) -> BackgroundView, reads [], stales [Background, Clients];
            diagnostics(()) -> Diagnostics, reads [], stales [];
            support_bundle_look(()) -> BundleView, reads [], stales [];
            support_bundle(()) -> FileWritten, reads [], stales [];
            data_folder_open(()) -> (), reads [], stales [];
            update_state(()) -> UpdateView, reads [App], stales [];
            update_check(()) -> UpdateView, reads [], stales [App];
            update_page_open(()) -> (), reads [], stales [];
        }
    };
}
