//! The work around a case, from an application to the statistics.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::app::{Person, TestApp};

async fn court(person: &Person) -> String {
    let institutions = person.get("/api/v1/institutions").await.expect(200);
    institutions[0]["id"].as_str().unwrap().to_owned()
}

/// A mediation that a party applied for; its path.
async fn applied(app: &TestApp) -> (Person, String) {
    let applicant = app.person("申请人").await;
    let new = json!({
        "institution": court(&applicant).await, "kind": "mediation", "cause": "买卖合同纠纷",
        "description": "货已付款，至今未交付。",
        "people": [{ "name": "某某商贸有限公司", "role": "party", "side": "respondent", "entity": "legal_person",
                     "mobile": "13812345678" }],
    });
    let opened = applicant.post("/api/v1/cases", new).await.expect(201);
    assert!(opened["case_no"].as_str().unwrap().contains("联调"), "{opened}");
    (applicant, format!("/api/v1/cases/{}", opened["id"].as_str().unwrap()))
}

async fn mediator_id(app: &TestApp) -> String {
    app.person("调解员").await.get("/api/v1/me").await.expect(200)["id"].as_str().unwrap().to_owned()
}

/// The same, taken by the mediator.
async fn in_mediation(app: &TestApp) -> (Person, Person, String) {
    let (applicant, path) = applied(app).await;
    let (admin, mediator) = (app.person("机构管理员").await, app.person("调解员").await);
    let moves = format!("{path}/moves");
    admin.post(&moves, json!({ "type": "accept" })).await.expect(200);
    let assign = json!({ "type": "assign", "mediator": mediator_id(app).await });
    admin.post(&moves, assign).await.expect(200);
    mediator.post(&moves, json!({ "type": "confirm" })).await.expect(200);
    (applicant, mediator, path)
}

fn steps(timeline: &Value) -> Vec<&str> {
    timeline.as_array().unwrap().iter().map(|entry| entry["step"]["type"].as_str().unwrap()).collect()
}

