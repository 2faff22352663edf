//! The session channel.

use std::time::Instant;

use serde_json::{Value, json};
use signaling::channel::{
    ByeCode, CommandId, Conversation, Epoch, Input, Output, Resume, Seq, ServerFrame, item, slices,
};
use signaling::token::Wire;
use signaling::ws::client::ChannelClient;
use signaling::ws::{ChannelUp, Denial};
use signaling::{Closed, LinkId};

use crate::support::{ChannelEnd, Command, Server, api_token, session_token, soon};

type Frame = ServerFrame<Value, Value>;

/// What a coordinator does with a conversation, in small.
struct Desk {
    talk: Conversation<Command>,
    end: Option<ChannelEnd>,
    links: u64,
    ran: Vec<Command>,
}

impl Desk {
    fn new() -> Self {
        Self { talk: Conversation::new(Epoch(1)), end: None, links: 0, ran: Vec::new() }
    }

    async fn accept(&mut self, end: ChannelEnd) {
        self.links += 1;
        let (resume, link) = (end.opening.resume, LinkId(self.links));
        self.end = Some(end);
        self.handle(Input::Connected { link, resume, fresh: Epoch(100 + self.links), wall_ms: 0 }).await;
    }

    /// Takes what the client says next.
    async fn listen(&mut self) -> Option<Closed> {
        let link = LinkId(self.links);
        let (_, up) = soon(self.end.as_mut().unwrap().up.recv()).await.unwrap();
        match up {
            ChannelUp::Command { id, command } => self.handle(Input::Command { link, id, command }).await,
            ChannelUp::Ack(seq) => self.handle(Input::Ack { link, seq }).await,
            ChannelUp::Closed(cause) => {
                self.handle(Input::Closed(link)).await;
                return Some(cause);
            }
        }
        None
    }

    async fn say(&mut self, value: Value) {
        self.handle(Input::Item(item(&value).unwrap())).await;
    }

    async fn handle(&mut self, input: Input<Command>) {
        #[expect(clippy::disallowed_methods, reason = "the host under test has a clock")]
        self.talk.handle(Instant::now(), input);
        loop {
            match self.talk.poll_output() {
                Output::Send(_, text) => {
                    let _ = self.end.as_ref().unwrap().down.send(text).await;
                }
                Output::Run { id, command } => {
                    self.ran.push(command);
                    #[expect(clippy::disallowed_methods, reason = "the host under test has a clock")]
                    self.talk.handle(Instant::now(), Input::Answer { id, outcome: Ok(()) });
                }
                Output::Close(_) => self.end = None,
                Output::Snapshot => {}
                Output::Wait(_) => return,
            }
        }
    }
}

async fn connect(server: &mut Server, desk: &mut Desk, resume: Option<Resume>) -> ChannelClient {
    let token = session_token(Wire::Channel);
    let client = ChannelClient::connect(&server.url("/channel"), &token, resume).await.unwrap();
    desk.accept(server.channel().await).await;
    client
}

async fn next(client: &mut ChannelClient) -> Frame {
    soon(client.next()).await.expect("the socket is open")
}

async fn bye(client: &mut ChannelClient) -> ByeCode {
    match next(client).await {
        Frame::Bye(bye) => bye.code,
        other => panic!("{other:?}"),
    }
}

fn id(name: &str) -> CommandId {
    CommandId::try_from(name.to_owned()).unwrap()
}

#[tokio::test]
async fn a_client_is_welcomed_sees_the_view_and_is_answered() {
    let (mut server, mut desk) = (Server::start().await, Desk::new());
    desk.handle(Input::View(slices(&json!({"me": 1})).unwrap())).await;
    let mut client = connect(&mut server, &mut desk, None).await;
    assert!(matches!(next(&mut client).await, Frame::Welcome(welcome) if !welcome.resumed));
    assert!(matches!(next(&mut client).await, Frame::View { seq: Seq(1), .. }));
    client.command(id("c1"), &json!({"type": "say", "text": "您好"})).await;
    desk.listen().await;
    desk.listen().await;
    assert_eq!(desk.ran, [Command::Say { text: "您好".into() }]);
    assert!(matches!(next(&mut client).await, Frame::Done { id: done } if done == id("c1")));
}

/// proves: R3 (real sockets)
#[tokio::test]
async fn a_broken_socket_resumes_without_loss_or_repetition_two_hundred_times() {
    let (mut server, mut desk) = (Server::start().await, Desk::new());
    let (mut got, mut said, mut resume) = (Vec::new(), 0_u64, None);
    for round in 0..200_u64 {
        let mut client = connect(&mut server, &mut desk, resume).await;
        let Frame::Welcome(welcome) = next(&mut client).await else { panic!() };
        assert_eq!(welcome.resumed, round > 0);
        for _ in 0..=round % 3 {
            desk.say(json!(said)).await;
            said += 1;
        }
        // The client reads some of what is on its way, then the network is gone.
        let unread = said - got.len() as u64;
        for _ in 0..unread.min(round % 5) {
            let Frame::Item { item, .. } = next(&mut client).await else { panic!() };
            got.push(item.as_u64().unwrap());
        }
        resume = client.break_off();
        while desk.listen().await.is_none() {}
    }
    let mut client = connect(&mut server, &mut desk, resume).await;
    assert!(matches!(next(&mut client).await, Frame::Welcome(welcome) if welcome.resumed));
    while (got.len() as u64) < said {
        let Frame::Item { item, .. } = next(&mut client).await else { panic!() };
        got.push(item.as_u64().unwrap());
        desk.listen().await;
    }
    assert_eq!(got, (0..said).collect::<Vec<_>>());
}

#[tokio::test]
async fn the_host_can_say_why_it_hangs_up() {
    let (mut server, mut desk) = (Server::start().await, Desk::new());
    let mut client = connect(&mut server, &mut desk, None).await;
    next(&mut client).await;
    desk.handle(Input::End(ByeCode::Removed)).await;
    let Frame::Bye(bye) = next(&mut client).await else { panic!() };
    assert_eq!((bye.code, bye.is_final), (ByeCode::Removed, true));
    assert_eq!(bye.sentence.zh, "您已被请出本次会议。");
    assert_eq!(soon(client.next()).await, None);
}

#[tokio::test]
async fn a_refused_hello_is_told_why_and_the_host_hears_nothing() {
    let mut server = Server::start().await;
    for token in ["", "x.y.z", &api_token(), &session_token(Wire::Media)] {
        let mut client = ChannelClient::connect(&server.url("/channel"), token, None).await.unwrap();
        assert_eq!(bye(&mut client).await, ByeCode::TokenRefused, "{token}");
        assert_eq!(soon(client.next()).await, None);
    }
    assert!(server.host_heard_nothing());
}

#[tokio::test]
async fn a_denied_hello_is_told_so() {
    for (denial, code) in [
        (Denial::TokenRefused, ByeCode::TokenRefused),
        (Denial::NotAllowed, ByeCode::NotAllowed),
        (Denial::TooMany, ByeCode::TooMany),
        (Denial::Busy, ByeCode::Restarting),
    ] {
        let server = Server::denying(denial).await;
        let token = session_token(Wire::Channel);
        let mut client = ChannelClient::connect(&server.url("/channel"), &token, None).await.unwrap();
        assert_eq!(bye(&mut client).await, code);
    }
}
