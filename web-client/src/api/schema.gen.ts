// Generated from the server's OpenAPI document by `npm run generate`. Do not edit.
export interface paths {
    "/api/v1/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The people of the caller's institution */
        get: operations["accounts"];
        put?: never;
        /** Make an account for a colleague */
        post: operations["make_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change what a colleague may do
         * @description Needs `If-Match`.
         */
        put: operations["change_account"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/applications/{id}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide on an application
         * @description A decision is final here; a granted postponement is carried out by setting another session.
         */
        post: operations["decide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/associations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Use an association code
         * @description Once as the party, once as their agent. An agent begins with general authority (INV-E06); the
         *     judge or clerk may give more.
         */
        post: operations["associate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/associations/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** See what an association code is for */
        post: operations["look_at_code"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The caller's cases
         * @description Those they have a place in; for an institution's administration, all of the institution.
         *     Last moved first.
         */
        get: operations["cases"];
        put?: never;
        /**
         * Open a case
         * @description A party applies for mediation (MC-01); whoever administers the institution enters any.
         */
        post: operations["open_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One case */
        get: operations["case"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{id}/access-log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who read and changed what in a case
         * @description The case, its people, sessions, recordings (destroyed ones too), materials and applications;
         *     newest first.
         */
        get: operations["access_log"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{id}/applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The applications in a case
         * @description Sides see their own; whoever decides sees all. Newest first.
         */
        get: operations["applications"];
        put?: never;
        /** Apply to the judge */
        post: operations["apply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{id}/materials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The materials of a case
         * @description Newest first. What another side brought for those who lead only is not in it.
         */
        get: operations["materials"];
        put?: never;
        /**
         * Announce a file
         * @description Its parts follow; a broken upload goes on from `received`.
         */
        post: operations["announce"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The message board of a case
         * @description Newest first. What another side wrote to those who lead is not in it.
         */
        get: operations["messages"];
        put?: never;
        /** Write on the message board */
        post: operations["write_message"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{id}/moves": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move a case on
         * @description Accept, decline, give to a mediator, confirm, give back, end, file, decide. What is
         *     possible follows from where the case stands; who may do it from their relation to it.
         */
        post: operations["move_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{id}/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add somebody to a case
         * @description They have a place in every session that is not over, even in one under way. A co-mediator (MC-18), witness or helper
         *     is added in the same way as a party.
         */
        post: operations["add_person"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{id}/people/{person}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove somebody from a case */
        delete: operations["remove_person"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{id}/people/{person}/association-code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make an association code
         * @description For a party of the case. It is good once for the party and once for their agent; a new one
         *     ends the one before.
         */
        post: operations["make_code"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{id}/people/{person}/invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Invite somebody by a link
         * @description A new link voids the one before. Whoever opens it makes an account or signs in, and has
         *     their place in the case from then on.
         */
        post: operations["invite_person"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a session
         * @description Everybody with a number or an address gets a notice. A session for right now rings at every
         *     open client of the people in it.
         */
        post: operations["set_session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How a case got where it is */
        get: operations["timeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/institutions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All institutions */
        get: operations["institutions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Accept with the account signed in */
        post: operations["accept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/accept-new": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept with a new account
         * @description The account gets the number or address the invitation went to.
         */
        post: operations["accept_new"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** See what a link is for */
        post: operations["look"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/live-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sessions under way
         * @description Of the caller's institution: where they stand and whether they are recorded, never what is
         *     said.
         */
        get: operations["live_sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/materials/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One file of a case */
        get: operations["material"];
        put?: never;
        post?: never;
        /**
         * Remove a file
         * @description Whoever brought it takes it back; the content is gone.
         */
        delete: operations["remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/materials/{id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The content of a file
         * @description `Range` and `If-Range` are taken.
         */
        get: operations["content"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/materials/{id}/parts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Send a part of a file
         * @description Parts come in order; one may come twice. With the last one the file is looked at: its kind
         *     is known by its content, and what is of no kind that is taken is removed.
         */
        put: operations["receive"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who the caller is */
        get: operations["me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/bell": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Listen for the bell
         * @description Server-sent events named `come_now`, as long as the client is open.
         */
        get: operations["listen"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/confirmation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take the second step
         * @description Needed before signatures and administration; counts for ten minutes.
         */
        post: operations["confirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/confirmation/code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a code for the second step */
        post: operations["send_confirmation_code"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Choose a new password
         * @description Ends the caller's sign-ins elsewhere.
         */
        put: operations["change_password"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/places": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Cases that name me
         * @description By the number or address of my account, and that I have no place in yet.
         */
        get: operations["places"];
        put?: never;
        /**
         * Take note of cases that name me
         * @description From then on they are among my cases.
         */
        post: operations["take_places"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/sign-ins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where the caller is signed in */
        get: operations["sign_ins"];
        put?: never;
        post?: never;
        /** Sign out everywhere else */
        delete: operations["end_other_sign_ins"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/sign-ins/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Sign out in one place */
        delete: operations["end_sign_in"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mediators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Mediators to choose from
         * @description Recommended first: those who settle such disputes, then those with less to do (MC-02).
         */
        get: operations["mediators"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Notices of the last two weeks
         * @description Of the caller's institution, newest first. One-time codes are not among them: they would let
         *     one person in as another.
         */
        get: operations["notices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recordings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Recordings the caller may see
         * @description Newest first. Progress of those whose files are being made is in the entry: ask again.
         */
        get: operations["recordings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recordings/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One recording with its files */
        get: operations["recording"];
        put?: never;
        post?: never;
        /**
         * Destroy a recording
         * @description Its log, its key and its files; a signed statement stays. Only the institution's
         *     administration may, after confirming that it is them, and only what is closed and not held.
         */
        delete: operations["destroy"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recordings/{id}/access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Say who may have a recording
         * @description Whoever leads the session decides. Needs `If-Match`.
         */
        put: operations["set_access"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recordings/{id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The whole bundle as one archive
         * @description A ZIP file; `Range` and `If-Range` are taken, so that a broken download goes on. Redirects to
         *     a link that is good for a minute, and for the caller only.
         */
        get: operations["archive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recordings/{id}/copies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Copies of a recording
         * @description For those who keep the record. The newest first.
         */
        get: operations["copies"];
        put?: never;
        /**
         * Make a copy of a recording for somebody
         * @description A signed bundle of its own with the recipient's name, without what is to be withheld or
         *     redacted: those who keep the record may.
         */
        post: operations["make_copy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recordings/{id}/copies/{copy}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A copy as one archive
         * @description As with the whole bundle: `Range` and `If-Range` are taken, and it redirects to a link that
         *     is good for a minute, and for the caller only.
         */
        get: operations["copy_archive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recordings/{id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One file of a bundle
         * @description With `save` it redirects to a link that is good for a minute, and for the caller only.
         */
        get: operations["file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recordings/{id}/hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Keep a recording beyond its time, or no longer
         * @description While it is held nobody can destroy it. Whoever leads the session and the institution's
         *     administration may. Needs `If-Match`.
         */
        put: operations["hold"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recordings/{id}/make-again": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have the files of a recording made again
         * @description For recordings whose files could not be made.
         */
        post: operations["make_again"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recordings/{id}/tombstone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is left of a destroyed recording */
        get: operations["tombstone"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The caller's sessions
         * @description Those they have a place in, earliest first.
         */
        get: operations["sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One session */
        get: operations["session"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/cancellation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Call a session off
         * @description Before it began, whoever sets sessions may; later only whoever leads it, as its rules say.
         */
        post: operations["cancel_session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/caucus-proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A proof of who could receive somebody in their caucuses
         * @description For the person themself, for an agent of theirs, and for the mediator. `concord proof verify`
         *     checks it offline.
         */
        get: operations["caucus_proof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/device-tests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The device tests before a session
         * @description Those of the caller; whoever sets sessions sees everybody's.
         */
        get: operations["device_tests"];
        put?: never;
        /**
         * Put a device test on file
         * @description It counts within the three days before the hearing (HE-02), and is told to the session.
         */
        post: operations["report_device_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/entry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A ticket into a session
         * @description Whether somebody is then let out of the waiting room is decided in the session: by their
         *     identity, the notices they ticked, their device test, and whoever presides.
         */
        post: operations["enter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in with a password
         * @description Sets a cookie, or answers with a token. What is wrong, name or password, is never said.
         */
        post: operations["sign_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in/code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a one-time code
         * @description Answers the same whether anybody has that number or not. To one person a code is sent once
         *     in a minute and ten times in an hour at most; a new one voids the one before.
         */
        post: operations["send_code"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in/ways": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The ways to sign in
         * @description A one-time code is one of them where a service sends notices. Without one it would have to
         *     be read out by staff, who could then sign in as anybody.
         */
        get: operations["ways"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in/with-code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in with a one-time code */
        post: operations["sign_in_with_code"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign out here */
        post: operations["sign_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/statistics/mediators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the mediators have done
         * @description Of the caller's institution; best first. Only for its administration.
         */
        get: operations["mediator_statistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/statistics/mediators.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as a table to take away */
        get: operations["mediator_statistics_csv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/statistics/mediators.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as a workbook */
        get: operations["mediator_statistics_xlsx"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process runs. */
        get: operations["live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The database answers: requests can be served. */
        get: operations["ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Who may have a recording. */
        AccessChange: {
            /** @description From now on. */
            access: components["schemas"]["RecordingAccess"];
        };
        /** @description An entry of an access log. */
        AccessEntry: {
            /** @description What was attempted. */
            action: components["schemas"]["Action"];
            /** @description Who: an account's id, `server` or `stranger`. */
            actor: string;
            /** @description The account's name today. */
            actor_name?: string | null;
            /** @description When. */
            at: components["schemas"]["Timestamp"];
            /** @description Further facts. */
            detail: Record<string, never>;
            /** @description Whether it was done. */
            outcome: components["schemas"]["Outcome"];
            /**
             * Format: int64
             * @description Its number in the audit of this server.
             */
            seq: number;
            /** @description What it was about: a kind and an id. */
            subject: string;
        };
        /** @description Somebody who works for the institution. */
        AccountCard: {
            disabled_since?: components["schemas"]["Timestamp"] | null;
            /** @description Their e-mail address. */
            email?: string | null;
            /** @description Their account. */
            id: components["schemas"]["AccountId"];
            /** @description Their mobile number. */
            mobile?: string | null;
            /** @description Their name. */
            name: string;
            /** @description Offices held. */
            offices: components["schemas"]["Office"][];
            /**
             * Format: int64
             * @description For `If-Match`, as `"v…"`.
             */
            version: number;
        };
        /** @description What somebody may do from now on. */
        AccountChange: {
            /** @description Nobody gets in any more; sign-ins end. */
            disabled: boolean;
            /** @description What they do for the institution. */
            offices: components["schemas"]["Office"][];
        };
        /**
         * Format: uuid
         * @description One person's account.
         */
        AccountId: string;
        /**
         * @description What is audited.
         * @enum {string}
         */
        Action: "sign_in" | "sign_out" | "confirm" | "set_password" | "manage_account" | "attest_identity" | "invite" | "join_case" | "step_case" | "enter_session" | "view_recording" | "download_recording" | "manage_recording" | "upload_material" | "read_material" | "remove_material" | "manage_institution" | "export";
        /** @description Somebody who was added. */
        AddedPerson: {
            /** @description Their place in the case. */
            id: components["schemas"]["CasePersonId"];
        };
        /** @description How to send a file. */
        Announced: {
            /** @description Its id. */
            id: components["schemas"]["MaterialId"];
            /** @description Longest part that is taken at once. */
            part_bytes: number;
        };
        /** @description An application. */
        ApplicationCard: {
            /** @description Who filed it. */
            by: string;
            /** @description When it was filed. */
            created_at: components["schemas"]["Timestamp"];
            decided_at?: components["schemas"]["Timestamp"] | null;
            hearing_at?: components["schemas"]["Timestamp"] | null;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description For what. */
            kind: components["schemas"]["ApplicationKind"];
            /** @description What the judge wrote. */
            opinion: string;
            /** @description Why. */
            reason: string;
            /** @description Where it stands. */
            state: components["schemas"]["ApplicationState"];
        };
        /**
         * @description What is applied for.
         * @enum {string}
         */
        ApplicationKind: "postponement" | "preservation" | "investigation_order" | "contact";
        /**
         * @description Where an application stands.
         * @enum {string}
         */
        ApplicationState: "pending" | "granted" | "refused";
        /**
         * @description As whom somebody uses a code.
         * @enum {string}
         */
        AssociateAs: "party" | "agent";
        /** @description The case somebody now has a place in. */
        Associated: {
            /** @description Which. */
            case: components["schemas"]["CaseId"];
        };
        /** @description Using a code. */
        Associating: {
            /** @description As whom. */
            as: components["schemas"]["AssociateAs"];
            /** @description The code. */
            code: string;
        };
        /** @description What a code is for. Nothing of the dispute. */
        Association: {
            /** @description When it is no longer good. */
            ends_at: components["schemas"]["Timestamp"];
            /** @description The institution that made it. */
            institution: string;
            /** @description As whom it can still be used. */
            open_to: components["schemas"]["AssociateAs"][];
            /** @description The party it is of. */
            party: string;
        };
        /** @description A code for a party and their agent. */
        AssociationCode: {
            /** @description Ten letters and digits, shown once. */
            code: string;
            /** @description When it is no longer good. */
            ends_at: components["schemas"]["Timestamp"];
        };
        /** @description Why a session is called off. */
        Cancellation: {
            /** @description In words. */
            reason: string;
        };
        /**
         * @description What can be done with a case.
         * @enum {string}
         */
        CaseAction: "see" | "read_content" | "add_material" | "write_message" | "schedule" | "manage_people" | "assign" | "mediate" | "decide_application" | "apply" | "release_recording" | "read_access_log";
        /** @description A case in the list. */
        CaseCard: {
            /** @description 案号 or joint-mediation number. */
            case_no: string;
            /** @description 案由. */
            cause: string;
            /** @description When it last moved. */
            changed_at: components["schemas"]["Timestamp"];
            /** @description When it came in. */
            created_at: components["schemas"]["Timestamp"];
            /** @description Its id. */
            id: components["schemas"]["CaseId"];
            /** @description Mediation or lawsuit. */
            kind: components["schemas"]["CaseKind"];
            /** @description Where it stands. */
            state: components["schemas"]["CaseState"];
            /** @description Its heading. */
            title: string;
        };
        /** @description A case. */
        CaseDetail: components["schemas"]["CaseCard"] & {
            /** @description What happened and what is asked for; only for those who may read the content. */
            description?: string | null;
            /** @description 争议焦点. */
            disputed_issues: string[];
            /** @description The court or mediation organisation it is with. */
            institution: components["schemas"]["InstitutionId"];
            /** @description What the caller may do with it. */
            may: components["schemas"]["CaseAction"][];
            me?: components["schemas"]["CasePersonId"] | null;
            outcome?: components["schemas"]["MediationOutcome"] | null;
            /** @description The people in it. */
            people: components["schemas"]["PersonCard"][];
            /** @description Its sessions, earliest first. */
            sessions: components["schemas"]["SessionCard"][];
            /**
             * Format: int64
             * @description Longest file that is taken for its materials, in bytes.
             */
            upload_bytes: number;
            wished_mediator?: components["schemas"]["AccountId"] | null;
        };
        /**
         * Format: uuid
         * @description One case.
         */
        CaseId: string;
        /**
         * @description What a case is about to lead to.
         * @enum {string}
         */
        CaseKind: "mediation" | "litigation";
        /**
         * Format: uuid
         * @description One person's place in one case.
         */
        CasePersonId: string;
        /**
         * @description Where a case stands. Each kind of case uses its own part.
         * @enum {string}
         */
        CaseState: "applied" | "accepted" | "assigned" | "in_mediation" | "ended" | "declined" | "converted_to_filing" | "preparing" | "hearing_set" | "heard" | "decided";
        /** @description One stay in one caucus. */
        CaucusVisit: {
            /** @description The move into it. */
            entered: components["schemas"]["ProvenPlace"];
            /** @description When the media plane had confirmed it: from here on the receivers are all there were. */
            from: components["schemas"]["ProvenPlace"];
            /** @description Everybody who could receive them at any moment in between. */
            receivers: components["schemas"]["Receiver"][];
            /** @description Shown name of the room. */
            room: string;
            until?: components["schemas"]["ProvenPlace"] | null;
        };
        /**
         * @description What can be wrong. The words are stable: programs may depend on them.
         * @enum {string}
         */
        Code: "not_found" | "destroyed" | "method_not_allowed" | "sign_in_needed" | "confirmation_needed" | "password_change_needed" | "forbidden" | "foreign_origin" | "wrong_credentials" | "wrong_code" | "too_many" | "invalid_body" | "invalid_query" | "not_json" | "too_large" | "invalid_fields" | "malformed" | "required" | "too_long" | "too_short" | "not_an_identity" | "too_easy" | "locked" | "wrong_kind" | "unclean" | "no_room" | "taken" | "not_a_choice" | "in_the_past" | "changed" | "match_needed" | "not_now" | "key_reused" | "bad_range" | "unavailable" | "fault";
        /** @description A one-time code. */
        CodeCredentials: {
            /** @description For programs: answer with a token instead of setting a cookie. */
            bearer?: boolean;
            /** @description Six digits. */
            code: string;
            /** @description Mobile number or e-mail address. */
            identity: string;
        };
        /** @description Whom to send a code to. */
        CodeRequest: {
            /** @description Mobile number or e-mail address. */
            identity: string;
        };
        /** @description Somebody waits in a session right now. */
        ComeNow: {
            /** @description The session. */
            session: components["schemas"]["SessionId"];
            /** @description Its heading. */
            title: string;
        };
        /** @description How long the second step counts. */
        Confirmed: {
            /** @description Until then. */
            until: components["schemas"]["Timestamp"];
        };
        /** @description A copy of a recording. */
        CopyCard: {
            /** @description Where it is, as one archive. */
            archive: string;
            /**
             * Format: int64
             * @description Of all its files.
             */
            bytes: number;
            /** @description Its id. */
            id: components["schemas"]["CopyId"];
            /** @description When. */
            made_at: components["schemas"]["Timestamp"];
            /** @description Who made it. */
            made_by: components["schemas"]["AccountId"];
            /** @description The SHA-256 of its manifest in hexadecimal digits. */
            manifest: string;
            /** @description What for. */
            purpose: string;
            /** @description For whom. */
            recipient: string;
            /**
             * Format: int64
             * @description Files that it has not.
             */
            withheld: number;
        };
        /**
         * Format: uuid
         * @description One copy of a bundle.
         */
        CopyId: string;
        /** @description What somebody signs in with. */
        Credentials: {
            /** @description For programs: answer with a token instead of setting a cookie. */
            bearer?: boolean;
            /** @description Mobile number or e-mail address. */
            identity: string;
            /** @description Password. */
            password: string;
        };
        /** @description Why a recording is destroyed. */
        Destruction: {
            /** @description Stays in the signed statement. */
            reason: string;
        };
        /** @description What a device test found (HE-03). */
        DeviceTest: {
            /** @description The picture was seen. */
            camera: boolean;
            /** @description The level bar moved. */
            microphone: boolean;
            /**
             * Format: int32
             * @description Round trip to the server, if it was measured.
             */
            round_trip_ms?: number | null;
            /** @description The tone was heard. */
            speaker: boolean;
            /** @description Speech was turned into the expected words, if it was tried. */
            speech?: boolean | null;
        };
        /** @description A device test on file. */
        DeviceTestCard: components["schemas"]["DeviceTest"] & {
            /** @description When. */
            at: components["schemas"]["Timestamp"];
            /** @description Whether it is recent enough to count. */
            counts: boolean;
            /** @description Whether it is the caller's own. */
            mine: boolean;
            /** @description Their name. */
            name: string;
            /** @description Whose. */
            participant: components["schemas"]["ParticipantId"];
            /** @description Whether all of it worked. */
            passed: boolean;
        };
        /**
         * @description What somebody is before the law.
         * @enum {string}
         */
        Entity: "natural_person" | "legal_person" | "unincorporated";
        /** @description A ticket into a session. */
        Entry: {
            /** @description Where the session channel is: a path on this server, to be opened as a WebSocket. */
            channel: string;
            /** @description When the ticket is no longer good. A connection made with it goes on. */
            ends_at: components["schemas"]["Timestamp"];
            /** @description The caller's place in it. */
            participant: components["schemas"]["ParticipantId"];
            /** @description The session. */
            session: components["schemas"]["SessionId"];
            /** @description What the first frame on it carries. Good once, and only until `ends_at`. */
            token: string;
        };
        /** @description Somebody expected in a session. */
        Expected: {
            /** @description Their place. */
            id: components["schemas"]["ParticipantId"];
            /** @description Their name. */
            name: string;
            /** @description Their role. */
            role: components["schemas"]["Role"];
            side?: components["schemas"]["Side"] | null;
        };
        /** @description What is wrong with one field. */
        FieldProblem: {
            /** @description The code: stable, for programs. */
            code: components["schemas"]["Code"];
            /** @description Its name in the request, with dots for nesting. */
            field: string;
            /** @description What is wrong, in the reader's language. */
            message: string;
        };
        /** @description A file of a bundle. */
        FileCard: {
            /**
             * Format: int64
             * @description Its length.
             */
            bytes: number;
            /** @description Where it is. With `&save=true` browsers keep it instead of showing it. */
            href: string;
            /** @description What it is. */
            kind: components["schemas"]["FileKind"];
            /** @description Its media type. */
            media_type: string;
            /** @description Its name in the bundle, with `/`. */
            name: string;
            /** @description Its SHA-256 in hexadecimal digits. */
            sha256: string;
        };
        /**
         * @description What a file of a bundle is.
         * @enum {string}
         */
        FileKind: "composite" | "sound" | "picture" | "text" | "proof" | "player";
        /** @description What a healthy server says. */
        Health: {
            /** @description Always `ok`. */
            status: string;
            /** @description The version of this server. */
            version: string;
        };
        /** @description Whether a recording is kept beyond its time. */
        Hold: {
            /** @description Why it must be kept; left out, it need not be kept any longer. */
            reason?: string | null;
        };
        /** @description An institution in a few words. */
        InstitutionCard: {
            /** @description Its id. */
            id: components["schemas"]["InstitutionId"];
            /** @description Court or mediation organisation. */
            kind: components["schemas"]["InstitutionKind"];
            /** @description Its name. */
            name: string;
        };
        /**
         * Format: uuid
         * @description A court or a mediation organisation.
         */
        InstitutionId: string;
        /**
         * @description What an institution is.
         * @enum {string}
         */
        InstitutionKind: "court" | "mediation_org";
        /** @description What a link is for. Nothing of the dispute. */
        Invitation: {
            /** @description When the link is no longer good. */
            ends_at: components["schemas"]["Timestamp"];
            /** @description They have an account: sign in, then accept. Else choose a password. */
            has_account: boolean;
            /** @description The institution that invites. */
            institution: string;
            /** @description The name they were entered under. */
            name: string;
        };
        /** @description A link that lets one person into one case. */
        InvitationLink: {
            /** @description When it is no longer good. */
            ends_at: components["schemas"]["Timestamp"];
            /** @description The link. It is shown once, and sent to the person's number or address. */
            link: string;
        };
        /** @description The case somebody now has a place in. */
        Joined: {
            /** @description Which. */
            case: components["schemas"]["CaseId"];
        };
        /** @description A sentence in two languages. */
        Limit: {
            /** @description English. */
            en: string;
            /** @description Chinese. */
            zh: string;
        };
        /** @description The secret of a link. */
        LinkSecret: {
            /** @description What follows the `#` of the link. */
            token: string;
        };
        /** @description A session under way. */
        LiveCard: {
            /** @description The case's number. */
            case_no: string;
            /** @description Its id. */
            id: components["schemas"]["SessionId"];
            /** @description Whether it is being recorded. */
            is_recorded: boolean;
            /** @description Mediation or hearing. */
            kind: components["schemas"]["SessionKind"];
            /** @description Where it stands. */
            phase: components["schemas"]["Phase"];
            /** @description When it was to begin. */
            scheduled_at: components["schemas"]["Timestamp"];
            started_at?: components["schemas"]["Timestamp"] | null;
            /** @description Its heading. */
            title: string;
        };
        /** @description An account that was made. */
        MadeAccount: {
            /** @description Their first password, shown once. The first thing they must do is choose another. */
            first_password: string;
            /** @description Their account. */
            id: components["schemas"]["AccountId"];
        };
        /** @description A file of a case. */
        Material: {
            /** @description Who brought it. */
            by: string;
            /**
             * Format: int64
             * @description Its length.
             */
            bytes: number;
            /** @description Whether a browser can show it; otherwise it can only be kept. */
            can_be_shown: boolean;
            /** @description What it is for. */
            class: components["schemas"]["MaterialClass"];
            /** @description When they began. */
            created_at: components["schemas"]["Timestamp"];
            /** @description Its id. */
            id: components["schemas"]["MaterialId"];
            /** @description What it is, by its content; empty until it is complete. */
            media_type: string;
            /** @description Whether the caller brought it. */
            mine: boolean;
            /** @description What its sender calls it. */
            name: string;
            /**
             * Format: int64
             * @description Of that, how much is there: an upload goes on from here.
             */
            received: number;
            /** @description Its SHA-256 in hexadecimal digits; empty until it is complete. */
            sha256: string;
            side?: components["schemas"]["Side"] | null;
            /** @description How far it is. */
            state: components["schemas"]["MaterialState"];
        };
        /**
         * @description The classes of case materials (MC-06).
         * @enum {string}
         */
        MaterialClass: "identity" | "evidence" | "document" | "other";
        /**
         * Format: uuid
         * @description One file of a case.
         */
        MaterialId: string;
        /**
         * @description How far a file is.
         * @enum {string}
         */
        MaterialState: "receiving" | "ready";
        /** @description The caller. */
        Me: {
            /** @description Their e-mail address. */
            email?: string | null;
            /** @description Their account. */
            id: components["schemas"]["AccountId"];
            institution?: components["schemas"]["InstitutionCard"] | null;
            /** @description `zh-CN` or `en`. */
            language: string;
            /** @description Their mobile number. */
            mobile?: string | null;
            /** @description The next thing to do is to choose a password; nothing else is answered before. */
            must_change_password: boolean;
            /** @description Their name. */
            name: string;
            /** @description Offices held; none for parties and agents. */
            offices: components["schemas"]["Office"][];
        };
        /**
         * @description The eight ways a mediation ends (OMR 25).
         * @enum {string}
         */
        MediationOutcome: "settled" | "private_settlement_withdrawn" | "unreachable" | "party_declined" | "differences_too_large" | "period_expired" | "refused_to_sign" | "other";
        /** @description A mediator who can be chosen. */
        MediatorCard: {
            /** @description The kind of dispute they settle most often. */
            best_cause?: string | null;
            /**
             * Format: int32
             * @description Cases that ended.
             */
            ended: number;
            /** @description Their account. */
            id: components["schemas"]["AccountId"];
            /** @description Their name. */
            name: string;
            /**
             * Format: int32
             * @description Cases under way.
             */
            open: number;
            /**
             * Format: int32
             * @description Share of those that were settled, in percent.
             */
            success_percent?: number | null;
        };
        /** @description How one mediator has done. */
        MediatorFigures: {
            /** @description The kind of dispute they settle most often. */
            best_cause?: string | null;
            /**
             * Format: int32
             * @description Cases that ended.
             */
            ended: number;
            /** @description Their account. */
            id: components["schemas"]["AccountId"];
            /**
             * Format: int64
             * @description Mean days from taking a case to its end.
             */
            mean_days?: number | null;
            /** @description Their name. */
            name: string;
            /**
             * Format: int32
             * @description Cases under way.
             */
            open: number;
            /**
             * Format: int32
             * @description 总积分.
             */
            points: number;
            /**
             * Format: int32
             * @description 结果积分.
             */
            result_points: number;
            /**
             * Format: int32
             * @description Of those, settled.
             */
            settled: number;
            /**
             * Format: int32
             * @description Share of those, in percent.
             */
            success_percent?: number | null;
            /**
             * Format: int32
             * @description 时限积分.
             */
            time_points: number;
        };
        /** @description A message on the board. */
        Message: {
            /** @description When it was written. */
            at: components["schemas"]["Timestamp"];
            /** @description What it says. */
            body: string;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description Whether the caller wrote it. */
            mine: boolean;
            /** @description Who wrote it. */
            name: string;
            /** @description Their role. */
            role: components["schemas"]["Role"];
            side?: components["schemas"]["Side"] | null;
        };
        /** @description What somebody does with a case to move it on. */
        Move: {
            /** @enum {string} */
            type: "accept";
        } | {
            /** @description Why. */
            reason: string;
            /** @enum {string} */
            type: "decline";
        } | {
            /** @description To whom. */
            mediator: components["schemas"]["AccountId"];
            /** @enum {string} */
            type: "assign";
        } | {
            /** @enum {string} */
            type: "confirm";
        } | {
            /** @description Why. */
            reason: string;
            /** @enum {string} */
            type: "return";
        } | {
            /** @description In words; needed where the reason is `other`. */
            note?: string;
            /** @description For which of the eight reasons (INV-A13): there is no other way to end one. */
            reason: components["schemas"]["MediationOutcome"];
            /** @enum {string} */
            type: "end";
        } | {
            /** @enum {string} */
            type: "convert_to_filing";
        } | {
            /** @description In words. */
            note?: string;
            /** @enum {string} */
            type: "decide";
        };
        /** @description Where the case stands now. */
        Moved: {
            /** @description Its state. */
            state: components["schemas"]["CaseState"];
        };
        /** @description A case that names the caller. */
        NamedPlace: {
            /** @description The case. */
            case: components["schemas"]["CaseId"];
            /** @description Its number. */
            case_no: string;
            /** @description What it is about. */
            cause: string;
            /** @description The place. */
            id: components["schemas"]["CasePersonId"];
            /** @description The institution. */
            institution: string;
            /** @description The role of the place. */
            role: components["schemas"]["Role"];
            side?: components["schemas"]["Side"] | null;
        };
        /** @description Accepting without an account. */
        NewAccount: {
            /** @description For programs: answer with a token instead of setting a cookie. */
            bearer?: boolean;
            /** @description The password to sign in with from now on. */
            password: string;
            /** @description What follows the `#` of the link. */
            token: string;
        };
        /** @description An application to be filed. */
        NewApplication: {
            hearing_at?: components["schemas"]["Timestamp"] | null;
            /** @description For what. */
            kind: components["schemas"]["ApplicationKind"];
            /** @description Why. */
            reason: string;
        };
        /** @description A case to be opened. */
        NewCase: {
            /** @description 案号, if the institution has given one; only for those who work there. */
            case_no?: string | null;
            /** @description 案由, the kind of dispute. */
            cause: string;
            /** @description What happened and what is asked for. */
            description: string;
            /** @description 争议焦点, for a lawsuit. */
            disputed_issues?: string[];
            /** @description The court or mediation organisation it goes to. */
            institution: components["schemas"]["InstitutionId"];
            /** @description Mediation or lawsuit. A party can only apply for mediation. */
            kind: components["schemas"]["CaseKind"];
            /** @description The people. Whoever applies is the applicant and not in this list. */
            people: components["schemas"]["NewPerson"][];
            /** @description The heading; made of the names and the cause if left out. */
            title?: string | null;
            wished_mediator?: components["schemas"]["AccountId"] | null;
        };
        /** @description An account to be made (ID-05). */
        NewColleague: {
            /** @description Their e-mail address. */
            email?: string | null;
            /** @description Their mobile number; this or an address is needed. */
            mobile?: string | null;
            /** @description Their name. */
            name: string;
            /** @description What they do for the institution. */
            offices: components["schemas"]["Office"][];
        };
        /** @description A copy to be made. */
        NewCopy: {
            /** @description What they asked for it for. */
            purpose: string;
            /** @description For whom it is certified. Their name is over the picture and in the signed manifest. */
            recipient: string;
            /** @description Messages whose text they may not have. Of each the hash and the reason stay. */
            redact?: components["schemas"]["Redacted"][];
            /** @description What they may not have. Of each file path, length, hash and reason stay. */
            withhold?: components["schemas"]["Withheld"][];
        };
        /** @description A file that is going to be sent. */
        NewMaterial: {
            /**
             * Format: int64
             * @description Its length.
             */
            bytes: number;
            /** @description What it is for. */
            class: components["schemas"]["MaterialClass"];
            /** @description What it is called. */
            name: string;
            /** @description Only for the caller's side and those who lead. */
            private?: boolean;
        };
        /** @description A message to be written. */
        NewMessage: {
            /** @description What it says. */
            body: string;
            /** @description Only between the caller's side and those who lead. Whoever leads names the side. */
            private?: boolean;
            side?: components["schemas"]["Side"] | null;
        };
        /** @description Somebody to be added to a case. */
        NewPerson: {
            account?: components["schemas"]["AccountId"] | null;
            /** @description E-mail address, for notices and the invitation. */
            email?: string | null;
            /** @description What they are before the law. */
            entity?: components["schemas"]["Entity"];
            linked_to?: components["schemas"]["CasePersonId"] | null;
            /** @description Mobile number, for notices and the invitation. */
            mobile?: string | null;
            /** @description Their name, or the name of the legal person. Left out for accounts. */
            name?: string;
            /** @description Their role. */
            role: components["schemas"]["Role"];
            side?: components["schemas"]["Side"] | null;
            /** @description 特别授权: may settle and sign for the party. */
            special_authority?: boolean;
        };
        /** @description A session to be set. */
        NewSession: {
            /** @description Who takes part; everybody in the case if left out. */
            people?: components["schemas"]["CasePersonId"][] | null;
            scheduled_at?: components["schemas"]["Timestamp"] | null;
            /** @description The heading; counted through if left out. Must not reveal the dispute: it is in notices. */
            title?: string | null;
        };
        /** @description A notice. */
        Notice: {
            /** @description Mobile number or e-mail address. */
            address: string;
            /** @description What it says. */
            content: components["schemas"]["NoticeContent"];
            /** @description When it was written. */
            created_at: components["schemas"]["Timestamp"];
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description How it stands. */
            state: components["schemas"]["NoticeState"];
        };
        /** @description What a notice says. */
        NoticeContent: {
            /** @description Six digits. */
            code: string;
            /**
             * Format: int32
             * @description How long it is good for.
             */
            minutes: number;
            /** @enum {string} */
            type: "code";
        } | {
            /** @description When it is no longer good. */
            ends: components["schemas"]["Timestamp"];
            /** @description The link. */
            link: string;
            /** @enum {string} */
            type: "invitation";
        } | {
            /** @description When. */
            at: components["schemas"]["Timestamp"];
            /** @description Where to enter. */
            link: string;
            /** @enum {string} */
            type: "session_set";
        } | {
            /** @description When it would have been. */
            at: components["schemas"]["Timestamp"];
            /** @enum {string} */
            type: "session_cancelled";
        } | {
            /** @description Where to enter. */
            link: string;
            /** @enum {string} */
            type: "come_now";
        };
        /**
         * @description How a notice stands.
         * @enum {string}
         */
        NoticeState: "for_the_desk" | "on_its_way" | "delivered" | "not_delivered";
        /** @description A text to be read and ticked. */
        NoticeText: {
            /** @description The text in English. */
            en: string;
            /** @description Stable name, for example `court_discipline`. */
            id: string;
            /** @description The text in Chinese. */
            zh: string;
        };
        /**
         * @description What somebody does for an institution. Whoever holds none is a party or an agent: their
         *     rights come from their relation to a case alone.
         * @enum {string}
         */
        Office: "mediator" | "judge" | "clerk" | "filing_reviewer" | "org_admin" | "technician" | "lawyer";
        /** @description A case that was opened. */
        OpenedCase: {
            /** @description The number it got. */
            case_no: string;
            /** @description Its id. */
            id: components["schemas"]["CaseId"];
        };
        /**
         * @description How it ended.
         * @enum {string}
         */
        Outcome: "granted" | "refused";
        /** @description One page of a list. */
        Page_AccessEntry: {
            /** @description The entries. */
            items: {
                /** @description What was attempted. */
                action: components["schemas"]["Action"];
                /** @description Who: an account's id, `server` or `stranger`. */
                actor: string;
                /** @description The account's name today. */
                actor_name?: string | null;
                /** @description When. */
                at: components["schemas"]["Timestamp"];
                /** @description Further facts. */
                detail: Record<string, never>;
                /** @description Whether it was done. */
                outcome: components["schemas"]["Outcome"];
                /**
                 * Format: int64
                 * @description Its number in the audit of this server.
                 */
                seq: number;
                /** @description What it was about: a kind and an id. */
                subject: string;
            }[];
            /** @description Pass this as `cursor` for the next page; left out on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Page_AccountCard: {
            /** @description The entries. */
            items: {
                disabled_since?: components["schemas"]["Timestamp"] | null;
                /** @description Their e-mail address. */
                email?: string | null;
                /** @description Their account. */
                id: components["schemas"]["AccountId"];
                /** @description Their mobile number. */
                mobile?: string | null;
                /** @description Their name. */
                name: string;
                /** @description Offices held. */
                offices: components["schemas"]["Office"][];
                /**
                 * Format: int64
                 * @description For `If-Match`, as `"v…"`.
                 */
                version: number;
            }[];
            /** @description Pass this as `cursor` for the next page; left out on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Page_CaseCard: {
            /** @description The entries. */
            items: {
                /** @description 案号 or joint-mediation number. */
                case_no: string;
                /** @description 案由. */
                cause: string;
                /** @description When it last moved. */
                changed_at: components["schemas"]["Timestamp"];
                /** @description When it came in. */
                created_at: components["schemas"]["Timestamp"];
                /** @description Its id. */
                id: components["schemas"]["CaseId"];
                /** @description Mediation or lawsuit. */
                kind: components["schemas"]["CaseKind"];
                /** @description Where it stands. */
                state: components["schemas"]["CaseState"];
                /** @description Its heading. */
                title: string;
            }[];
            /** @description Pass this as `cursor` for the next page; left out on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Page_Message: {
            /** @description The entries. */
            items: {
                /** @description When it was written. */
                at: components["schemas"]["Timestamp"];
                /** @description What it says. */
                body: string;
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /** @description Whether the caller wrote it. */
                mine: boolean;
                /** @description Who wrote it. */
                name: string;
                /** @description Their role. */
                role: components["schemas"]["Role"];
                side?: components["schemas"]["Side"] | null;
            }[];
            /** @description Pass this as `cursor` for the next page; left out on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Page_RecordingCard: {
            /** @description The entries. */
            items: {
                /** @description Who of the case may have it. */
                access: components["schemas"]["RecordingAccess"];
                /**
                 * Format: int64
                 * @description Of all its files.
                 */
                bytes: number;
                /** @description The case of the session. */
                case: components["schemas"]["CaseId"];
                /** @description The case's number. */
                case_no: string;
                /**
                 * Format: int64
                 * @description Its length in microseconds.
                 */
                duration_us: number;
                ended_at?: components["schemas"]["Timestamp"] | null;
                /** @description Whether it is kept beyond its time. */
                held: boolean;
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /** @description Mediation or hearing. */
                kind: components["schemas"]["SessionKind"];
                /**
                 * Format: int32
                 * @description Of the work of making its files, from 0 to 100.
                 */
                percent: number;
                /** @description Why its files could not be made. */
                problem?: string;
                /**
                 * Format: int64
                 * @description Until its files are made, as far as can be told.
                 */
                seconds_left?: number | null;
                /** @description The session it was made of. */
                session: components["schemas"]["SessionId"];
                /** @description When it began. */
                started_at: components["schemas"]["Timestamp"];
                /** @description How far it is. */
                state: components["schemas"]["RecordingState"];
                /** @description The session's heading. */
                title: string;
            }[];
            /** @description Pass this as `cursor` for the next page; left out on the last. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Page_SessionCard: {
            /** @description The entries. */
            items: {
                /** @description The case it belongs to. */
                case: components["schemas"]["CaseId"];
                ended_at?: components["schemas"]["Timestamp"] | null;
                /** @description Its id. */
                id: components["schemas"]["SessionId"];
                /** @description Mediation or hearing. */
                kind: components["schemas"]["SessionKind"];
                /** @description Where it stands. */
                phase: components["schemas"]["Phase"];
                /** @description When it is to begin. */
                scheduled_at: components["schemas"]["Timestamp"];
                started_at?: components["schemas"]["Timestamp"] | null;
                /** @description Its heading. */
                title: string;
            }[];
            /** @description Pass this as `cursor` for the next page; left out on the last. */
            next?: string | null;
        };
        /**
         * Format: uuid
         * @description One person's place in one session. Roles and rights belong to it, never to a room or a
         *     connection (INV-S09).
         */
        ParticipantId: string;
        /** @description A new password. */
        PasswordChange: {
            /** @description The new one. */
            password: string;
            /** @description The present one. */
            present: string;
        };
        /** @description A person of a case. */
        PersonCard: {
            /** @description Their e-mail address; only for those who manage people. */
            email?: string | null;
            /** @description What they are before the law. */
            entity: components["schemas"]["Entity"];
            /** @description Whether an account is bound to the place. */
            has_account: boolean;
            /** @description Their place. */
            id: components["schemas"]["CasePersonId"];
            linked_to?: components["schemas"]["CasePersonId"] | null;
            /** @description Their mobile number; only for those who manage people. */
            mobile?: string | null;
            /** @description Their name. */
            name: string;
            /** @description Their role. */
            role: components["schemas"]["Role"];
            side?: components["schemas"]["Side"] | null;
            /** @description 特别授权. */
            special_authority: boolean;
        };
        /**
         * @description Where a session stands.
         * @enum {string}
         */
        Phase: "scheduled" | "entry_open" | "in_session" | "recess" | "suspended" | "minutes_review" | "closed" | "archived" | "cancelled" | "postponed" | "converted_offline";
        /** @description A problem as it is written (RFC 9457). */
        Problem: {
            /** @description The code: stable, for programs. */
            code: components["schemas"]["Code"];
            /** @description What is wrong with single fields of a form. */
            fields?: components["schemas"]["FieldProblem"][];
            /**
             * Format: uuid
             * @description Names the entry in the server's log, for faults.
             */
            id?: string | null;
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description What is wrong, in the reader's language. */
            title: string;
            /** @description `/problems/` and the code. */
            type: string;
        };
        /** @description Proof that it is still the same person. */
        Proof: {
            /** @description Their password. */
            password: string;
        } | {
            /** @description A one-time code sent for this. */
            code: string;
        };
        /** @description An event in the log. */
        ProvenPlace: {
            /** @description When it happened. */
            at: components["schemas"]["Timestamp"];
            /** @description Its hash, which binds it to all before. */
            hash: string;
            /**
             * Format: int64
             * @description Its number.
             */
            seq: number;
        };
        /** @description Somebody who could receive. */
        Receiver: {
            /** @description Could hear. */
            audio: boolean;
            /** @description Could read what was written to the room. */
            chat: boolean;
            /** @description Their name. */
            name: string;
            /** @description Their place in the session. */
            participant: components["schemas"]["ParticipantId"];
            /** @description Their role. */
            role: components["schemas"]["Role"];
            /** @description Could see. */
            video: boolean;
        };
        /**
         * @description Who of the case may have a recording. The bench, the clerk and the mediator always may.
         * @enum {string}
         */
        RecordingAccess: "staff" | "parties_view" | "parties_download";
        /** @description A recording in a list. */
        RecordingCard: {
            /** @description Who of the case may have it. */
            access: components["schemas"]["RecordingAccess"];
            /**
             * Format: int64
             * @description Of all its files.
             */
            bytes: number;
            /** @description The case of the session. */
            case: components["schemas"]["CaseId"];
            /** @description The case's number. */
            case_no: string;
            /**
             * Format: int64
             * @description Its length in microseconds.
             */
            duration_us: number;
            ended_at?: components["schemas"]["Timestamp"] | null;
            /** @description Whether it is kept beyond its time. */
            held: boolean;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description Mediation or hearing. */
            kind: components["schemas"]["SessionKind"];
            /**
             * Format: int32
             * @description Of the work of making its files, from 0 to 100.
             */
            percent: number;
            /** @description Why its files could not be made. */
            problem?: string;
            /**
             * Format: int64
             * @description Until its files are made, as far as can be told.
             */
            seconds_left?: number | null;
            /** @description The session it was made of. */
            session: components["schemas"]["SessionId"];
            /** @description When it began. */
            started_at: components["schemas"]["Timestamp"];
            /** @description How far it is. */
            state: components["schemas"]["RecordingState"];
            /** @description The session's heading. */
            title: string;
        };
        /** @description A recording with its files. */
        RecordingDetail: components["schemas"]["RecordingCard"] & {
            /** @description Where the whole bundle is, as one archive. */
            archive?: string | null;
            /** @description The files of its bundle; none before it is sealed. */
            files: components["schemas"]["FileCard"][];
            /** @description Why it is kept beyond its time, for whoever may end that. */
            hold_reason?: string | null;
            /** @description Whether the caller may take it with them, not only watch it. */
            may_download: boolean;
            /** @description Whether the caller may say who has it. */
            may_manage: boolean;
        };
        /**
         * @description How far a recording is.
         * @enum {string}
         */
        RecordingState: "recording" | "waiting" | "finalising" | "ready" | "failed";
        /** @description A message whose text is withheld. */
        Redacted: {
            /**
             * Format: int64
             * @description Its number: `n` in `events.jsonl`.
             */
            message: number;
            /** @description Why. */
            reason: string;
        };
        /**
         * @description A role in the session (domain.md §6). It never changes by visiting a room (INV-S09).
         * @enum {string}
         */
        Role: "judge" | "presiding_judge" | "panel_member" | "lay_assessor" | "clerk" | "mediator" | "co_mediator" | "party" | "agent" | "witness" | "expert" | "interpreter" | "supporter" | "observer" | "technician";
        /** @description What the judge decided. */
        Ruling: {
            /** @description Granted or not. */
            granted: boolean;
            /** @description Why; needed for a refusal. */
            opinion?: string;
        };
        /** @description A session in a list. */
        SessionCard: {
            /** @description The case it belongs to. */
            case: components["schemas"]["CaseId"];
            ended_at?: components["schemas"]["Timestamp"] | null;
            /** @description Its id. */
            id: components["schemas"]["SessionId"];
            /** @description Mediation or hearing. */
            kind: components["schemas"]["SessionKind"];
            /** @description Where it stands. */
            phase: components["schemas"]["Phase"];
            /** @description When it is to begin. */
            scheduled_at: components["schemas"]["Timestamp"];
            started_at?: components["schemas"]["Timestamp"] | null;
            /** @description Its heading. */
            title: string;
        };
        /** @description A session before it is entered. */
        SessionDetail: components["schemas"]["SessionCard"] & {
            /** @description 案号 or mediation number. */
            case_no: string;
            /** @description Whether a device test must be on file before admission (HE-02). */
            device_test_required: boolean;
            /** @description From when on people may enter (HE-04). */
            entry_opens_at: components["schemas"]["Timestamp"];
            /** @description Whether a ticket would be given now. */
            may_enter: boolean;
            me?: components["schemas"]["ParticipantId"] | null;
            /** @description What must be read and ticked before admission (HE-05). */
            notices: components["schemas"]["NoticeText"][];
            /** @description Who is expected. */
            people: components["schemas"]["Expected"][];
        };
        /**
         * Format: uuid
         * @description One mediation session or hearing.
         */
        SessionId: string;
        /**
         * @description What kind of proceeding a session is.
         * @enum {string}
         */
        SessionKind: "mediation" | "hearing";
        /**
         * @description A side of the dispute.
         * @enum {string}
         */
        Side: "applicant" | "respondent" | "third_party";
        /** @description Somebody is signed in. */
        SignedIn: {
            /** @description When it ends at the latest. */
            ends_at: components["schemas"]["Timestamp"];
            /** @description Who. */
            me: components["schemas"]["Me"];
            /** @description For programs that asked for it; pass it as `Authorization: Bearer`. */
            token?: string | null;
        };
        /** @description A place where the caller is signed in. */
        SignIn: {
            /** @description When it was made. */
            created_at: components["schemas"]["Timestamp"];
            /** @description What browser and system it said it was. */
            device: string;
            /** @description Whether it is the one this request came by. */
            here: boolean;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description When it was last used, to the minute. */
            seen_at: components["schemas"]["Timestamp"];
        };
        /** @description What is signed. */
        Statement: {
            /** @description 案号 or mediation number. */
            case_no: string;
            /** @description Form and version. */
            form: string;
            /** @description When it was issued. */
            issued: components["schemas"]["Timestamp"];
            /** @description What this does not say. */
            limits: components["schemas"]["Limit"][];
            /** @description Where the log ended then. */
            log: components["schemas"]["ProvenPlace"];
            /** @description Their name. */
            name: string;
            /** @description Whose caucuses. */
            participant: components["schemas"]["ParticipantId"];
            /** @description The session. */
            session: components["schemas"]["SessionId"];
            /** @description Their stays in caucuses, in their order. */
            visits: components["schemas"]["CaucusVisit"][];
        };
        /** @description What is in the progress timeline (MC-10): moves, and what happened beside them. */
        Step: {
            /** @enum {string} */
            type: "opened";
        } | {
            /** @description How. */
            move: components["schemas"]["Move"];
            /** @description Where it stands since. */
            state: components["schemas"]["CaseState"];
            /** @enum {string} */
            type: "moved";
        } | {
            /** @description For when. */
            at: components["schemas"]["Timestamp"];
            /** @description Which. */
            session: components["schemas"]["SessionId"];
            /** @enum {string} */
            type: "session_set";
        } | {
            /** @description Which. */
            session: components["schemas"]["SessionId"];
            /** @enum {string} */
            type: "session_cancelled";
        } | {
            /** @description Their name. */
            name: string;
            /** @enum {string} */
            type: "person_added";
        } | {
            /** @description Their name. */
            name: string;
            /** @enum {string} */
            type: "person_removed";
        } | {
            /** @description Its name. */
            name: string;
            /** @enum {string} */
            type: "material_added";
        };
        /** @description Places that the caller takes. */
        TakenPlaces: {
            /** @description Which. */
            places: components["schemas"]["CasePersonId"][];
        };
        /** @description An entry of the timeline. */
        TimelineEntry: {
            /** @description When. */
            at: components["schemas"]["Timestamp"];
            /** @description Who did it; left out for the server. */
            by?: string | null;
            /**
             * Format: int64
             * @description Its number, from 1.
             */
            number: number;
            /** @description What happened. */
            step: components["schemas"]["Step"];
        };
        /**
         * Format: int64
         * @description Wall-clock time in microseconds since 1970-01-01 UTC. The session is told the time; it
         *     never asks.
         */
        Timestamp: number;
        /** @description What was typed. */
        TypedCode: {
            /** @description The code; spaces, dashes and small letters do not matter. */
            code: string;
        };
        /** @description Ways to sign in. */
        Ways: {
            /** @description With a one-time code. */
            code: boolean;
            /** @description With a password: always. */
            password: boolean;
        };
        /** @description A file that is withheld. */
        Withheld: {
            /** @description Its name in the bundle. */
            name: string;
            /** @description Why. */
            reason: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    accounts: {
        parameters: {
            query?: {
                /** @description From the page before. */
                cursor?: string;
                /** @description Entries on a page, at most 100. */
                limit?: number;
                /** @description Part of the name, the number or the address. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AccountCard"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    make_account: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewColleague"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeAccount"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_account: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["AccountId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountChange"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    decide: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Ruling"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationCard"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    associate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Associating"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Associated"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    look_at_code: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TypedCode"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Association"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cases: {
        parameters: {
            query?: {
                /** @description From the page before. */
                cursor?: string;
                /** @description Only this kind. */
                kind?: components["schemas"]["CaseKind"];
                /** @description Entries on a page, at most 100. */
                limit?: number;
                /** @description Words, parts of words or of numbers; every one must be found. */
                q?: string;
                /** @description Only in this state. */
                state?: components["schemas"]["CaseState"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_CaseCard"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    open_case: {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by the caller. The same request with the same key is done once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCase"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenedCase"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CaseId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    access_log: {
        parameters: {
            query?: {
                /** @description From the page before. */
                cursor?: string;
                /** @description Entries on a page, at most 100. */
                limit?: number;
            };
            header?: never;
            path: {
                id: components["schemas"]["CaseId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AccessEntry"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    applications: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CaseId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationCard"][];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    apply: {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by the caller. The same request with the same key is done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: components["schemas"]["CaseId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewApplication"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationCard"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    materials: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CaseId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Material"][];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    announce: {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by the caller. The same request with the same key is done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: components["schemas"]["CaseId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMaterial"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Announced"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    messages: {
        parameters: {
            query?: {
                /** @description From the page before. */
                cursor?: string;
                /** @description Entries on a page, at most 100. */
                limit?: number;
            };
            header?: never;
            path: {
                id: components["schemas"]["CaseId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Message"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    write_message: {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by the caller. The same request with the same key is done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: components["schemas"]["CaseId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMessage"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    move_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CaseId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Move"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Moved"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_person: {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by the caller. The same request with the same key is done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: components["schemas"]["CaseId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPerson"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedPerson"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_person: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CaseId"];
                person: components["schemas"]["CasePersonId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    make_code: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CaseId"];
                person: components["schemas"]["CasePersonId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssociationCode"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    invite_person: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CaseId"];
                person: components["schemas"]["CasePersonId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationLink"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_session: {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by the caller. The same request with the same key is done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: components["schemas"]["CaseId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSession"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionCard"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    timeline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CaseId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimelineEntry"][];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    institutions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstitutionCard"][];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    accept: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkSecret"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Joined"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    accept_new: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAccount"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    look: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkSecret"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    live_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LiveCard"][];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    material: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["MaterialId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Material"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["MaterialId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    content: {
        parameters: {
            query?: {
                /** @description To be kept, instead of being shown. */
                save?: boolean;
            };
            header?: never;
            path: {
                id: components["schemas"]["MaterialId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    receive: {
        parameters: {
            query?: {
                /** @description Where in the file the body belongs. */
                at?: number;
            };
            header?: never;
            path: {
                id: components["schemas"]["MaterialId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/octet-stream": unknown;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Material"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listen: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["ComeNow"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Proof"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Confirmed"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    send_confirmation_code: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    places: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NamedPlace"][];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    take_places: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TakenPlaces"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_ins: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignIn"][];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_other_sign_ins: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    mediators: {
        parameters: {
            query: {
                /** @description For which kind of dispute: those who settle such come first. */
                cause?: string;
                /** @description Of which institution. */
                institution: components["schemas"]["InstitutionId"];
                /** @description Part of the name. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MediatorCard"][];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    notices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notice"][];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    recordings: {
        parameters: {
            query?: {
                /** @description Only of this case. */
                case?: components["schemas"]["CaseId"];
                /** @description From the page before. */
                cursor?: string;
                /** @description Entries on a page, at most 100. */
                limit?: number;
                /** @description Only of this session. */
                session?: components["schemas"]["SessionId"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_RecordingCard"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    recording: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordingDetail"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    destroy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Destruction"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_access: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccessChange"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    archive: {
        parameters: {
            query?: {
                /** @description From the redirection. */
                ticket?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": unknown;
                };
            };
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            307: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    copies: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CopyCard"][];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    make_copy: {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by the caller. The same request with the same key is done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCopy"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CopyCard"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    copy_archive: {
        parameters: {
            query?: {
                /** @description From the redirection. */
                ticket?: string;
            };
            header?: never;
            path: {
                copy: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": unknown;
                };
            };
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            307: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    file: {
        parameters: {
            query: {
                /** @description Its name in the bundle. */
                name: string;
                /** @description To be kept, instead of being shown. */
                save?: boolean;
                /** @description From the redirection. */
                ticket?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            307: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    hold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Hold"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    make_again: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tombstone: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Statement"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sessions: {
        parameters: {
            query?: {
                /** @description From the page before. */
                cursor?: string;
                /** @description Entries on a page, at most 100. */
                limit?: number;
                /** @description Which of them. */
                when?: "next" | "today" | "all";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_SessionCard"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["SessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionDetail"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["SessionId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Cancellation"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    caucus_proof: {
        parameters: {
            query?: {
                /** @description The place in the session; left out: the caller's own. */
                participant?: components["schemas"]["ParticipantId"];
            };
            header?: never;
            path: {
                id: components["schemas"]["SessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proof"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    device_tests: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["SessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceTestCard"][];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    report_device_test: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["SessionId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceTest"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    enter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["SessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Entry"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Credentials"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    send_code: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CodeRequest"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ways: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ways"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_in_with_code: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CodeCredentials"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    mediator_statistics: {
        parameters: {
            query?: {
                /** @description Those that came in from then on. */
                from?: components["schemas"]["Timestamp"];
                /** @description And before then. */
                until?: components["schemas"]["Timestamp"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MediatorFigures"][];
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    mediator_statistics_csv: {
        parameters: {
            query?: {
                /** @description Those that came in from then on. */
                from?: components["schemas"]["Timestamp"];
                /** @description Of the headings: `zh-CN` or `en`. As `Accept-Language` says if left out. */
                language?: string;
                /** @description And before then. */
                until?: components["schemas"]["Timestamp"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": unknown;
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    mediator_statistics_xlsx: {
        parameters: {
            query?: {
                /** @description Those that came in from then on. */
                from?: components["schemas"]["Timestamp"];
                /** @description Of the headings: `zh-CN` or `en`. As `Accept-Language` says if left out. */
                language?: string;
                /** @description And before then. */
                until?: components["schemas"]["Timestamp"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": unknown;
                };
            };
            /** @description What is wrong (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    live: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
