"""A time stamp authority (RFC 3161) that OpenSSL answers for: it is away at first, and then signs
when a bundle's signature existed. Run by `make peers`."""

import asyncio
import tempfile
import unittest
from pathlib import Path

from aiohttp import web

from bundles import bundles_of, unpacked
from court import Gathering
from server import BINARY

SETTINGS = """[tsa]
default_tsa = one
[one]
serial = serial
signer_cert = cert.pem
signer_key = key.pem
signer_digest = sha256
digests = sha256
default_policy = 1.2.3.4
"""
STAMPED_WITHIN_S = 30


class Authority:
    """Its folder holds the key and the certificate; `away` is out of order."""

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="concord-tsa-")
        self.path = Path(self.folder.name)
        self.away = True

    async def open(self) -> None:
        await self.openssl("req", "-x509", "-nodes", "-newkey", "rsa:2048", "-keyout", "key.pem", "-out", "cert.pem", "-days", "2",
                           "-subj", "/CN=TSA", "-addext", "extendedKeyUsage=critical,timeStamping")
        (self.path / "serial").write_text("01")
        (self.path / "tsa.cnf").write_text(SETTINGS)
        app = web.Application()
        app.router.add_post("/", self.answer)
        self.runner = web.AppRunner(app)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self.runner.addresses[0][1]}/"

    async def close(self) -> None:
        await self.runner.cleanup()
        self.folder.cleanup()

    async def answer(self, request: web.Request) -> web.Response:
        if self.away or request.content_type != "application/timestamp-query":
            return web.Response(status=503)
        (self.path / "query").write_bytes(await request.read())
        await self.openssl("ts", "-reply", "-queryfile", "query", "-out", "reply", "-config", "tsa.cnf")
        return web.Response(body=(self.path / "reply").read_bytes(), content_type="application/timestamp-reply")

    async def openssl(self, *arguments: str | Path) -> None:
        code, said = await run("openssl", *arguments, folder=self.path)
        assert code == 0, said


class Stamped(Gathering):
    async def asyncSetUp(self) -> None:
        self.authority = Authority()
        await self.authority.open()
        self.addAsyncCleanup(self.authority.close)
        await super().asyncSetUp()

    async def open(self) -> None:
        self.server.settings["CONCORD_RECORDING__TIMESTAMP_URL"] = self.authority.url
        await super().open()

    async def test_a_bundle_is_stamped_as_soon_as_the_authority_answers(self) -> None:
        judge = await self.arrives("法官", "hearing")
        await judge.seated()
        await judge.channel.do("change_phase", to="in_session")
        await judge.channel.until(lambda view: view["recording"]["state"] == "writing")
        await judge.channel.do("change_phase", to="closed")
        [bundle] = await bundles_of(self, judge)
        self.assertNotIn("stamped", await self.verified(bundle), "a bundle does not wait for others")

        self.authority.away = False
        await judge.leave()
        await self.server.end_well()
        await self.server.start()
        kept = Path(self.server.folder.name) / "bundles" / bundle.name / "manifest.tsr"
        async with asyncio.timeout(STAMPED_WITHIN_S):
            while not kept.exists():
                await asyncio.sleep(0.1)
        bundle = await unpacked(self, bundle.name)
        stamp = bundle / "manifest.tsr"
        await self.authority.openssl("ts", "-verify", "-in", stamp, "-data", bundle / "manifest.jws", "-CAfile", "cert.pem")
        self.assertIn("by CN=TSA", await self.verified(bundle))
        archive = self.authority.path / "bundle.zip"
        archive.write_bytes(await self.download(judge.channel.bearer, bundle.name))
        self.assertIn("by CN=TSA", await self.verified(archive))

        changed = bytearray(stamp.read_bytes())
        changed[-1] ^= 1
        stamp.write_bytes(changed)
        code, said = await run(BINARY, "record", "verify", bundle)
        self.assertEqual(code, 1, said)
        self.assertIn("manifest.tsr", said)

    async def verified(self, bundle: Path) -> str:
        code, said = await run(BINARY, "record", "verify", bundle)
        self.assertEqual(code, 0, said)
        return said

    async def download(self, bearer: str, recording: str) -> bytes:
        """The whole bundle, once its row has the stamp."""
        url, headers = self.server.url.replace("ws", "http"), {"Authorization": f"Bearer {bearer}"}
        async with asyncio.timeout(STAMPED_WITHIN_S):
            while not any(file["name"] == "manifest.tsr" for file in (await self.ask("GET", f"recordings/{recording}", bearer))["files"]):
                await asyncio.sleep(0.1)
        async with self.web.get(f"{url}/api/v1/recordings/{recording}/archive", headers=headers) as answer:
            answer.raise_for_status()
            return await answer.read()


async def run(*arguments: str | Path, folder: Path | None = None) -> tuple[int, str]:
    program = await asyncio.create_subprocess_exec(
        *arguments, cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT)
    said, _ = await program.communicate()
    assert program.returncode is not None
    return program.returncode, said.decode()


if __name__ == "__main__":
    unittest.main(verbosity=2)
