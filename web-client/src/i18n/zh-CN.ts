import access from "./zh-CN/access.ts";
import cases from "./zh-CN/cases.ts";
import common from "./zh-CN/common.ts";
import home from "./zh-CN/home.ts";
import problems from "./zh-CN/problems.ts";
import records from "./zh-CN/records.ts";
import room from "./zh-CN/room.ts";
import session from "./zh-CN/session.ts";

export default { access, cases, common, home, problems, records, room, session };
