//! Objects of finished recordings in an S3-compatible store, as `recording.store` names it:
//! `s3://BUCKET/PREFIX?endpoint=https://…&region=…`. What is sent there is encrypted already.
//!
//! Who we are comes from where every tool looks: `AWS_ACCESS_KEY_ID` and
//! `AWS_SECRET_ACCESS_KEY`, a token file, or the machine's own role.

use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::path::Path as FilePath;
use std::time::Duration;

use futures_util::TryStreamExt;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{ClientOptions, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig, WriteMultipart};
use recorder::vault::RemoteStore;
use reqwest::Url;
use thiserror::Error;
use tokio::runtime::Handle;

/// One request: a part of an upload, or what a player reads at once.
const REQUEST_WITHIN: Duration = Duration::from_secs(60);
/// A store that does not answer for so long is away.
const TRIES_WITHIN: Duration = Duration::from_secs(20);
const TRIES: usize = 3;
/// Bytes of a part: the least that S3 takes. Larger files are sent in parts, some at once.
const PART_BYTES: usize = 5 * 1024 * 1024;
const PARTS_AT_ONCE: usize = 3;

const STOPPED: &str = "the server stops";

/// Why `recording.store` cannot be used.
#[derive(Debug, Error)]
pub enum AddressError {
    /// It is not such an address.
    #[error("expected s3://BUCKET/PREFIX?endpoint=URL&region=NAME, got {0}")]
    Form(String),
    /// The client cannot be made of it.
    #[error(transparent)]
    Client(#[from] object_store::Error),
}

/// A bucket, or a folder in it.
pub struct S3 {
    store: AmazonS3,
    prefix: Path,
    runtime: Handle,
}

impl S3 {
    /// Must be called, and is later used, while a runtime runs. Asks nobody yet.
    ///
    /// # Errors
    /// If the address is none.
    pub fn new(address: &str) -> Result<Self, AddressError> {
        let url = Url::parse(address).ok().filter(|url| url.scheme() == "s3");
        let (url, bucket) = url
            .and_then(|url| url.host_str().map(str::to_owned).map(|bucket| (url, bucket)))
            .ok_or_else(|| AddressError::Form("no address of a bucket".into()))?;
        let retry = RetryConfig { max_retries: TRIES, retry_timeout: TRIES_WITHIN, ..RetryConfig::default() };
        let options = ClientOptions::new().with_timeout(REQUEST_WITHIN);
        let mut builder = AmazonS3Builder::from_env()
            .with_bucket_name(bucket)
            .with_retry(retry)
            .with_client_options(options);
        for (name, value) in url.query_pairs() {
            builder = match &*name {
                "endpoint" => builder.with_allow_http(value.starts_with("http://")).with_endpoint(value),
                "region" => builder.with_region(value),
                "virtual_hosted" => builder.with_virtual_hosted_style_request(value == "yes"),
                other => return Err(AddressError::Form(format!("{other:?} in its query"))),
            };
        }
        let prefix = Path::from_url_path(url.path()).map_err(object_store::Error::from)?;
        Ok(Self { store: builder.build()?, prefix, runtime: Handle::current() })
    }

    fn place(&self, name: &str) -> Path {
        name.split('/').fold(self.prefix.clone(), Path::join)
    }

    async fn send(&self, name: &str, from: &FilePath, go_on: &dyn Fn() -> bool) -> Result<(), String> {
        let mut file = File::open(from).map_err(|error| error.to_string())?;
        let mut part = next_part(&mut file)?;
        if part.len() < PART_BYTES {
            let put = self.store.put(&self.place(name), PutPayload::from(part)).await;
            return put.map(drop).map_err(|error| words(&error));
        }
        let upload = self.store.put_multipart(&self.place(name)).await.map_err(|error| words(&error))?;
        let mut upload = WriteMultipart::new_with_chunk_size(upload, PART_BYTES);
        while !part.is_empty() {
            let room = upload.wait_for_capacity(PARTS_AT_ONCE).await.map_err(|error| words(&error));
            if let Err(reason) = room.and_then(|()| go_on().then_some(()).ok_or_else(|| STOPPED.to_owned())) {
                // Parts without an end are of no use to anybody.
                let _ = upload.abort().await;
                return Err(reason);
            }
            upload.put(part.into());
            part = next_part(&mut file)?;
        }
        upload.finish().await.map(drop).map_err(|error| words(&error))
    }

    async fn receive(&self, name: &str, bytes: Range<u64>) -> Result<Vec<u8>, String> {
        let received = self.store.get_range(&self.place(name), bytes).await;
        received.map(Vec::from).map_err(|error| words(&error))
    }

    async fn clear(&self, folder: &str) -> Result<(), String> {
        let folder = self.place(folder);
        let found: Vec<_> =
            self.store.list(Some(&folder)).try_collect().await.map_err(|error| words(&error))?;
        for object in found {
            match self.store.delete(&object.location).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(words(&error)),
            }
        }
        Ok(())
    }
}

impl RemoteStore for S3 {
    fn put(&self, name: &str, from: &FilePath, go_on: &dyn Fn() -> bool) -> Result<(), String> {
        self.runtime.block_on(self.send(name, from, go_on))
    }

    fn read(&self, name: &str, bytes: Range<u64>) -> Result<Vec<u8>, String> {
        self.runtime.block_on(self.receive(name, bytes))
    }

    fn remove_all(&self, folder: &str) -> Result<(), String> {
        self.runtime.block_on(self.clear(folder))
    }
}

fn next_part(file: &mut File) -> Result<Vec<u8>, String> {
    let mut part = Vec::with_capacity(PART_BYTES);
    file.take(PART_BYTES as u64).read_to_end(&mut part).map_err(|error| error.to_string())?;
    Ok(part)
}

/// With its causes, each once: layers repeat those below.
fn words(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let said = inner.to_string();
        if !words.contains(&said) {
            words = format!("{words}: {said}");
        }
        cause = inner.source();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_address_names_bucket_folder_and_service() {
        let s3 = S3::new("s3://records/court/a?endpoint=http://127.0.0.1:1&region=cn-north-1").unwrap();
        assert_eq!(s3.place("id/name").as_ref(), "court/a/id/name");
        assert_eq!(S3::new("s3://records").unwrap().place("id/name").as_ref(), "id/name");
    }

    #[tokio::test]
    async fn what_is_no_such_address_is_refused() {
        for address in ["", "records", "http://records", "s3:", "s3://records?colour=red"] {
            assert!(S3::new(address).is_err(), "{address}");
        }
    }
}
