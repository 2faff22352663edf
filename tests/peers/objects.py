"""An S3 store that nobody here wrote: it is away at first, and then keeps what is finished. Run by
`make peers`."""

import asyncio
import json
import os
import socket
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from base64 import urlsafe_b64decode
from pathlib import Path

import aiohttp

from bundles import bundles_of, unpacked
from court import Attendee, Gathering
from server import BINARY, free_port

BUCKET, FOLDER = "records", "court/one"
# Objects are private, and this store takes anybody's word for who they are.
KNOWN = {"Authorization": "AWS4-HMAC-SHA256 Credential=court/20260101/cn-north-1/s3/aws4_request, SignedHeaders=host, Signature=0"}
NAMES = "{http://s3.amazonaws.com/doc/2006-03-01/}"
STARTS_WITHIN_S = SENT_WITHIN_S = 60
# Over two parts of an upload, and an odd one.
LARGE = os.urandom(11 * 1024 * 1024 + 7)
LARGE_NAME = "f" * 32


class Store:
    """A process with one bucket, as soon as it is started."""

    def __init__(self) -> None:
        self.port = free_port(socket.SOCK_STREAM)
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: asyncio.subprocess.Process | None = None

    async def start(self, web: aiohttp.ClientSession) -> None:
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "moto.server", "--host", "127.0.0.1", "--port", str(self.port),
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL)
        async with asyncio.timeout(STARTS_WITHIN_S):
            while not await self.has_bucket(web):
                await asyncio.sleep(0.1)

    async def has_bucket(self, web: aiohttp.ClientSession) -> bool:
        try:
            async with web.put(f"{self.url}/{BUCKET}") as answer:
                return answer.ok
        except aiohttp.ClientConnectionError:
            return False

    async def objects(self, web: aiohttp.ClientSession) -> dict[str, bytes]:
        async with web.get(f"{self.url}/{BUCKET}?list-type=2") as answer:
            listed = ElementTree.fromstring(await answer.text())
        names = [key.text or "" for key in listed.iter(f"{NAMES}Key")]
        return {name: await self.bytes_of(web, name) for name in names}

    async def bytes_of(self, web: aiohttp.ClientSession, name: str) -> bytes:
        async with web.get(f"{self.url}/{BUCKET}/{name}", headers=KNOWN) as answer:
            answer.raise_for_status()
            return await answer.read()

    async def end(self) -> None:
        if self.process and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()


class Elsewhere(Gathering):
    async def open(self) -> None:
        self.store = Store()
        self.addAsyncCleanup(self.store.end)
        self.server.settings |= {
            "CONCORD_RECORDING__STORE": f"s3://{BUCKET}/{FOLDER}?endpoint={self.store.url}&region=cn-north-1",
            "AWS_ACCESS_KEY_ID": "court", "AWS_SECRET_ACCESS_KEY": "a secret"}
        await super().open()

    async def recorded(self) -> tuple[Attendee, str]:
        """A judge, and the hearing that was recorded."""
        judge = await self.arrives("法官", "hearing")
        await judge.seated()
        await judge.channel.do("change_phase", to="in_session")
        await judge.channel.until(lambda view: view["recording"]["state"] == "writing")
        await judge.channel.do("change_phase", to="closed")
        [bundle] = await bundles_of(self, judge)
        return judge, bundle.name

    # proves: C5
    async def test_a_recording_moves_to_its_store_when_that_is_there_and_can_be_had_all_the_time(self) -> None:
        judge, recording = await self.recorded()
        here = Path(self.server.folder.name) / "bundles" / f"{recording}.objects"
        self.assertTrue(any(here.iterdir()), "the store is away")
        bearer = judge.channel.bearer
        whole = await self.archive(bearer, recording)
        (here / LARGE_NAME).write_bytes(LARGE)

        await self.store.start(self.web)
        async with asyncio.timeout(SENT_WITHIN_S):
            while any(here.iterdir()):
                await asyncio.sleep(0.1)
        objects = await self.store.objects(self.web)
        self.assertTrue(all(name.startswith(f"{FOLDER}/{recording}/") for name in objects), objects.keys())
        self.assertTrue(objects.pop(f"{FOLDER}/{recording}/{LARGE_NAME}") == LARGE, "in parts, and whole")
        self.assertEqual({content[:8] for content in objects.values()}, {b"CCOBJ\r\n1"}, "nobody there can read it")

        self.assertTrue(await self.archive(bearer, recording) == whole)
        middle = len(whole) // 2
        self.assertTrue(await self.archive(bearer, recording, middle) == whole[middle:], "a broken download goes on")
        await self.verified(whole)
        await unpacked(self, recording)

        await self.store.end()
        with self.assertRaises(aiohttp.ClientError):
            await self.archive(bearer, recording)

    async def test_what_is_destroyed_is_destroyed_there_too(self) -> None:
        await self.store.start(self.web)
        judge, recording = await self.recorded()
        here = Path(self.server.folder.name) / "bundles" / f"{recording}.objects"
        async with asyncio.timeout(SENT_WITHIN_S):
            while any(here.iterdir()):
                await asyncio.sleep(0.1)
        self.assertTrue(await self.store.objects(self.web))
        admin = await self.signed_in("机构管理员")
        await self.ask("POST", "me/confirmation", admin, {"password": self.server.logins()["机构管理员"][1]})
        url = f"{self.server.url.replace('ws', 'http')}/api/v1/recordings/{recording}"
        headers = {"Origin": self.server.url.replace("ws", "http"), "Authorization": f"Bearer {admin}"}
        async with self.web.delete(url, headers=headers, json={"reason": "保存期满"}) as answer:
            self.assertEqual(answer.status, 204, await answer.text())
        self.assertEqual(await self.store.objects(self.web), {})
        statement = (await self.ask("GET", f"recordings/{recording}/tombstone", admin))["statement"]
        said = json.loads(urlsafe_b64decode(statement.split(".")[1] + "=="))
        self.assertEqual((said["recording"], said["key_destroyed"]), (recording, True))

    async def archive(self, bearer: str, recording: str, begin: int = 0) -> bytes:
        """The whole bundle as one file, or what comes after a beginning."""
        url = f"{self.server.url.replace('ws', 'http')}/api/v1/recordings/{recording}/archive"
        headers = {"Authorization": f"Bearer {bearer}"} | ({"Range": f"bytes={begin}-"} if begin else {})
        async with self.web.get(url, headers=headers) as answer:
            answer.raise_for_status()
            self.assertEqual(answer.status, 206 if begin else 200)
            return await answer.read()

    async def verified(self, archive: bytes) -> None:
        with tempfile.NamedTemporaryFile(suffix=".zip") as file:
            file.write(archive)
            file.flush()
            check = await asyncio.create_subprocess_exec(BINARY, "record", "verify", file.name, stdout=asyncio.subprocess.DEVNULL)
            self.assertEqual(await check.wait(), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
