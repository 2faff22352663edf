//! Every statement of the registry, on both engines.

use concord::store::statements;

on_both_engines! {
    async fn every_statement_is_understood(store: &Store) {
        let prepared = store.prepare_all().await.unwrap_or_else(|(name, error)| panic!("{name}: {error:?}"));
        assert_eq!(prepared, statements().count());
    }

    async fn migrating_again_changes_nothing(store: &Store) {
        store.migrate().await.unwrap();
        assert_eq!(store.prepare_all().await.ok(), Some(statements().count()));
    }
}
