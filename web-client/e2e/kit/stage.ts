/** Where a story is played: one server, and people who each have a browser of their own. */
import { goToSession, type Kind, signIn } from "../acts/entry.ts";
import { seat, type Seat } from "./browser.ts";
import { type Login, type Server, startServer } from "./server.ts";
import type { Person } from "./signature.ts";

export interface Actor extends Seat {
  /** As others see it. */
  name: string;
}

/** What `concord demo` calls the people of the stories. */
const ROLES: Partial<Record<Person, string>> = {
  mediator: "调解员",
  applicant: "申请人",
  respondent: "被申请人",
  judge: "法官",
  clerk: "书记员",
};

export class Stage {
  readonly server: Server;
  private readonly seats: Seat[] = [];

  private constructor(server: Server) {
    this.server = server;
  }

  static async open(): Promise<Stage> {
    return new Stage(await startServer());
  }

  /** A new person: opens a browser, signs in and goes to the waiting room of a session. */
  async arrive(person: Person, kind: Kind): Promise<Actor> {
    const own = await seat(person);
    this.seats.push(own);
    await signIn(own, this.server.url, this.loginOf(person));
    const response = await own.context.request.get(`${this.server.url}/api/v1/me`);
    const { name } = (await response.json()) as { name: string };
    await goToSession(own, kind);
    return { ...own, name };
  }

  loginOf(person: Person): Login {
    const login = this.server.logins.find(({ role }) => role === ROLES[person]);
    if (login === undefined) throw new Error(`no login of ${person} was printed:\n${this.server.said()}`);
    return login;
  }

  /** Ends all browsers, then the server. */
  async close(): Promise<void> {
    await Promise.all(this.seats.map((own) => own.close()));
    await this.server.stop();
  }
}
