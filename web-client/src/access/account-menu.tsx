import { UserRound } from "lucide-react";
import { Link } from "react-router";
import { useMe } from "./account.ts";
import { SignOut } from "./sign-out.tsx";

/** The name of whoever is signed in, and the way out. */
export function AccountMenu() {
  const me = useMe();
  return (
    <div className="account-menu">
      <Link to="/account" className="account-name">
        <UserRound aria-hidden />
        <span>{me.name}</span>
      </Link>
      <SignOut look="quiet" />
    </div>
  );
}
