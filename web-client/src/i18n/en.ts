import access from "./en/access.ts";
import cases from "./en/cases.ts";
import common from "./en/common.ts";
import home from "./en/home.ts";
import problems from "./en/problems.ts";
import records from "./en/records.ts";
import room from "./en/room.ts";
import session from "./en/session.ts";

export default { access, cases, common, home, problems, records, room, session };
