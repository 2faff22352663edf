"""Requests made from the API's own document by a tool that nobody here wrote (schemathesis), with
each office's rights: no fault of the server, and no answer that the document does not promise.
Run by `make peers`; `EXAMPLES=200` looks longer."""

import asyncio
import json
import os
import sys
import unittest
from pathlib import Path

import aiohttp

from server import Server

OFFICES = ("机构管理员", "调解员", "法官", "书记员", "申请人")
EXAMPLES = os.environ.get("EXAMPLES", "6")
TAKES_AT_MOST_S = 120
CHECKS = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")
# A stream without an end, and what would take the sign-in of the test away.
LEFT_OUT = ("/api/v1/me/bell", "/api/v1/sign-out", "/api/v1/me/password", "/api/v1/me/sign-ins/{id}")

# What a list names goes into the paths below it: most requests reach what exists.
LISTS = {"cases": "/api/v1/cases", "sessions": "/api/v1/sessions"}


class Generated(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        # More than anybody asks who is not a program.
        self.server = Server("demo", settings={"CONCORD_LIMITS__REQUESTS_PER_SECOND": "100000"})
        await self.server.start()
        self.addAsyncCleanup(self.server.stop)
        self.url = self.server.url.replace("ws", "http")
        # Before the guesses at sign-in, of which there may only be a few.
        self.tokens = {office: await self.token(office) for office in OFFICES}

    async def token(self, office: str) -> str:
        number, password = self.server.logins()[office]
        credentials = {"identity": number, "password": password, "bearer": True}
        async with aiohttp.ClientSession(self.url) as web, web.post("/api/v1/sign-in", json=credentials) as answer:
            return (await answer.json())["token"]

    async def got(self, office: str, path: str) -> dict:
        headers = {"Authorization": f"Bearer {self.tokens[office]}"}
        async with aiohttp.ClientSession(self.url, headers=headers, raise_for_status=True) as web, web.get(path) as answer:
            return await answer.json()

    async def settings(self, office: str) -> Path:
        written = []
        for name, path in LISTS.items():
            if ids := [item["id"] for item in (await self.got(office, path))["items"]]:
                written.append(
                    f"[dictionaries.{name}]\nvalues = {json.dumps(ids)}\n"
                    f'[[operations]]\ninclude-path-regex = "^{path}/"\n'
                    f'parameters = {{ "path.id" = {{ dictionary = "{name}", probability = 0.8 }} }}\n'
                )
        file = Path(self.server.folder.name, "schemathesis.toml")
        file.write_text("".join(written))
        return file

    async def tried(self, office: str) -> tuple[int, str]:
        left_out = [argument for path in LEFT_OUT for argument in ("--exclude-path", path)]
        program = await asyncio.create_subprocess_exec(
            Path(sys.executable).with_name("schemathesis"), "--no-color",
            "--config-file", await self.settings(office), "run", f"{self.url}/api/openapi.json",
            "--header", f"Authorization: Bearer {self.tokens[office]}", "--checks", ",".join(CHECKS), *left_out,
            "--phases", "coverage,fuzzing", "--max-examples", EXAMPLES, "--generation-deterministic",
            "--continue-on-failure", "--warnings", "off",
            cwd=self.server.folder.name, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )
        async with asyncio.timeout(TAKES_AT_MOST_S):
            said, _ = await program.communicate()
        return program.returncode, said.decode()

    async def test_every_office_gets_only_what_the_document_promises(self) -> None:
        for office in OFFICES:
            with self.subTest(office=office):
                code, said = await self.tried(office)
                self.assertEqual(code, 0, said[-8_000:])
                # Otherwise most was asked by a stranger.
                self.assertIn("name", await self.got(office, "/api/v1/me"))
                print(next(line for line in said.splitlines() if "generated" in line).strip(), file=sys.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
