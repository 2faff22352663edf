import access from "./zh-CN/access.ts";
import administration from "./zh-CN/administration.ts";
import applications from "./zh-CN/applications.ts";
import applying from "./zh-CN/applying.ts";
import cases from "./zh-CN/cases.ts";
import casework from "./zh-CN/casework.ts";
import common from "./zh-CN/common.ts";
import devicetest from "./zh-CN/devicetest.ts";
import home from "./zh-CN/home.ts";
import linking from "./zh-CN/linking.ts";
import materials from "./zh-CN/materials.ts";
import problems from "./zh-CN/problems.ts";
import records from "./zh-CN/records.ts";
import room from "./zh-CN/room.ts";
import session from "./zh-CN/session.ts";

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
