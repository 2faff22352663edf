/** Where a story is played: one server, and people who each have a browser of their own. */
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";

import { goToSession, type Kind, signIn } from "../acts/entry.ts";
import { type Network, seat, type Seat } from "./browser.ts";
import { type Login, type Server, startServer } from "./server.ts";
import type { Person } from "./signature.ts";

const RESULTS = resolve(import.meta.dirname, "../../test-results");

export interface Actor extends Seat {
  /** As others see it. */
  name: string;
}

/** What `concord demo` calls the people of the stories. */
const ROLES: Partial<Record<Person | "administrator", string>> = {
  mediator: "调解员",
  applicant: "申请人",
  respondent: "被申请人",
  judge: "法官",
  clerk: "书记员",
  administrator: "机构管理员",
};

export class Stage {
  readonly server: Server;
  private readonly seats: Seat[] = [];
  /** The one that is open; stories are played one after another. */
  private static current: Stage | undefined;

  private constructor(server: Server) {
    this.server = server;
  }

  static async open(settings: Record<string, string> = {}): Promise<Stage> {
    Stage.current = new Stage(await startServer({ settings }));
    return Stage.current;
  }

  /** A new person: opens a browser, signs in and goes to the waiting room of a session. */
  async arrive(person: Person, kind: Kind, network: Network = "open"): Promise<Actor> {
    const own = await seat(person, network);
    this.seats.push(own);
    await signIn(own, this.server.url, this.loginOf(person));
    const response = await own.context.request.get(`${this.server.url}/api/v1/me`);
    const { name } = (await response.json()) as { name: string };
    await goToSession(own, kind);
    return { ...own, name };
  }

  loginOf(person: Person | "administrator"): Login {
    const login = this.server.logins.find(({ role }) => role === ROLES[person]);
    if (login === undefined) throw new Error(`no login of ${person} was printed:\n${this.server.said()}`);
    return login;
  }

  /** What everybody sees and what the server said, for whoever looks into a failure. */
  static async showAll(when: string): Promise<void> {
    const stage = Stage.current;
    if (stage === undefined) return;
    const folder = join(RESULTS, when.replaceAll(/[^a-z]+/gi, "-"));
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "server.txt"), stage.server.said());
    const complaints = stage.seats.map(({ person, complaints }) => `${person}\n${complaints.join("\n")}\n`);
    await writeFile(join(folder, "browsers.txt"), complaints.join("\n"));
    const show = ({ person, page }: Seat) =>
      page.screenshot({ path: join(folder, `${person}.png`) }).catch(() => null);
    await Promise.all(stage.seats.map(show));
  }

  /** Ends all browsers, then the server. */
  async close(): Promise<void> {
    Stage.current = undefined;
    const closed = await Promise.allSettled(this.seats.map((own) => own.close()));
    await this.server.stop();
    const failed = closed.filter((one) => one.status === "rejected");
    if (failed.length > 0)
      throw new AggregateError(
        failed.map(({ reason }) => reason as unknown),
        String(failed[0]?.reason),
      );
  }
}
