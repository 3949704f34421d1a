//! Rules about those who left (R6), what of it the brake counts (B1), and what stays (R15).

use super::*;

fn gone<'a>(ours: &'a Remembered, seen: &'a ObservedRecipient, days: u32, confirmed: bool) -> RecipientCase<'a> {
    let left = Left { days, confirmed };
    RecipientCase { remembered: Some(ours), observed: Some(seen), left, ..case(None) }
}

fn at_once() -> Options {
    let mut options = Options::default();
    (options.leavers.incoming, options.leavers.outgoing) = (LeaverRule::Stop, LeaverRule::Stop);
    options
}

#[test]
fn r6_a_leaver_keeps_everything_until_its_days_are_over_and_its_archive_for_ever() {
    let ours = remembered(Services::ALL, Standing::Active);
    let seen = observed(&ours.shape);
    assert_eq!(decide_recipient(&gone(&ours, &seen, 29, false), &Options::default()), Verdict::Nothing);
    let step = step(decide_recipient(&gone(&ours, &seen, 30, false), &Options::default()));
    assert_eq!((step.action, step.reason, step.standing), (Action::Remove, Reason::Left, Standing::Left));
    assert!(step.is_removal());
    assert!(!after(&step).listed, "mail to a leaver is refused, not lost");
    assert_eq!(after(&step).services, Services { archiving: true, ..Services::NONE });
}

#[test]
fn r6_each_service_of_a_leaver_follows_its_own_rule() {
    let mut options = Options::default();
    options.leavers.incoming = LeaverRule::Keep;
    options.leavers.outgoing = LeaverRule::Stop;
    let ours = remembered(Services::ALL, Standing::Active);
    let seen = observed(&ours.shape);
    let left = RecipientCase { remembered: Some(&ours), observed: Some(&seen), ..case(None) };
    let step = step(decide_recipient(&left, &options));
    assert!(after(&step).listed);
    assert_eq!(after(&step).services, Services { outgoing: false, ..Services::ALL });
    let out = RecipientCase { observed: None, ..left };
    assert_eq!(decide_recipient(&out, &options), Verdict::Nothing, "R15: nobody is put back to be taken off");
}

#[test]
fn r6_a_person_who_confirms_leavers_gives_them_thirty_days_and_the_brake_nothing_to_count() {
    let ours = remembered(Services::ALL, Standing::Active);
    let seen = observed(&ours.shape);
    let options = at_once();
    assert!(step(decide_recipient(&gone(&ours, &seen, 0, false), &options)).is_removal());
    assert_eq!(decide_recipient(&gone(&ours, &seen, 29, true), &options), Verdict::Nothing);
    let ended = step(decide_recipient(&gone(&ours, &seen, 30, true), &options));
    assert!(ended.confirmed && !ended.is_removal());
    assert_eq!(ended.lost(), Services { archiving: false, ..Services::ALL });
    let mut options = options;
    options.leavers.incoming = LeaverRule::Keep;
    assert!(after(&step(decide_recipient(&gone(&ours, &seen, 99, true), &options))).listed, "keep stays keep");
}

#[test]
fn b1_what_a_removal_takes_away_is_told_per_service() {
    let options = at_once();
    let all = remembered(Services::ALL, Standing::Active);
    let lost = |services| {
        let seen = observed(&RecipientShape { services, ..all.shape.clone() });
        step(decide_recipient(&gone(&all, &seen, 0, false), &options)).lost()
    };
    assert_eq!(lost(Services::ALL), Services { archiving: false, ..Services::ALL });
    let only_archive = Services { archiving: true, ..Services::NONE };
    let unlisted = Services { incoming: true, ..Services::NONE };
    assert_eq!(lost(only_archive), unlisted, "addresses that leave the list lose their mail");
}

#[test]
fn r15_a_leaver_loses_only_what_we_gave_it() {
    let ours = remembered(Services { incoming: true, ..Services::NONE }, Standing::Active);
    let hands = Services { outgoing: true, archiving: true, ..Services::NONE };
    let theirs = observed(&RecipientShape { services: hands, ..ours.shape.clone() });
    let gone_now = gone(&ours, &theirs, 0, false);
    let ended = step(decide_recipient(&gone_now, &at_once()));
    assert_eq!((after(&ended).services, after(&ended).listed), (hands, false));
    let applied = Remembered::after(&ended, Some(&ours)).unwrap();
    assert_eq!(applied.shape.services, Services::NONE, "what is not ours is not remembered");
    let seen = observed(after(&ended));
    assert_eq!(decide_recipient(&gone(&applied, &seen, 9, false), &at_once()), Verdict::Nothing);
}

#[test]
fn r15_a_leaver_whom_people_listed_again_stays_listed() {
    let outgoing = Services { outgoing: true, ..Services::NONE };
    let mut ours = remembered(outgoing, Standing::Left);
    ours.shape.listed = false;
    let again = observed(&RecipientShape { listed: true, ..ours.shape.clone() });
    let ended = step(decide_recipient(&gone(&ours, &again, 99, false), &at_once()));
    assert_eq!((after(&ended).listed, after(&ended).services), (true, Services::NONE));
    let applied = Remembered::after(&ended, Some(&ours)).unwrap();
    let seen = observed(after(&ended));
    assert_eq!(decide_recipient(&gone(&applied, &seen, 99, false), &at_once()), Verdict::Nothing);
}

#[test]
fn r6_a_leaver_that_comes_back_gets_back_what_it_had() {
    let recipient = recipient();
    let ours = remembered(Services::ALL, Standing::Active);
    let seen = observed(&ours.shape);
    let ended = step(decide_recipient(&gone(&ours, &seen, 30, false), &Options::default()));
    let applied = Remembered::after(&ended, Some(&ours)).unwrap();
    let seen = observed(after(&ended));
    let back = RecipientCase { remembered: Some(&applied), observed: Some(&seen), ..case(Some(Some(&recipient))) };
    let returned = step(decide_recipient(&back, &Options::default()));
    assert_eq!((returned.reason, after(&returned)), (Reason::Returned, &ours.shape));
}

#[test]
fn r15_what_people_gave_a_leaver_or_a_deselected_mailbox_meanwhile_stays_when_it_is_back() {
    let recipient = recipient();
    for standing in [Standing::Left, Standing::Stopped] {
        let active = Services { incoming: true, ..Services::NONE };
        let ours = Remembered { services_when_active: active, ..remembered(Services::NONE, standing) };
        let hands = Services { outgoing: true, ..Services::NONE };
        let seen = observed(&RecipientShape { services: hands, ..ours.shape.clone() });
        let back = RecipientCase { remembered: Some(&ours), observed: Some(&seen), ..case(Some(Some(&recipient))) };
        assert_eq!(after(&step(decide_recipient(&back, &Options::default()))).services, active.with(hands));
    }
}
