import access from "./en/access.ts";
import administration from "./en/administration.ts";
import applications from "./en/applications.ts";
import applying from "./en/applying.ts";
import cases from "./en/cases.ts";
import casework from "./en/casework.ts";
import common from "./en/common.ts";
import devicetest from "./en/devicetest.ts";
import home from "./en/home.ts";
import linking from "./en/linking.ts";
import materials from "./en/materials.ts";
import problems from "./en/problems.ts";
import records from "./en/records.ts";
import room from "./en/room.ts";
import session from "./en/session.ts";

export default {
  access,
  administration,
  applications,
  applying,
  cases,
  casework,
  common,
  devicetest,
  home,
  linking,
  materials,
  problems,
  records,
  room,
  session,
};
