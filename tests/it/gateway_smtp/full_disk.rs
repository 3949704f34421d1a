//! B8: the disk of the database server runs full, while Postfix goes on reading.

use std::sync::Arc;

use gateway::GatewayError;
use journeys::{disk::SmallDisk, postgres::PostgresServer};

use super::{
    load::mailboxes,
    world::{Base, World, domain},
};

#[test]
fn b8_a_database_server_with_a_full_disk_keeps_nothing_of_a_batch_says_so_and_goes_on_when_there_is_room() {
    let server = Arc::new(PostgresServer::start_on(Some(SmallDisk::make(128).unwrap())).unwrap());
    let database = server.database().unwrap();
    let world = World::new(Base::Postgres { server: Arc::clone(&server), database: database.clone() });
    world.apply(&[domain("load.example", &[world.clients.address], true)]);
    // What the server writes ahead has room in a file that is there.
    server.sql(&database, "SELECT pg_switch_wal()").unwrap();
    server.sql(&database, "CHECKPOINT").unwrap();
    let disk = server.disk().unwrap();
    disk.fill().unwrap();

    let batch = mailboxes(0..5_000);
    for _ in 0..2 {
        for answer in world.wait(world.gateway().apply(&batch)) {
            match answer.unwrap_err() {
                GatewayError::Unreachable { cause, .. } => {
                    assert!(cause.contains("the server's disk is full; nothing of the batch was kept"), "{cause}");
                    assert!(cause.contains("No space left on device"), "the server's own words: {cause}");
                }
                other => panic!("{other}"),
            }
        }
        assert_eq!(world.count("SELECT count(*) FROM recipient"), 3);
        let mut session = world.incoming();
        assert_eq!(session.rcpt("ann@larkfield.example").unwrap().code, 250);
        assert_eq!(session.rcpt("person1@load.example").unwrap().code, 550);
    }
    world.wait(world.gateway().identify()).unwrap();

    disk.make_room().unwrap();
    world.apply(&batch);
    assert_eq!(world.count("SELECT count(*) FROM recipient"), 5_003);
    assert_eq!(world.incoming().rcpt("p.4999@load.example").unwrap().code, 250);
}
