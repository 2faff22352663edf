export default {
  title: "Join a case with a code",
  text: "A code from the court or mediation organisation is good once for the party and once for their agent.",
  code: "Association code",
  codeHint: "Ten letters and digits; capitals do not matter.",
  codeNeeded: "Enter the code.",
  codeWrong: "This code is wrong, too old or used. Please ask the office that gave it to you.",
  look: "Look",
  found: "The case of this code",
  foundText: "{{institution}} gave this code to the side of {{party}}.",
  until: "Good until {{time}}",
  as: "Who you are",
  as_party: "I am {{party}}",
  as_agent: "I speak for {{party}}",
  means_party: "The case will be among your cases. Your identity is checked before each session.",
  means_agent:
    "You join as an agent with general authority. Special authority is given by the judge or clerk.",
  use: "Join the case",
  named: "Cases that name you: {{count}}",
  namedText:
    "These cases were entered with the number or address of your account. Once you have taken note of them, they are among your cases.",
  later: "Later",
  takeNote: "I take note",
};
