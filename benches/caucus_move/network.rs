//! What lies between a person and the server: relays that delay everything and lose some of the
//! media. A stream is only delayed: what it would lose, TCP repeats.

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::sync::mpsc;
use tokio::time::Instant;

const LOOPBACK: &str = "127.0.0.1:0";

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Network {
    /// One way.
    pub delay: Duration,
    /// Share of the datagrams, each way.
    pub loss: f64,
}

impl Network {
    pub const NONE: Self = Self { delay: Duration::ZERO, loss: 0.0 };
    pub const FAR: Self = Self { delay: Duration::from_millis(50), loss: 0.02 };

    pub fn round_trip(self) -> Duration {
        self.delay * 2
    }

    /// An address behind which, through this network, is the other.
    pub async fn to_stream(self, server: SocketAddr) -> SocketAddr {
        if self == Self::NONE {
            return server;
        }
        let listener = TcpListener::bind(LOOPBACK).await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let far = TcpStream::connect(server).await.unwrap();
                near.set_nodelay(true).unwrap();
                far.set_nodelay(true).unwrap();
                let (near, far) = (near.into_split(), far.into_split());
                self.carry(near.0, far.1);
                self.carry(far.0, near.1);
            }
        });
        address
    }

    fn carry(
        self,
        mut from: impl AsyncReadExt + Unpin + Send + 'static,
        mut to: impl AsyncWriteExt + Unpin + Send + 'static,
    ) {
        let (way, mut arriving) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            let mut chunk = [0; 16 * 1_024];
            while let Ok(length @ 1..) = from.read(&mut chunk).await {
                if way.send((Instant::now() + self.delay, chunk[..length].to_vec())).is_err() {
                    return;
                }
            }
        });
        tokio::spawn(async move {
            while let Some((due, chunk)) = arriving.recv().await {
                tokio::time::sleep_until(due).await;
                if to.write_all(&chunk).await.is_err() {
                    return;
                }
            }
        });
    }

    /// The same for datagrams of one sender.
    pub async fn to_datagrams(self, server: SocketAddr) -> SocketAddr {
        if self == Self::NONE {
            return server;
        }
        let near = Arc::new(UdpSocket::bind(LOOPBACK).await.unwrap());
        let far = Arc::new(UdpSocket::bind(LOOPBACK).await.unwrap());
        far.connect(server).await.unwrap();
        let address = near.local_addr().unwrap();
        let sender = Arc::new(OnceLock::new());
        self.relay(Arc::clone(&near), Arc::clone(&far), Arc::clone(&sender), Way::There);
        self.relay(far, near, sender, Way::Back);
        address
    }

    fn relay(self, from: Arc<UdpSocket>, to: Arc<UdpSocket>, sender: Arc<OnceLock<SocketAddr>>, way: Way) {
        let (under_way, mut arriving) = mpsc::unbounded_channel();
        let known = Arc::clone(&sender);
        tokio::spawn(async move {
            let mut datagram = [0; 2_048];
            // A port nobody listens at any more is an error on loopback; the way stays open.
            loop {
                let Ok((length, source)) = from.recv_from(&mut datagram).await else { continue };
                if way == Way::There {
                    known.get_or_init(|| source);
                }
                let kept = rand::random::<f64>() >= self.loss;
                let due = Instant::now() + self.delay;
                if kept && under_way.send((due, datagram[..length].to_vec())).is_err() {
                    return;
                }
            }
        });
        tokio::spawn(async move {
            while let Some((due, datagram)) = arriving.recv().await {
                tokio::time::sleep_until(due).await;
                // What cannot be sent is lost, as in any network.
                let _ = match (way, sender.get()) {
                    (Way::There, _) => to.send(&datagram).await,
                    (Way::Back, Some(sender)) => to.send_to(&datagram, sender).await,
                    (Way::Back, None) => Ok(0),
                };
            }
        });
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Way {
    There,
    Back,
}
