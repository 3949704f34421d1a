//! The same answers to a mail client that is not ours.

use journeys::swaks::{DONE, NO_RECIPIENT, swaks};

use super::world::{ELSEWHERE, MICROSOFT, World};

on_both_databases!(g2_an_independent_client_sees_the_same_answers);

fn g2_an_independent_client_sees_the_same_answers(world: World) {
    let incoming = |to: &str| {
        swaks(world.postfix.incoming, &["--from", "someone@elsewhere.example", "--to", to, "--body", "Hello."])
    };
    let listed = incoming("ann@larkfield.example");
    assert_eq!(listed.status, DONE, "{}", listed.text);
    assert!(world.clients.wait_for("ann@larkfield.example").unwrap().content.contains("Hello."));
    let unlisted = incoming("nobody@larkfield.example");
    assert_eq!(unlisted.status, NO_RECIPIENT, "{}", unlisted.text);
    assert!(unlisted.text.contains("550 5.1.1"), "{}", unlisted.text);
    assert!(incoming("ann@elsewhere.example").text.contains("554 5.7.1"));
    for (client, status) in [(MICROSOFT, DONE), (ELSEWHERE, NO_RECIPIENT)] {
        let arguments = ["--xclient-addr", client, "--from", "ann@larkfield.example", "--to", "one@elsewhere.example"];
        assert_eq!(swaks(world.postfix.outgoing, &arguments).status, status, "{client}");
    }
}
