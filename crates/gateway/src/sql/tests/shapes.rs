//! Whatever shape is applied is the shape observed.

use model::{DateFormat, DomainShape, Kind, Profile, RecipientShape, Report, Route, Services, TimeFormat, TimeOfDay};
use proptest::{prelude::*, test_runner::TestRunner};

use super::*;

fn services() -> impl Strategy<Value = Services> {
    any::<(bool, bool, bool)>().prop_map(|(incoming, outgoing, archiving)| Services { incoming, outgoing, archiving })
}

fn local_part() -> impl Strategy<Value = String> {
    prop_oneof![4 => "[a-zA-Z][a-zA-Z0-9._'-]{0,8}", 1 => "[a-zA-ZäÖßıλ\"%$!#&*/=?^`{|}~\\\\]{1,8}"]
}

fn any_address() -> impl Strategy<Value = Address> {
    (local_part(), "(larkfield|brookside)\\.example")
        .prop_filter_map("address", |(l, d)| format!("{l}@{d}").parse().ok())
}

fn report() -> impl Strategy<Value = Report> {
    proptest::collection::vec((0_u8..24, 0_u8..60), 0..=3).prop_map(|times| {
        let times: Vec<TimeOfDay> = times.iter().map(|(h, m)| format!("{h:02}:{m:02}").parse().unwrap()).collect();
        times.try_into().unwrap()
    })
}

fn profile() -> impl Strategy<Value = Profile> {
    let formats = (prop::sample::select(&DateFormat::ALL), any::<bool>());
    ("[A-Z][a-z]+/[A-Z][a-z]+", formats, report(), "[a-z]{2}(-[A-Z]{2})?", any::<bool>()).prop_map(
        |(time_zone, (date_format, short), report, language, sso)| Profile {
            time_zone,
            date_format,
            time_format: if short { TimeFormat::Hours12 } else { TimeFormat::Hours24 },
            report,
            language,
            sso,
        },
    )
}

fn any_recipient() -> impl Strategy<Value = RecipientShape> {
    let aliases = proptest::collection::btree_set(any_address(), 0..4);
    let kind = prop::sample::select(&Kind::ALL);
    (any_address(), aliases, kind, any::<bool>(), services(), proptest::option::of(profile())).prop_map(
        |(primary, mut aliases, kind, listed, services, profile)| {
            aliases.remove(&primary);
            RecipientShape { primary, aliases: aliases.into_iter().collect(), kind, listed, services, profile }
        },
    )
}

fn any_domain() -> impl Strategy<Value = DomainShape> {
    let route = (any::<u16>(), "[a-zA-Z0-9-]{1,8}\\.example|192\\.0\\.2\\.1|2001:db8::1", 1_u16..)
        .prop_map(|(preference, host, port)| Route { preference, host, port });
    let routes = proptest::collection::btree_set(route, 0..4);
    let flags = any::<(bool, bool, bool, bool)>();
    (routes, proptest::option::of("[a-z'\"]{1,6}"), services(), flags).prop_map(|(routes, region, products, flags)| {
        let (protect_listed_only, reject_unlisted, ldap_sync, outgoing_user) = flags;
        let routes = routes.into_iter().collect();
        DomainShape {
            routes,
            region,
            protect_listed_only,
            reject_unlisted,
            products,
            ldap_sync,
            outgoing_user,
            alias_of: None,
        }
    })
}

/// Tries the rule with many values, each in a gateway of its own.
fn always<S: Strategy>(on: On, of: S, rule: impl Fn(World, S::Value) -> Result<(), TestCaseError>) {
    let cases = if on == On::Sqlite { 64 } else { 16 };
    let config = ProptestConfig { cases, source_file: Some(file!()), ..ProptestConfig::default() };
    TestRunner::new(config).run(&of, |value| rule(World::new(on), value)).unwrap();
}

fn a_domain_is_observed_as_it_was_applied_and_applied_again_it_is_already_so(on: On) {
    always(on, (any_domain(), any_domain()), |world, (first, then)| {
        for shape in [first, then] {
            let change = Change::EnsureDomain { name: name("larkfield.example"), shape: shape.clone() };
            world.apply(std::slice::from_ref(&change));
            let observed = world.runtime.block_on(world.gateway.observe_domains(&[name("larkfield.example")])).unwrap();
            prop_assert_eq!(&observed[0].shape, &shape);
            prop_assert_eq!(world.apply(&[change]), [Applied::AlreadySo]);
        }
        Ok(())
    });
}

fn a_recipient_is_observed_as_it_was_applied_and_applied_again_it_is_already_so(on: On) {
    always(on, (any_recipient(), any_recipient()), |world, (first, then)| {
        world.apply(&[domain("larkfield.example"), domain("brookside.example")]);
        for shape in [first, then] {
            let change = recipient(7, shape.clone());
            world.apply(std::slice::from_ref(&change));
            let (id, observed) = world.at(shape.primary.as_str()).unwrap();
            prop_assert_eq!(id, Some(DirectoryId([7; 16])));
            let spelled = |s: &RecipientShape| format!("{s:?}");
            prop_assert_eq!(spelled(&observed), spelled(&shape));
            prop_assert_eq!(world.apply(&[change]), [Applied::AlreadySo]);
        }
        let domains = [name("larkfield.example"), name("brookside.example")];
        let all = world.runtime.block_on(world.gateway.observe_recipients(&domains, None, 10)).unwrap();
        prop_assert_eq!(all.len(), 1);
        Ok(())
    });
}

fn pages_of_any_size_make_the_whole_in_order_of_address(on: On) {
    let locals = proptest::collection::btree_set("[a-zA-Z.+!-]{1,3}", 1..60);
    always(on, (locals, 1_usize..40), |world, (locals, size)| {
        world.apply(&[domain("larkfield.example"), domain("brookside.example"), domain("empty.example")]);
        let mut wanted = std::collections::BTreeSet::new();
        for (number, local) in locals.iter().enumerate() {
            let at = if number % 5 == 0 { "brookside" } else { "larkfield" };
            let at = address(&format!("{local}@{at}.example"));
            if wanted.insert(at.clone()) {
                world.apply(&[recipient(u8::try_from(number).unwrap(), shape(at.as_str(), &[]))]);
            }
        }
        let domains = [name("larkfield.example"), name("brookside.example"), name("empty.example")];
        let mut found: Vec<Address> = Vec::new();
        loop {
            let page = world.gateway.observe_recipients(&domains, found.last(), size);
            let page = world.runtime.block_on(page).unwrap();
            found.extend(page.iter().map(|o| o.shape.primary.clone()));
            if page.len() < size {
                break;
            }
        }
        prop_assert_eq!(found, wanted.into_iter().collect::<Vec<_>>());
        Ok(())
    });
}

on_both! {
    a_domain_is_observed_as_it_was_applied_and_applied_again_it_is_already_so,
    a_recipient_is_observed_as_it_was_applied_and_applied_again_it_is_already_so,
    pages_of_any_size_make_the_whole_in_order_of_address,
}
