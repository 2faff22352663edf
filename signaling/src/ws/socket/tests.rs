//! On stopped time: the runtime's clock jumps to the next deadline whenever nobody has
//! anything to do, so ten seconds pass at once.

use std::io;

use futures_util::{SinkExt, StreamExt};
use tokio::io::{DuplexStream, ReadBuf, duplex};

use super::*;

const LIMIT: usize = 1024;

/// A server's socket and the bare byte stream at its other end.
async fn bare(pipe_bytes: usize) -> (Socket<DuplexStream>, DuplexStream) {
    let (ours, theirs) = duplex(pipe_bytes);
    (Socket::server(ours, LIMIT).await, theirs)
}

/// A server's socket and a proper client.
async fn pair() -> (Socket<DuplexStream>, WebSocketStream<DuplexStream>) {
    let (socket, theirs) = bare(64 * 1024).await;
    (socket, WebSocketStream::from_raw_socket(theirs, Role::Client, None).await)
}

async fn end(socket: &mut Socket<DuplexStream>) -> Closed {
    loop {
        if let Event::Closed(cause) = socket.next(false).await {
            return cause;
        }
    }
}

/// The next event that says something.
async fn event(socket: &mut Socket<DuplexStream>) -> Event {
    loop {
        match socket.next(false).await {
            Event::Idle => {}
            event => return event,
        }
    }
}

#[tokio::test(start_paused = true)]
async fn messages_of_both_kinds_arrive() {
    let (mut socket, mut client) = pair().await;
    client.send(Message::text("hello")).await.unwrap();
    client.send(Message::binary(vec![1, 2])).await.unwrap();
    assert!(matches!(event(&mut socket).await, Event::Text(text) if text == "hello"));
    assert!(matches!(event(&mut socket).await, Event::Binary(bytes) if *bytes == [1, 2]));
}

/// proves: F8 (1 byte/s)
#[tokio::test(start_paused = true)]
async fn a_message_that_comes_a_byte_a_second_is_given_up_after_ten_seconds() {
    let (mut socket, mut theirs) = bare(1024).await;
    let began = clock::now();
    tokio::spawn(async move {
        // A masked text frame of 100 bytes (RFC 6455 §5.2), of which most never comes.
        let frame =
            [0x81, 0x80 | 100, 0, 0, 0, 0, b'a', b'a', b'a', b'a', b'a', b'a', b'a', b'a', b'a', b'a'];
        for byte in frame.into_iter().cycle() {
            if theirs.write_all(&[byte]).await.is_err() {
                return;
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    });
    assert_eq!(end(&mut socket).await, Closed::Unfinished);
    assert_eq!((clock::now() - began).as_secs(), STALL.as_secs());
}

#[tokio::test(start_paused = true)]
async fn a_slow_message_that_ends_in_time_is_taken_and_the_next_has_its_own_time() {
    let (mut socket, mut theirs) = bare(1024).await;
    tokio::spawn(async move {
        for _ in 0..3 {
            for byte in [0x81, 0x80 | 2, 0, 0, 0, 0, b'o', b'k'] {
                theirs.write_all(&[byte]).await.unwrap();
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    });
    for _ in 0..3 {
        assert!(matches!(event(&mut socket).await, Event::Text(text) if text == "ok"));
    }
}

/// proves: F8 (slow reader)
#[tokio::test(start_paused = true)]
async fn a_peer_that_does_not_read_is_given_up_after_ten_seconds() {
    let (mut socket, _theirs) = bare(64).await;
    let began = clock::now();
    assert!(matches!(socket.next(true).await, Event::Writable));
    socket.send(Message::binary(vec![0; 1000]));
    loop {
        match socket.next(true).await {
            Event::Writable => panic!("nothing was read"),
            Event::Closed(cause) => break assert_eq!(cause, Closed::TooSlow),
            _ => {}
        }
    }
    assert_eq!(clock::now() - began, STALL);
}

/// A byte stream whose peer takes nothing any more.
struct Deaf(DuplexStream);

impl AsyncRead for Deaf {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, into)
    }
}

impl AsyncWrite for Deaf {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, _: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[tokio::test(start_paused = true)]
async fn the_last_words_of_a_peer_that_takes_nothing_more_are_read() {
    let (ours, theirs) = duplex(1024);
    let mut socket = Socket::server(Deaf(ours), LIMIT).await;
    let mut client = WebSocketStream::from_raw_socket(theirs, Role::Client, None).await;
    client.send(Message::text("goodbye")).await.unwrap();
    assert!(matches!(socket.next(true).await, Event::Writable));
    socket.send(Message::text("news"));
    assert!(matches!(socket.next(true).await, Event::Text(text) if text == "goodbye"));
    drop(client);
    assert!(matches!(socket.next(true).await, Event::Closed(Closed::Broken)));
}

#[tokio::test(start_paused = true)]
async fn a_message_is_writable_only_when_the_one_before_was_taken() {
    let (mut socket, mut theirs) = bare(64).await;
    assert!(matches!(socket.next(true).await, Event::Writable));
    socket.send(Message::binary(vec![7; 500]));
    let reader = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_secs(5)).await;
        let mut taken = vec![0; 504];
        theirs.read_exact(&mut taken).await.unwrap();
        theirs
    });
    let began = clock::now();
    while !matches!(socket.next(true).await, Event::Writable) {}
    assert_eq!((clock::now() - began).as_secs(), 5);
    drop(reader);
}