on_both_apps! {
    /// proves: MC-01, MC-03, MC-10, MC-12, MC-13, ST-01
    async fn a_mediation_goes_from_the_application_to_the_statistics(app: &TestApp) {
        let (applicant, mediator, path) = in_mediation(app).await;
        let moves = format!("{path}/moves");
        let free_text = json!({ "type": "end", "reason": "enough" });
        assert_eq!(mediator.post(&moves, free_text).await.problem(400), "invalid_body");
        assert_eq!(applicant.post(&moves, json!({ "type": "confirm" })).await.problem(403), "forbidden");
        mediator.post(&moves, json!({ "type": "end", "reason": "settled" })).await.expect(200);
        assert_eq!(mediator.post(&moves, json!({ "type": "confirm" })).await.problem(409), "not_now");

        let timeline = applicant.get(&format!("{path}/timeline")).await.expect(200);
        assert_eq!(steps(&timeline), ["opened", "moved", "moved", "moved", "moved"]);
        assert_eq!(timeline[4]["by"], "林和");
        let admin = app.person("机构管理员").await;
        let figures = admin.get("/api/v1/statistics/mediators").await.expect(200);
        assert_eq!((&figures[0]["settled"], &figures[0]["success_percent"]), (&json!(1), &json!(100)));
        let english = admin.get("/api/v1/statistics/mediators.csv?language=en").await;
        assert!(String::from_utf8(english.bytes).unwrap().starts_with("\u{feff}Name,"));
        let table = admin.get("/api/v1/statistics/mediators.csv").await;
        assert!(String::from_utf8(table.bytes).unwrap().contains("林和,1,1,1,100"));
        let workbook = admin.get("/api/v1/statistics/mediators.xlsx").await;
        assert!(workbook.status.is_success() && workbook.bytes.starts_with(b"PK"), "a workbook is a ZIP file");
        assert_eq!(mediator.get("/api/v1/statistics/mediators.xlsx").await.problem(403), "forbidden");
        assert_eq!(mediator.get("/api/v1/statistics/mediators").await.problem(403), "forbidden");
    }

    /// proves: MC-14
    async fn a_mediator_who_gives_a_case_back_is_out_of_it(app: &TestApp) {
        let (_, mediator, path) = in_mediation(app).await;
        let back = json!({ "type": "return", "reason": "与一方相识，需回避" });
        assert_eq!(mediator.post(&format!("{path}/moves"), back).await.expect(200)["state"], "accepted");
        assert_eq!(mediator.get(&path).await.problem(404), "not_found");
    }

    async fn what_one_side_writes_to_the_mediator_the_other_never_reads(app: &TestApp) {
        let mediator = app.person("调解员").await;
        let path = case_of(&mediator, "mediation").await;
        let (applicant, respondent) = (app.person("申请人").await, app.person("被申请人").await);
        let board = format!("{path}/messages");
        applicant.post(&board, json!({ "body": "我的底线是八千", "private": true })).await.expect(201);
        respondent.post(&board, json!({ "body": "下周有空" })).await.expect(201);
        let bodies = |page: Value| {
            let items = page["items"].as_array().unwrap().clone();
            items.iter().map(|item| item["body"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(bodies(respondent.get(&board).await.expect(200)), ["下周有空"]);
        assert_eq!(bodies(mediator.get(&board).await.expect(200)), ["下周有空", "我的底线是八千"]);
    }

    /// proves: MC-06
    async fn a_material_comes_in_parts_and_is_shown_to_whom_it_is_for(app: &TestApp) {
        let applicant = app.person("申请人").await;
        let path = case_of(&applicant, "mediation").await;
        let content = b"%PDF-1.7 a receipt";
        let announce = json!({ "class": "evidence", "name": "收据.pdf", "bytes": content.len(), "private": true });
        let id = applicant.post(&format!("{path}/materials"), announce).await.expect(201)["id"].clone();
        let material = format!("/api/v1/materials/{}", id.as_str().unwrap());
        let part = |at: usize, bytes: &'static [u8]| {
            applicant.request(Method::PUT, &format!("{material}/parts?at={at}")).body(bytes)
        };
        let half = applicant.send(part(0, &content[..8])).await.expect(200);
        assert_eq!((&half["received"], &half["state"]), (&json!(8), &json!("receiving")));
        let whole = applicant.send(part(8, &content[8..])).await.expect(200);
        assert_eq!((&whole["media_type"], &whole["state"]), (&json!("application/pdf"), &json!("ready")));

        let mediator = app.person("调解员").await;
        assert_eq!(mediator.get(&format!("{material}/content")).await.bytes, content);
        let respondent = app.person("被申请人").await;
        assert_eq!(respondent.get(&material).await.problem(404), "not_found");
        assert_eq!(respondent.get(&format!("{path}/materials")).await.expect(200), json!([]));
        let log = mediator.get(&format!("{path}/access-log")).await.expect(200);
        let read = log["items"].as_array().unwrap().iter().find(|entry| entry["action"] == "read_material");
        assert_eq!(read.unwrap()["actor_name"], mediator.get("/api/v1/me").await.expect(200)["name"]);
    }

    /// proves: S10
    async fn a_program_is_not_taken_whatever_it_is_called(app: &TestApp) {
        let applicant = app.person("申请人").await;
        let path = case_of(&applicant, "mediation").await;
        let announce = json!({ "class": "other", "name": "照片.jpg", "bytes": 4 });
        let id = applicant.post(&format!("{path}/materials"), announce).await.expect(201)["id"].clone();
        let material = format!("/api/v1/materials/{}", id.as_str().unwrap());
        let part = applicant.request(Method::PUT, &format!("{material}/parts")).body(&b"MZ\x90\0"[..]);
        let problem = applicant.send(part).await.expect(422);
        assert_eq!(problem["fields"][0]["code"], "wrong_kind");
        assert_eq!(applicant.get(&material).await.problem(404), "not_found");
    }

    /// proves: AP-02
    async fn a_postponement_is_applied_for_and_decided_once(app: &TestApp) {
        let (plaintiff, judge) = (app.person("申请人").await, app.person("法官").await);
        let path = case_of(&judge, "litigation").await;
        let in_a_week = app.api.clock.now().plus_seconds(7 * 24 * 3600);
        let wish = json!({ "kind": "postponement", "reason": "住院", "hearing_at": in_a_week });
        let id = plaintiff.post(&format!("{path}/applications"), wish).await.expect(201)["id"].clone();
        let decision = format!("/api/v1/applications/{}/decision", id.as_str().unwrap());
        assert_eq!(plaintiff.post(&decision, json!({ "granted": true })).await.problem(403), "forbidden");
        assert_eq!(judge.post(&decision, json!({ "granted": false })).await.problem(422), "invalid_fields");
        judge.post(&decision, json!({ "granted": false, "opinion": "未附证明" })).await.expect(200);
        assert_eq!(judge.post(&decision, json!({ "granted": true })).await.problem(409), "not_now");
        let mine = plaintiff.get(&format!("{path}/applications")).await.expect(200);
        assert_eq!((&mine[0]["state"], &mine[0]["opinion"]), (&json!("refused"), &json!("未附证明")));
    }

    /// proves: MV-01, HE-02
    async fn a_session_is_set_tested_for_and_called_off(app: &TestApp) {
        let (judge, plaintiff) = (app.person("法官").await, app.person("申请人").await);
        let path = case_of(&judge, "litigation").await;
        let tomorrow = app.api.clock.now().plus_seconds(24 * 3600);
        let set = json!({ "scheduled_at": tomorrow });
        assert_eq!(plaintiff.post(&format!("{path}/sessions"), set.clone()).await.problem(403), "forbidden");
        let session = judge.post(&format!("{path}/sessions"), set).await.expect(201)["id"].clone();
        let session = format!("/api/v1/sessions/{}", session.as_str().unwrap());
        let entry = plaintiff.post(&format!("{session}/entry"), json!({})).await;
        assert_eq!(entry.problem(409), "not_now", "entry opens three hours before");

        let test = json!({ "microphone": true, "speaker": true, "camera": true, "speech": null, "round_trip_ms": 30 });
        plaintiff.post(&format!("{session}/device-tests"), test).await.expect(204);
        let on_file = judge.get(&format!("{session}/device-tests")).await.expect(200);
        assert_eq!((&on_file[0]["passed"], &on_file[0]["counts"]), (&json!(true), &json!(true)));
        let name = plaintiff.get("/api/v1/me").await.expect(200)["name"].clone();
        assert_eq!((&on_file[0]["name"], &on_file[0]["mine"]), (&name, &json!(false)), "the judge's own is none");
        let own = plaintiff.get(&format!("{session}/device-tests")).await.expect(200);
        assert_eq!(own[0]["mine"], true);

        judge.post(&format!("{session}/cancellation"), json!({ "reason": "法官有会" })).await.expect(204);
        assert_eq!(judge.get(&session).await.expect(200)["phase"], "cancelled");
    }

    /// proves: HE-04
    async fn a_hearing_is_open_for_entry_three_hours_before_and_not_in_session(app: &TestApp) {
        let (judge, plaintiff) = (app.person("法官").await, app.person("申请人").await);
        let path = case_of(&judge, "litigation").await;
        for (minutes, status) in [(3 * 60 + 5, 409), (3 * 60 - 5, 200)] {
            let set = json!({ "scheduled_at": app.api.clock.now().plus_seconds(minutes * 60) });
            let session = judge.post(&format!("{path}/sessions"), set).await.expect(201)["id"].clone();
            let session = format!("/api/v1/sessions/{}", session.as_str().unwrap());
            plaintiff.post(&format!("{session}/entry"), json!({})).await.expect(status);
            let phase = plaintiff.get(&session).await.expect(200)["phase"].clone();
            assert!(phase == "scheduled" || phase == "entry_open", "{minutes} minutes before: {phase}");
        }
    }

    /// proves: MC-05, MC-15, PO-02
    async fn each_sees_the_cases_that_are_theirs_and_the_administration_all_of_the_institution(app: &TestApp) {
        let (applicant, mediator, path) = in_mediation(app).await;
        let seen = applicant.get(&path).await.expect(200);
        assert_eq!((&seen["cause"], &seen["state"]), (&json!("买卖合同纠纷"), &json!("in_mediation")));
        let people = seen["people"].to_string();
        for name in ["某某商贸有限公司", "林和"] {
            assert!(people.contains(name), "{people}");
        }
        let ids = |page: Value| {
            let items = page["items"].as_array().unwrap().clone();
            items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let id = path.rsplit('/').next().unwrap().to_owned();
        for person in [&applicant, &mediator, &app.person("机构管理员").await] {
            assert!(ids(person.get("/api/v1/cases").await.expect(200)).contains(&id));
        }
        let outsider = app.person("法官").await;
        assert!(!ids(outsider.get("/api/v1/cases").await.expect(200)).contains(&id));
        let admin = app.person("机构管理员").await;
        let steps_seen = admin.get(&format!("{path}/timeline")).await.expect(200);
        assert_eq!(steps(&steps_seen), ["opened", "moved", "moved", "moved"]);

        let institution = court(&applicant).await;
        let listed = applicant.get(&format!("/api/v1/mediators?institution={institution}&cause=&q=")).await;
        assert_eq!(listed.expect(200)[0]["name"], "林和");
    }

    /// proves: ID-05
    async fn an_administrator_makes_an_account_whose_first_password_must_be_changed(app: &TestApp) {
        let admin = app.person("机构管理员").await;
        let new = json!({ "name": "新调解员", "mobile": "13711112222", "offices": ["mediator"] });
        let made = admin.post("/api/v1/accounts", new.clone()).await.expect(201);
        assert_eq!(admin.post("/api/v1/accounts", new).await.expect(422)["fields"][0]["code"], "taken");
        let credentials = json!({ "identity": "13711112222", "password": made["first_password"], "bearer": true });
        let signed_in = app.stranger().post("/api/v1/sign-in", credentials.clone()).await.expect(200);
        assert_eq!(signed_in["me"]["must_change_password"], true);

        let page = admin.get("/api/v1/accounts?q=新调").await.expect(200);
        let version = page["items"][0]["version"].as_i64().unwrap();
        let path = format!("/api/v1/accounts/{}", made["id"].as_str().unwrap());
        let disable = |offices: Value| {
            let put = admin.request(Method::PUT, &path).header("if-match", format!("\"v{version}\""));
            admin.send(put.json(&json!({ "disabled": true, "offices": offices })))
        };
        assert_eq!(disable(json!([])).await.expect(422)["fields"][0]["code"], "required");
        disable(json!(["mediator"])).await.expect(204);
        assert_eq!(app.stranger().post("/api/v1/sign-in", credentials).await.problem(401), "wrong_credentials");
    }
}

/// The path of this person's case of a kind.
async fn case_of(person: &Person, kind: &str) -> String {
    let page = person.get(&format!("/api/v1/cases?kind={kind}")).await.expect(200);
    format!("/api/v1/cases/{}", page["items"][0]["id"].as_str().unwrap())
}
