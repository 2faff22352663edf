export default {
  unreachable: "The server cannot be reached. Check your connection and try again; what you typed is kept.",
  fault: "Something went wrong on the server. Please try again later. If it happens again, tell the staff.",
  reference: "Error number: {{reference}}",
  wrong_credentials:
    "The mobile number (e-mail address) or the password is not right. Check both and try again. If you have forgotten the password, sign in with a code or ask the staff of your case.",
  wrong_code: "The code is not right, or too old. Check it, or ask for a new one.",
  wrong_link:
    "This invitation is incomplete, used already or too old. Please ask the court or mediation centre that sent it for a new one.",
  wrong_present_password: "The present password is not right.",
  too_many: "Too many attempts. Please try again in {{seconds}} seconds.",
  locked:
    "Too many wrong passwords: the account is locked for a while. Try again in ten minutes, or sign in with a code.",
};
