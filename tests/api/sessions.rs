//! Sessions: who sees them, and the ticket into them.

use serde_json::json;
use signaling::channel::ServerFrame;
use signaling::ws::client::ChannelClient;

use crate::support::app::TestApp;

on_both_apps! {
    async fn somebody_with_a_place_gets_a_ticket_that_opens_the_session_channel(app: &TestApp) {
        let mediator = app.person("调解员").await;
        let session = mediator.session("mediation").await;
        let entry = mediator.post(&format!("/api/v1/sessions/{session}/entry"), json!({})).await.expect(200);
        let channel = format!("{}{}", app.url.replace("http", "ws"), entry["channel"].as_str().unwrap());
        let mut client = ChannelClient::connect(&channel, entry["token"].as_str().unwrap(), None).await.unwrap();
        let frame = client.next().await.unwrap();
        assert!(matches!(frame, ServerFrame::Welcome(_)));
    }

    async fn somebody_without_a_place_does_not_even_learn_that_the_session_exists(app: &TestApp) {
        let session = app.person("法官").await.session("hearing").await;
        let outsider = app.person("调解员").await;
        for path in [format!("/api/v1/sessions/{session}"), format!("/api/v1/recordings?session={session}")] {
            let answer = outsider.get(&path).await;
            match answer.status.as_u16() {
                404 => {}
                _ => assert_eq!(answer.expect(200)["items"], json!([])),
            }
        }
        let entry = outsider.post(&format!("/api/v1/sessions/{session}/entry"), json!({})).await;
        assert_eq!(entry.problem(404), "not_found");
    }

    async fn the_administration_sees_a_session_and_cannot_enter_it(app: &TestApp) {
        let session = app.person("法官").await.session("hearing").await;
        let admin = app.person("机构管理员").await;
        let detail = admin.get(&format!("/api/v1/sessions/{session}")).await.expect(200);
        assert_eq!((&detail["kind"], &detail["may_enter"]), (&json!("hearing"), &json!(false)));
        let entry = admin.post(&format!("/api/v1/sessions/{session}/entry"), json!({})).await;
        assert_eq!(entry.problem(404), "not_found");
    }
}
