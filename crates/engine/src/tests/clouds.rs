//! M1, M9: in whichever of the five clouds a tenant lives, it is found, signed in to and read there.

use practice::{Consent, Practice};

use super::stage::*;
use crate::{Approval, ClientIdSource, Cloud, Engine, EngineError, FaultSort, SignInState};

/// Label, whether it is another cloud than the global one, and the cloud that the client moves to.
const CLOUDS: [(&str, bool, &str); 4] = [
    ("gcc", false, "practice"),
    ("gcc-high", true, "practice-gcc-high"),
    ("dod", true, "practice-dod"),
    ("china", true, "practice-china"),
];

fn domain(label: &str) -> &'static str {
    Practice::national_domain(label).unwrap()
}

#[tokio::test]
async fn m1_a_tenant_of_each_of_the_five_clouds_is_found_from_the_global_one() {
    let stage = Stage::new().await;
    let client = stage.add("Newcomer", None).await.unwrap();
    let found = stage.engine.discover(client, DOMAINS[0]).await.unwrap();
    assert_eq!((found.cloud.as_str(), found.other_cloud), ("practice", false));
    for (label, other, _) in CLOUDS {
        let found = stage.engine.discover(client, domain(label)).await.unwrap();
        assert_eq!((found.cloud.as_str(), found.other_cloud), (label, other), "{label}");
        let by_guid = stage.engine.discover(client, &found.tenant.to_string()).await.unwrap();
        assert_eq!(by_guid, found, "{label}");
    }
    let nobody = stage.engine.discover(client, "nobody.example").await.unwrap_err().fault();
    assert_eq!((nobody.code.as_str(), nobody.sort), ("tenant-not-found", FaultSort::Usage));
}

#[tokio::test]
async fn m1_whichever_cloud_a_program_is_set_to_it_finds_the_tenants_of_the_others() {
    let stage = Stage::new().await;
    for (_, _, set_to) in &CLOUDS[1..] {
        let own = stage.engine.0.clouds.known(set_to).unwrap();
        for (label, _, home) in CLOUDS {
            let located = stage.engine.locate(&own, domain(label)).await.unwrap();
            assert_eq!((located.cloud.name.as_str(), located.label().as_str()), (home, label), "from {set_to}");
        }
    }
}

#[tokio::test]
async fn m1_a_sign_in_moves_the_client_to_its_tenants_cloud_and_reads_it_there() {
    let stage = Stage::new().await;
    for (label, _, home) in CLOUDS {
        let client = stage.add(label, None).await.unwrap();
        stage.host.at_the_browser(&format!("admin@{}", domain(label)), Consent::Accept);
        stage.engine.sign_in_start(client, Some(domain(label)), true).await.unwrap();
        let ended = tokio::time::timeout(DEADLINE, stage.engine.sign_in_ended(client)).await.unwrap();
        let receipt = ended.unwrap_or_else(|error| panic!("{label}: {error}"));
        assert_eq!(receipt.missing, Vec::<String>::new(), "{label}");
        assert_eq!(stage.engine.client(client).await.unwrap().record.cloud, home, "{label}");
        let read = stage.engine.fetch(client, true).await.unwrap();
        assert!(read.counts.recipients > 1, "{label}");
    }
}

#[tokio::test]
async fn r8_a_client_in_a_national_cloud_gets_the_ranges_of_that_cloud_and_never_the_worldwide_ones() {
    let stage = Stage::new().await;
    stage.practice.configure(|settings| settings.endpoints_version = "2023020100".to_owned());
    let client = stage.add("Lotus", Some(domain("china"))).await.unwrap();
    stage.sign_in(client, &format!("admin@{}", domain("china"))).await.unwrap();
    let before = stage.engine.gateway_info(client).await.unwrap().networks;
    assert!(before.networks.ranges.is_empty() && before.read_at.is_none(), "nothing is shipped for it");
    stage.engine.fetch(client, false).await.unwrap();
    stage.select(client, &[domain("china")], true).await;
    let (_, run) = stage.plan_and_apply(client, Approval::All).await;
    assert_eq!((run.failed, &run.problem), (0, &None));
    let told = stage.engine.gateway_info(client).await.unwrap().networks.networks;
    assert_ne!(told.ranges, model::Networks::shipped().ranges);
    let given = stage.dir.path().join("gateway/gateway.db");
    let given = rusqlite::Connection::open(given).unwrap();
    let mut rows = given.prepare("SELECT cidr, as_of FROM network").unwrap();
    let rows = rows.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))).unwrap();
    let (mut ranges, versions): (Vec<_>, Vec<_>) = rows.map(Result::unwrap).unzip();
    let mut expected: Vec<String> = told.ranges.iter().map(ToString::to_string).collect();
    ranges.sort();
    expected.sort();
    assert_eq!(ranges, expected);
    assert!(versions.iter().all(|version| version == "China 2023020100"), "{versions:?}");
}

#[tokio::test]
async fn m1_a_client_that_is_added_with_its_tenant_is_put_into_its_cloud_at_once() {
    let stage = Stage::new().await;
    let client = stage.add("Fort", Some(domain("dod"))).await.unwrap();
    let record = stage.engine.client(client).await.unwrap().record;
    assert_eq!((record.cloud.as_str(), record.tenant.is_some()), ("practice-dod", true));
}

