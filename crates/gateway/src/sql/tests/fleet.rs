//! Several programs on one PostgreSQL database: clients side by side, one client from two machines.

use std::thread;

use super::*;

fn people(domain: &str, from: u8, count: u8) -> Vec<Change> {
    (from..from + count).map(|n| recipient(n, shape(&format!("p{n}@{domain}"), &[]))).collect()
}

#[test]
fn g2_two_machines_may_work_for_one_client_and_nothing_is_doubled() {
    let world = World::with_domain(On::Postgres);
    let others = [world.open(account(1)), world.open(account(1))];
    thread::scope(|scope| {
        for gateway in &others {
            scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
                for at in 0..10 {
                    let answers = runtime.block_on(gateway.apply(&people("larkfield.example", at * 10, 20)));
                    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
                }
            });
        }
    });
    assert_eq!((world.count("recipient"), world.count("address")), (110, 110));
}

#[test]
fn r15_of_two_clients_that_want_one_domain_at_the_same_time_one_gets_it() {
    let world = World::new(On::Postgres);
    let gateways: Vec<Arc<dyn Gateway>> = (1..=4).map(|number| world.open(account(number))).collect();
    let won: usize = thread::scope(|scope| {
        let tried = gateways.iter().enumerate().map(|(at, gateway)| {
            scope.spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
                let at = u8::try_from(at).unwrap() * 20;
                let mut changes = vec![domain("larkfield.example"), domain(&format!("own{at}.example"))];
                changes.extend(people("larkfield.example", at, 10));
                changes.extend(people(&format!("own{at}.example"), at + 10, 5));
                let answers = runtime.block_on(gateway.apply(&changes));
                assert!(answers[1].is_ok() && answers[12..].iter().all(Result::is_ok), "{answers:?}");
                let lost =
                    |answer: &Result<Applied, GatewayError>| matches!(answer, Err(GatewayError::Conflict { .. }));
                assert!(answers[0].is_ok() || answers[2..12].iter().all(lost), "{answers:?}");
                usize::from(answers[0].is_ok())
            })
        });
        tried.collect::<Vec<_>>().into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(won, 1);
    assert_eq!(world.count("recipient"), 30);
}

#[test]
fn g2_who_writes_for_too_long_is_named() {
    let world = World::with_domain(On::Postgres);
    let Base::Server(cluster, database) = &world.base else { panic!("no server") };
    let mut other = cluster.client_in(database);
    other.batch_execute("SET application_name = 'Tenantry on desk-2'; BEGIN").unwrap();
    let lock = "SELECT pg_advisory_xact_lock(1416524921, id::int) FROM account";
    other.batch_execute(lock).unwrap();
    let change = [recipient(1, shape("ann@larkfield.example", &[]))];
    match &world.answers(&change)[0] {
        Err(GatewayError::Unreachable { cause, .. }) => {
            assert!(cause.starts_with("Tenantry on desk-2 ") && cause.contains(" is writing to it"), "{cause}");
        }
        other => panic!("{other:?}"),
    }
    other.batch_execute("COMMIT").unwrap();
    assert_eq!(world.apply(&change), [Applied::Changed]);
}