/// proves: F8 (limit + 1)
#[tokio::test(start_paused = true)]
async fn a_message_one_byte_too_long_ends_the_socket_with_1009() {
    let (mut socket, mut client) = pair().await;
    client.send(Message::binary(vec![0; LIMIT])).await.unwrap();
    assert!(matches!(event(&mut socket).await, Event::Binary(_)));
    client.send(Message::binary(vec![0; LIMIT + 1])).await.unwrap();
    let cause = end(&mut socket).await;
    assert_eq!(cause, Closed::TooLarge);
    tokio::spawn(socket.close(cause));
    let code = loop {
        match client.next().await {
            Some(Ok(Message::Close(Some(frame)))) => break u16::from(frame.code),
            Some(Ok(_)) => {}
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(code, 1009);
}

#[tokio::test(start_paused = true)]
async fn many_fragments_do_not_add_up_to_more_than_the_limit() {
    let (mut socket, mut theirs) = bare(64 * 1024).await;
    let mut bytes = vec![0x02, 0x80 | 100, 0, 0, 0, 0];
    bytes.extend([0; 100]);
    for _ in 0..20 {
        bytes.extend([0x00, 0x80 | 100, 0, 0, 0, 0]);
        bytes.extend([0; 100]);
    }
    theirs.write_all(&bytes).await.unwrap();
    assert_eq!(end(&mut socket).await, Closed::TooLarge);
}

/// proves: F8 (1e4 messages a second; ping flood)
#[tokio::test(start_paused = true)]
async fn a_flood_of_messages_or_pings_is_slowed_and_then_ended() {
    for message in [Message::text("x"), Message::Ping(Bytes::new())] {
        let (mut socket, mut client) = pair().await;
        let began = clock::now();
        tokio::spawn(async move { while client.send(message.clone()).await.is_ok() {} });
        assert_eq!(end(&mut socket).await, Closed::TooFast);
        let lasted = clock::now() - began;
        assert!((Pace::PATIENCE..Pace::PATIENCE * 2).contains(&lasted), "{lasted:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_not_a_websocket_frame_ends_the_socket() {
    for bytes in [&b"GET / HTTP/1.1\r\n\r\n"[..], &[0x81, 0x01, b'x'], &[0xff; 32]] {
        let (mut socket, mut theirs) = bare(1024).await;
        theirs.write_all(bytes).await.unwrap();
        assert_eq!(end(&mut socket).await, Closed::Malformed, "{bytes:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_network_and_a_goodbye_are_told_apart() {
    let (mut socket, client) = pair().await;
    drop(client);
    assert_eq!(end(&mut socket).await, Closed::Broken);

    let (mut socket, mut client) = pair().await;
    client.close(None).await.unwrap();
    assert_eq!(end(&mut socket).await, Closed::ByClient);
}

#[tokio::test(start_paused = true)]
async fn an_idle_socket_is_pinged_every_ten_seconds() {
    let (mut socket, mut client) = pair().await;
    tokio::spawn(async move { end(&mut socket).await });
    let began = clock::now();
    for nth in 1..=3 {
        assert!(matches!(client.next().await, Some(Ok(Message::Ping(_)))));
        assert_eq!(clock::now() - began, PING * nth);
    }
}