#[tokio::test]
async fn m1_r11_a_client_whose_tenant_is_pinned_never_moves_and_the_wrong_cloud_is_named() {
    let stage = Stage::new().await;
    let client = stage.add("Fort", None).await.unwrap();
    let tenant = stage.engine.discover(client, domain("dod")).await.unwrap().tenant;
    stage.engine.0.store.pin_tenant(client, tenant, domain("dod")).unwrap();
    let fault = stage.engine.sign_in_start(client, None, false).await.unwrap_err().fault();
    assert_eq!((fault.code.as_str(), fault.sort), ("other-cloud", FaultSort::Refused));
    assert!(fault.message.contains("lives in the cloud dod, but Fort was connected in practice"), "{}", fault.message);
    assert_eq!(stage.engine.client(client).await.unwrap().record.cloud, "practice");
}

/// The practice clouds without a client id, as Microsoft's own are.
async fn unregistered(stage: &Stage, dir: &tempfile::TempDir) -> Engine {
    let mut cloud = cloud(&stage.practice);
    cloud.client_id = None;
    cloud.national.iter_mut().for_each(|sibling| sibling.client_id = None);
    open(dir.path(), cloud, TestHost::new(), &Hand::default()).await.unwrap()
}

fn client_id(stage: &Stage) -> String {
    stage.practice.cloud().client_id
}

#[tokio::test]
async fn m9_each_cloud_has_a_client_id_of_its_own_that_outlives_the_program() {
    let stage = Stage::new().await;
    let dir = tempfile::tempdir().unwrap();
    let engine = unregistered(&stage, &dir).await;
    let client = engine.add_client(newcomer("Larkfield", Some(DOMAINS[0]))).await.unwrap();
    let refused = engine.sign_in_start(client, None, false).await.unwrap_err().fault();
    assert_eq!((refused.code.as_str(), refused.facts["cloud"].as_str()), ("registration-needed", "practice"));
    assert!(engine.registration("practice").await.unwrap().client_id.is_none());

    let shouted = client_id(&stage).to_uppercase();
    let set = engine.set_registration("practice", Some(&format!(" {shouted} "))).await.unwrap();
    assert_eq!(set.client_id, Some((client_id(&stage), ClientIdSource::Setting)));
    assert!(matches!(engine.sign_in_start(client, None, false).await, Ok(SignInState::Waiting { .. })));
    assert!(engine.registration("practice-dod").await.unwrap().client_id.is_none(), "each cloud has its own");
    engine.close().await;

    let engine = unregistered(&stage, &dir).await;
    assert!(engine.registration("practice").await.unwrap().client_id.is_some());
    assert!(engine.set_registration("practice", None).await.unwrap().client_id.is_none());
    assert_eq!(engine.sign_in_start(client, None, false).await.unwrap_err().fault().code, "registration-needed");
}

#[tokio::test]
async fn m9_what_is_no_client_id_is_refused_and_a_cloud_file_has_the_last_word() {
    let stage = Stage::new().await;
    let dir = tempfile::tempdir().unwrap();
    let engine = unregistered(&stage, &dir).await;
    for typed in ["", "tenantry", "11111111-2222-3333-4444"] {
        let refused = engine.set_registration("practice", Some(typed)).await.unwrap_err();
        assert!(matches!(refused, EngineError::BadClientId(_)), "{typed}");
        assert_eq!(refused.fault().sort, FaultSort::Usage);
    }
    let unknown = engine.set_registration("nowhere", Some(&client_id(&stage))).await.unwrap_err();
    assert_eq!(unknown.fault().code, "unknown-cloud");
    let fixed = stage.engine.set_registration("practice", Some(&client_id(&stage))).await.unwrap_err();
    assert_eq!(fixed.fault().code, "registration-fixed");
    let told = stage.engine.registration("practice").await.unwrap();
    assert_eq!(told.client_id, Some((client_id(&stage), ClientIdSource::CloudFile)));
}

#[tokio::test]
async fn m9_the_clients_that_need_the_registration_of_a_cloud_are_those_that_are_signed_in_to_it() {
    let stage = Stage::new().await;
    let client = stage.add("Larkfield", Some(DOMAINS[0])).await.unwrap();
    stage.add("Newcomer", None).await.unwrap();
    stage.sign_in(client, ADMIN).await.unwrap();
    let names = stage.engine.signed_in_to("practice").await.unwrap();
    assert_eq!(names, ["Larkfield"]);
    assert!(stage.engine.signed_in_to("practice-dod").await.unwrap().is_empty());
}

#[tokio::test]
async fn m9_the_guide_of_each_cloud_names_all_that_has_to_be_registered() {
    let stage = Stage::new().await;
    for name in Cloud::BUILT_IN {
        let guide = stage.engine.registration(name).await.unwrap();
        assert!(guide.redirect.starts_with("http://localhost") && guide.portal.starts_with("https://"), "{name}");
        for permission in guide.permissions.iter().filter(|permission| !permission.optional) {
            let named = permission.id.unwrap_or(permission.scope);
            assert!(guide.powershell.contains(named) && guide.azure_cli.contains(named), "{name}: {named}");
        }
    }
}
