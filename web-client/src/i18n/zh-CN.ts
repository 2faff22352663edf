import access from "./zh-CN/access.ts";
  administration,
