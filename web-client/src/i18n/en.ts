import access from "./en/access.ts";
  administration,
