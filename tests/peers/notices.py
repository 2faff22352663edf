"""The contract of docs/connectors.md: a service that takes notices, that is away at first.
Signatures are checked by a library that nobody here wrote. Run by `make peers`."""

import asyncio
import json
import time
import unittest

import aiohttp
from aiohttp import web
from standardwebhooks import Webhook

from person import PATIENCE_S
from server import Server

SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


class Service:
    """Takes notices, unless told to refuse them."""

    def __init__(self) -> None:
        self.check = Webhook(SECRET)
        self.takes = False
        self.refused: list[dict] = []
        self.taken: list[dict] = []
        self.changed = asyncio.Condition()

    async def start(self) -> None:
        app = web.Application()
        app.router.add_post("/notices", self.receive)
        self.runner = web.AppRunner(app)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self.runner.addresses[0][1]}/notices"

    async def receive(self, request: web.Request) -> web.Response:
        notice = self.check.verify(await request.text(), dict(request.headers))
        assert notice["id"] == request.headers["webhook-id"]
        async with self.changed:
            (self.taken if self.takes else self.refused).append(notice)
            self.changed.notify_all()
        return web.Response(status=204 if self.takes else 503)

    async def until(self, holds) -> None:
        async with asyncio.timeout(PATIENCE_S), self.changed:
            await self.changed.wait_for(holds)


class Notices(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        self.service = Service()
        await self.service.start()
        self.addAsyncCleanup(self.service.runner.cleanup)
        settings = {"CONCORD_CONNECTORS__NOTICES": "http", "CONCORD_CONNECTORS__NOTICES_URL": self.service.url,
                    "CONCORD_CONNECTORS__NOTICES_SECRET": SECRET}
        self.server = Server("demo", settings=settings)
        await self.server.start()
        self.addAsyncCleanup(self.server.stop)
        self.client = aiohttp.ClientSession(f"http://127.0.0.1:{self.server.port}")
        self.addAsyncCleanup(self.client.close)

    async def ask(self, method: str, path: str, body: object = None, token: str = "") -> tuple[int, dict]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with self.client.request(method, f"/api/v1/{path}", json=body, headers=headers) as answer:
            text = await answer.text()
            return answer.status, json.loads(text) if text else {}

    async def with_code(self, identity: str, code: str) -> tuple[int, dict]:
        return await self.ask("POST", "sign-in/with-code", {"identity": identity, "code": code, "bearer": True})

    async def test_a_code_arrives_though_the_service_was_away_and_lets_its_owner_in_once(self) -> None:
        self.assertEqual(await self.ask("GET", "sign-in/ways"), (200, {"password": True, "code": True}))
        (mobile, _), (other, _) = self.server.logins()["申请人"], self.server.logins()["被申请人"]
        for identity in (mobile, mobile, "13700000000"):
            self.assertEqual((await self.ask("POST", "sign-in/code", {"identity": identity}))[0], 204)
        await self.service.until(lambda: self.service.refused)
        self.service.takes = True
        await self.service.until(lambda: self.service.taken)
        (notice,) = self.service.taken
        self.assertEqual({refused["id"] for refused in self.service.refused}, {notice["id"]}, "one, and again")
        self.assertEqual((notice["to"], notice["language"], notice["notice"]["type"]), (mobile, "zh-CN", "code"))
        code = notice["notice"]["code"]
        self.assertIn(code, notice["text"])

        self.assertEqual((await self.with_code(other, code))[0], 401, "it is one person's")
        status, signed_in = await self.with_code(mobile, code)
        self.assertEqual((status, signed_in["me"]["mobile"]), (200, mobile))
        self.assertEqual((await self.with_code(mobile, code))[0], 401, "it is used up")

    async def test_a_code_is_void_after_five_wrong_guesses(self) -> None:
        self.service.takes = True
        mobile, _ = self.server.logins()["调解员"]
        await self.ask("POST", "sign-in/code", {"identity": mobile})
        await self.service.until(lambda: self.service.taken)
        code = self.service.taken[0]["notice"]["code"]
        wrong = "000000" if code != "000000" else "000001"
        for _ in range(5):
            self.assertEqual((await self.with_code(mobile, wrong))[0], 401)
        self.assertEqual((await self.with_code(mobile, code))[0], 401)

    # proves: HE-01, MV-02
    async def test_parties_are_told_of_a_hearing_and_of_a_call_and_the_administration_sees_it(self) -> None:
        self.service.takes = True
        party, _ = self.server.logins()["申请人"]
        await self.session("调解员", "mediation", {})
        await self.service.until(lambda: ("come_now", party) in self.told())
        in_a_week = int((time.time() + 7 * 24 * 60 * 60) * 1_000_000)
        await self.session("书记员", "litigation", {"scheduled_at": in_a_week})
        await self.service.until(lambda: ("session_set", party) in self.told())
        administrator = await self.token("机构管理员")
        async with asyncio.timeout(PATIENCE_S):
            while not await self.all_delivered(administrator):
                await asyncio.sleep(0.1)

    def told(self) -> set[tuple[str, str]]:
        return {(one["notice"]["type"], one["to"]) for one in self.service.taken}

    async def session(self, role: str, kind: str, body: dict) -> None:
        token = await self.token(role)
        _, cases = await self.ask("GET", "cases", token=token)
        case = next(item["id"] for item in cases["items"] if item["kind"] == kind)
        self.assertEqual((await self.ask("POST", f"cases/{case}/sessions", body, token))[0], 201)

    async def token(self, role: str) -> str:
        identity, password = self.server.logins()[role]
        body = {"identity": identity, "password": password, "bearer": True}
        return (await self.ask("POST", "sign-in", body))[1]["token"]

    async def all_delivered(self, token: str) -> bool:
        _, notices = await self.ask("GET", "notices", token=token)
        return bool(notices) and {notice["state"] for notice in notices} == {"delivered"}


if __name__ == "__main__":
    unittest.main(verbosity=2)
