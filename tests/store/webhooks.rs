//! The outbox of webhooks.

use concord::store::NewWebhook;

use super::sample::NOW;

fn news(ordinal: i64, url: &str, room: &str) -> NewWebhook {
    NewWebhook { ordinal, url: url.into(), room: room.into(), body: format!("{url} {room} {ordinal}") }
}

on_both_engines! {
    async fn of_each_room_only_the_first_that_waits_is_due(store: &Store) {
        let rows = [news(1, "a", "court"), news(2, "b", "court"), news(3, "a", "court"), news(4, "a", "annex")];
        store.create_webhooks(&rows, NOW).await.unwrap();
        assert_eq!(store.webhooks_waiting().await.unwrap(), (4, 4));
        let due = async |at| -> Vec<i64> {
            store.webhooks_due(at, 10).await.unwrap().iter().map(|news| news.ordinal).collect()
        };
        assert_eq!(due(NOW).await, [1, 2, 4]);
        store.webhook_failed(1, NOW.plus_seconds(5)).await.unwrap();
        assert_eq!(due(NOW).await, [2, 4], "what comes after waits with it");
        assert_eq!(due(NOW.plus_seconds(5)).await, [1, 2, 4]);
        store.webhook_told(1).await.unwrap();
        assert_eq!(due(NOW).await, [2, 3, 4]);
    }

    async fn a_place_in_the_order_is_taken_once(store: &Store) {
        store.create_webhooks(&[news(7, "a", "court")], NOW).await.unwrap();
        assert!(store.create_webhooks(&[news(8, "a", "court"), news(7, "a", "annex")], NOW).await.is_err());
        assert_eq!(store.webhooks_waiting().await.unwrap(), (7, 1), "all or none");
    }
}
