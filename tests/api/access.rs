//! Signing in and staying signed in.

use reqwest::Method;
use serde_json::json;

use crate::support::app::TestApp;

on_both_apps! {
    /// proves: ID-04
    async fn a_printed_login_opens_the_account_it_was_printed_for(app: &TestApp) {
        for (role, office) in [("调解员", "mediator"), ("法官", "judge"), ("机构管理员", "org_admin")] {
            let me = app.person(role).await.get("/api/v1/me").await.expect(200);
            assert_eq!(me["offices"], json!([office]), "{role}");
            assert_eq!(me["institution"]["kind"], "court");
        }
        let party = app.person("申请人").await.get("/api/v1/me").await.expect(200);
        assert_eq!((&party["offices"], &party["language"]), (&json!([]), &json!("zh-CN")));
    }

    async fn a_wrong_password_and_an_unknown_number_look_the_same(app: &TestApp) {
        let known = app.login("申请人").identity.clone();
        let mut answers = Vec::new();
        for identity in [known.as_str(), "13712345678"] {
            let body = json!({ "identity": identity, "password": "not the password" });
            let answer = app.stranger().post("/api/v1/sign-in", body).await;
            assert!(!answer.headers.contains_key("set-cookie"));
            let mut problem = answer.expect(401);
            problem.as_object_mut().unwrap().remove("id");
            answers.push(problem);
        }
        assert_eq!(answers[0], answers[1]);
        assert_eq!(answers[0]["code"], "wrong_credentials");
    }

    async fn a_browser_gets_a_cookie_that_scripts_and_other_sites_cannot_use(app: &TestApp) {
        let login = app.login("书记员");
        let body = json!({ "identity": login.identity, "password": login.password });
        let answer = app.stranger().post("/api/v1/sign-in", body).await;
        let cookie = answer.headers["set-cookie"].to_str().unwrap().to_owned();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
        assert!(answer.expect(200).get("token").is_none(), "a browser's token is in the cookie only");
        let cookie = cookie.split(';').next().unwrap().to_owned();
        let with_cookie = |method, path: &str| app.stranger().request(method, path).header("cookie", &cookie);
        let nobody = app.stranger();
        nobody.send(with_cookie(Method::GET, "/api/v1/me")).await.expect(200);
        let foreign = with_cookie(Method::POST, "/api/v1/sign-out").header("origin", "https://elsewhere.example");
        assert_eq!(nobody.send(foreign).await.problem(403), "foreign_origin");
        let ours = with_cookie(Method::POST, "/api/v1/sign-out").header("origin", &app.url);
        nobody.send(ours).await.expect(204);
        assert_eq!(nobody.send(with_cookie(Method::GET, "/api/v1/me")).await.problem(401), "sign_in_needed");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_start_keeps_people_sessions_and_sign_ins() {
    let app = TestApp::sqlite().await;
    let before = app.person("调解员").await.session("mediation").await;
    let logins = app.logins.clone();
    let app = app.restart().await;
    assert!(app.logins == logins);
    assert_eq!(app.person("调解员").await.session("mediation").await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_too_fast_is_told_when_to_ask_again() {
    let app = TestApp::with(|config| config.limits.requests_per_second = 1).await;
    let stranger = app.stranger();
    for _ in 0..200 {
        let answer = stranger.get("/api/v1/sign-in/ways").await;
        if answer.status.as_u16() == 200 {
            continue;
        }
        let again: u32 = answer.headers["retry-after"].to_str().unwrap().parse().unwrap();
        assert!((1..=10).contains(&again), "{again}");
        assert_eq!(answer.problem(429), "too_many");
        // Pages are files: whoever asked too fast can still read why nothing comes.
        assert_ne!(stranger.get("/sign-in").await.status.as_u16(), 429);
        app.stop().await;
        return;
    }
    panic!("200 requests in a moment, and each was heard");
}
