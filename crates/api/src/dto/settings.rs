//! Settings of the program, and what it does in the background (W10, W11).

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// In which language the program speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum LanguageChoice {
    System,
    En,
    De,
}

/// In which colours the program is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum ThemeChoice {
    System,
    Light,
    Dark,
}

/// Of what a person wants to be notified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NotifyView {
    /// Steps wait for a person.
    pub holds: bool,
    /// Failures that last.
    pub failures: bool,
    /// Sign-ins that end soon, or ended.
    pub sign_ins: bool,
}

/// Hours in which nothing begins by itself and nobody is notified, in this computer's zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QuietView {
    /// Such as `20:00`.
    pub from: String,
    /// Such as `07:00`; when it is not after `from`, on the next day.
    pub to: String,
}

/// What works on this computer; what does not is not offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DesktopView {
    /// There is a tray for the program's icon.
    pub tray: bool,
    /// There is somebody who shows notifications.
    pub notifications: bool,
    /// The system tells whether a network is paid by volume.
    pub metered: bool,
}

/// The settings of the program.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SettingsView {
    /// Language.
    pub language: LanguageChoice,
    /// Colours.
    pub theme: ThemeChoice,
    /// Closing the window keeps the program running.
    pub close_keeps_running: bool,
    /// Notifications.
    pub notifications: NotifyView,
    /// Quiet hours.
    pub quiet_hours: Option<QuietView>,
    /// Nothing begins by itself on a connection that is paid by volume.
    pub pause_on_metered: bool,
    /// Newer versions are looked for.
    pub check_for_updates: bool,
    /// What works here.
    pub desktop: DesktopView,
}

/// Changes settings; what is left out stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(optional_fields)]
pub struct SettingsSet {
    /// Language.
    pub language: Option<LanguageChoice>,
    /// Colours.
    pub theme: Option<ThemeChoice>,
    /// Closing the window keeps the program running.
    pub close_keeps_running: Option<bool>,
    /// Notifications.
    pub notifications: Option<NotifyView>,
    /// Quiet hours on these times, or none.
    pub quiet_hours: Option<QuietSet>,
    /// Nothing begins by itself on a connection that is paid by volume.
    pub pause_on_metered: Option<bool>,
    /// Newer versions are looked for.
    pub check_for_updates: Option<bool>,
}

/// Quiet hours, on or off.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum QuietSet {
    /// None.
    Off,
    /// These.
    On {
        /// When.
        hours: QuietView,
    },
}

/// Pauses the background for every client, or lets it go on.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PauseAll {
    /// Pause.
    pub paused: bool,
}

/// Why nothing begins by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum PauseWhy {
    /// A person paused it.
    Asked,
    /// There is no network.
    Offline,
    /// The network is paid by volume.
    Metered,
    /// Quiet hours.
    Quiet,
}

/// Nothing begins by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PausedView {
    /// Why.
    pub why: PauseWhy,
    /// When it goes on by itself, if that is known.
    pub until: Option<String>,
}

/// Why a client needs somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum NeedWhy {
    /// The sign-in ended.
    SignInEnded,
    /// The last sync failed.
    Failed,
    /// Steps of the last run failed.
    StepsFailed,
    /// Steps wait for an answer.
    Held,
    /// The sign-in ends soon.
    SignInEnds,
}

/// A client that needs somebody. It carries no address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Need {
    /// The client.
    pub client: u32,
    /// Its name.
    pub name: String,
    /// Why.
    pub why: NeedWhy,
    /// Steps that failed or wait; days that are left.
    pub count: Option<u32>,
    /// The problem's code, when a sync failed.
    pub code: Option<String>,
    /// The page that has the answer, such as `#/page/3/changes`.
    pub path: String,
}

/// What the program does by itself.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BackgroundView {
    /// The schedule runs.
    pub running: bool,
    /// Why nothing begins by itself.
    pub paused: Option<PausedView>,
    /// Clients that are worked on now.
    pub working: u32,
    /// Clients that the schedule looks after.
    pub scheduled: u32,
    /// When the next of them is due.
    pub next: Option<String>,
    /// Clients that need somebody, worst first.
    pub needs: Vec<Need>,
}
